package cypher

import (
	"slices"

	"github.com/securebase/securebase/internal/evidence"
)

// Paths gives the statement for the answer to a query of the view.
func (s *Statements) Paths(v *evidence.View, q evidence.PathQuery, found *evidence.Paths) (*Statement, error) {
	classes := q.Classes
	if len(classes) == 0 {
		classes = evidence.DefaultPathClasses()
	}
	flow := q.Direction == evidence.FlowWay
	parts := struct {
		under
		Steps, Types  string
		Flow, LLMOnly bool
		MaxHops       int
	}{look(v), types(v.Vocabulary, func(p *evidence.Predicate) bool {
		return slices.Contains(classes, p.Class) && (!flow || isFlow(p))
	}), types(v.Vocabulary, anyPredicate), flow, found.LLMOnly, evidence.MaxHops}
	paths := make([][]string, len(found.Found))
	for i, path := range found.Found {
		paths[i] = make([]string, len(path.Steps))
		for j, step := range path.Steps {
			paths[i][j] = v.EdgeID(step.Edge)
		}
	}
	parameters := parts.parameters()
	parameters["from"], parameters["to"], parameters["paths"] = v.EntityID(q.From), v.EntityID(q.To), paths
	if flow {
		parameters["backward"] = backward(v.Vocabulary)
	}
	return s.write("paths", parts, parameters)
}
