package neo4j

import (
	"strings"
	"testing"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
)

// Profile runs a statement and gives the operators of the plan it was carried out by too.
func Profile(t *testing.T, s *Store, text string, parameters map[string]any) ([]*neo4j.Record, []string) {
	t.Helper()
	session := s.session(t.Context(), neo4j.AccessModeRead)
	defer endSession(t.Context(), session)
	result, err := session.Run(t.Context(), "PROFILE "+text, parameters)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	rows, err := result.Collect(t.Context())
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	summary, err := result.Consume(t.Context())
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	var operators []string
	var walk func(neo4j.ProfiledPlan)
	walk = func(p neo4j.ProfiledPlan) {
		operator, _, _ := strings.Cut(p.Operator(), "@")
		if children := p.Children(); operator == "CartesianProduct" && len(children) == 2 &&
			strings.HasPrefix(children[0].Operator(), "NodeUniqueIndexSeek") && strings.HasPrefix(children[1].Operator(), "NodeUniqueIndexSeek") {
			operator = "pair" // two nodes that are found by their ids, which gives one row
		}
		operators = append(operators, operator)
		for _, child := range p.Children() {
			walk(child)
		}
	}
	walk(summary.Profile())
	return rows, operators
}
