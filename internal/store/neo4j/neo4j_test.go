package neo4j

import (
	"context"
	"fmt"
	"os"
	"testing"

	"github.com/securebase/securebase/internal/store"
	"github.com/securebase/securebase/internal/store/neo4j/neo4jtest"
	"github.com/securebase/securebase/internal/store/storetest"
)

// server is the one that all tests of this package share.
var server *neo4jtest.Server

func TestMain(m *testing.M) {
	os.Exit(withServer(m))
}

func withServer(m *testing.M) int {
	var err error
	if server, err = neo4jtest.Start(context.Background(), neo4jtest.Options{}); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	code := m.Run()
	if err := server.Stop(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return code
}

// open gives an empty graph.
func open(t *testing.T) *Store {
	t.Helper()
	if err := server.Empty(t.Context()); err != nil {
		t.Fatal(err)
	}
	return connect(t)
}

// connect opens the graph as it is.
func connect(t *testing.T) *Store {
	t.Helper()
	s, err := Open(t.Context(), server.URI, Options{User: server.User, Password: server.Password})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func TestContract(t *testing.T) {
	storetest.Run(t, func(t *testing.T) store.Store { return open(t) })
}
