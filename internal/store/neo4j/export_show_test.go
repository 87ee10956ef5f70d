package neo4j

import (
	"strings"
	"testing"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/securebase/securebase/internal/store"
)

// OpenEmpty gives an empty graph on the server of the package's tests.
func OpenEmpty(t *testing.T) *Store {
	t.Helper()
	return open(t)
}

// Knowledge is the embedded content.
func Knowledge(t *testing.T) store.ChangeSet {
	t.Helper()
	return knowledge(t)
}

// Rows runs a statement as a researcher would.
func Rows(t *testing.T, s *Store, text string, parameters map[string]any) []*neo4j.Record {
	t.Helper()
	rows, _ := RowsAndPlan(t, s, text, parameters)
	return rows
}

// RowsAndPlan runs a statement and gives the operators of its plan too, if it begins with PROFILE.
func RowsAndPlan(t *testing.T, s *Store, text string, parameters map[string]any) ([]*neo4j.Record, []string) {
	t.Helper()
	session := s.session(t.Context(), neo4j.AccessModeRead)
	defer endSession(t.Context(), session)
	result, err := session.Run(t.Context(), text, parameters)
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
	if plan := summary.Profile(); plan != nil {
		walk(plan)
	}
	return rows, operators
}
