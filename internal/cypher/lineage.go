package cypher

import "github.com/securebase/securebase/internal/evidence"

// Lineage gives the statement for a lineage of the view that was followed in the direction, up to depth steps.
func (s *Statements) Lineage(v *evidence.View, l *evidence.Lineage, direction evidence.LineageDirection, depth int) (*Statement, error) {
	parts := struct {
		under
		Types     string
		Up, Down  bool
		Truncated bool
	}{look(v), types(v.Vocabulary, isFlow), direction != evidence.Descendants, direction != evidence.Ancestors, l.Truncated}
	parameters := parts.parameters()
	parameters["backward"] = backward(v.Vocabulary)
	if !l.Truncated {
		parameters["id"], parameters["depth"] = v.EntityID(l.Root), depth
		return s.write("lineage", parts, parameters)
	}
	nodes := make([]string, len(l.Nodes))
	for i, node := range l.Nodes {
		nodes[i] = v.EntityID(node.Entity)
	}
	parameters["nodes"] = nodes
	return s.write("lineage", parts, parameters)
}
