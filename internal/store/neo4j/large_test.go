package neo4j_test

import (
	"testing"

	"github.com/securebase/securebase/internal/store"
	"github.com/securebase/securebase/internal/synthetic"
)

// library makes a graph of so many claims in the proportions of the literature.
func library(t testing.TB, claims int) store.ChangeSet {
	t.Helper()
	g, err := synthetic.New(synthetic.Of(claims / synthetic.ClaimsPerEntity))
	if err != nil {
		t.Fatal(err)
	}
	return g.ChangeSet()
}
