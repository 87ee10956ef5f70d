package neo4jtest_test

import (
	"net"
	"strings"
	"testing"
	"time"

	"github.com/securebase/securebase/internal/store/neo4j/neo4jtest"
)

func TestServersStandSideBySideAndEnd(t *testing.T) {
	first, err := neo4jtest.Start(t.Context(), neo4jtest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = first.Stop() }()
	home := t.TempDir()
	second, err := neo4jtest.Start(t.Context(), neo4jtest.Options{Home: home})
	if err != nil {
		t.Fatal(err)
	}
	if first.URI == second.URI || first.Password == second.Password {
		t.Errorf("two servers share %s or its password", first.URI)
	}
	if err := second.Run(t.Context(), "CREATE (:Kept)"); err != nil {
		t.Fatal(err)
	}
	if err := second.Stop(); err != nil {
		t.Fatal(err)
	}
	if connection, err := net.DialTimeout("tcp", strings.TrimPrefix(second.URI, "bolt://"), time.Second); err == nil {
		_ = connection.Close()
		t.Error("a server that was stopped still answers")
	}
	again, err := neo4jtest.Start(t.Context(), neo4jtest.Options{Home: home})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = again.Stop() }()
	if err := again.Run(t.Context(), "MATCH (n:Kept) WITH count(n) AS n RETURN 1 / n"); err != nil {
		t.Errorf("a home that is kept was started again: %v", err)
	}
	if err := again.Empty(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := again.Run(t.Context(), "MATCH (n) WITH count(n) AS n WHERE n > 0 RETURN 1 / 0"); err != nil {
		t.Errorf("after it was emptied: %v", err)
	}
	if err := first.Run(t.Context(), "RETURN 1"); err != nil {
		t.Errorf("the first server no longer answers: %v", err)
	}
}
