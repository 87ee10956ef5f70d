package neo4j

import (
	"testing"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/securebase/securebase/internal/store"
	"github.com/securebase/securebase/internal/store/statement"
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
	return rows
}

// Operators plans a statement.
func Operators(t *testing.T, s *Store, text string) []string {
	t.Helper()
	return planOf(t, s, statement.Statement{Name: text, Text: text})
}
