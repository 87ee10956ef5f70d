package cypher

import (
	"github.com/securebase/securebase/internal/store/statement"
	"os"
	"testing"
)

func TestEveryStatementIsNamedDescribedAndUsed(t *testing.T) {
	all, err := statement.Load(files, statement.Cypher())
	if err != nil {
		t.Fatal(err)
	}
	wrong, err := statement.Lint(all, os.DirFS("."))
	if err != nil {
		t.Fatal(err)
	}
	for _, what := range wrong {
		t.Error(what)
	}
}
