package neo4j

import (
	"testing"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/securebase/securebase/internal/store"
	"github.com/securebase/securebase/internal/store/neo4j/neo4jtest"
)

// What follows is for the tests of this folder that are outside of the package, since they import what imports it.

// SharedServer is the one that all tests of this folder share.
func SharedServer() *neo4jtest.Server { return server }

// OpenEmpty gives an empty graph on the shared server.
func OpenEmpty(t *testing.T) *Store {
	t.Helper()
	return open(t)
}

// Knowledge is the embedded content.
func Knowledge(t *testing.T) store.ChangeSet {
	t.Helper()
	return knowledge(t)
}

// Lines streams a store's content in its canonical form.
func Lines(t *testing.T, s store.Store) (store.Version, []byte) {
	t.Helper()
	return lines(t, s)
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
