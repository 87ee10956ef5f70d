package graph_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/securebase/securebase/graph"
	"github.com/securebase/securebase/internal/content"
	"github.com/securebase/securebase/internal/store"
	"github.com/securebase/securebase/internal/store/sqlite"
	"github.com/securebase/securebase/seed"
)

// known holds the real knowledge in a real database, filled once for all tests of the package, which only read.
var known *store.Live

func TestMain(m *testing.M) { os.Exit(fill(m)) }

func fill(m *testing.M) int {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "graph")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	db, err := sqlite.Open(ctx, filepath.Join(dir, "graph.db"))
	if err != nil {
		panic(err)
	}
	defer db.Close()
	g, problems := content.ReadYAML(seed.FS)
	if len(problems) > 0 {
		panic(problems[0].String())
	}
	if _, err := db.Apply(ctx, g.ChangeSet()); err != nil {
		panic(err)
	}
	if known, err = store.NewLive(ctx, db); err != nil {
		panic(err)
	}
	return m.Run()
}

// api asks the GraphQL handler.
type api struct {
	t       *testing.T
	handler http.Handler
}

func newAPI(t *testing.T) *api {
	t.Helper()
	return &api{t, graph.NewHandler(known, slog.New(slog.DiscardHandler), func(context.Context) string { return "test" })}
}

type answer struct {
	Data   json.RawMessage `json:"data"`
	Errors []struct {
		Message    string         `json:"message"`
		Path       []any          `json:"path"`
		Extensions map[string]any `json:"extensions"`
	} `json:"errors"`
	Extensions map[string]any `json:"extensions"`
}

// ask sends a query and gives the answer and the number of statements that it cost.
func (a *api) ask(query string, variables map[string]any) (answer, int) {
	a.t.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		a.t.Fatal(err)
	}
	ctx, counter := store.WithCounter(a.t.Context())
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/graphql", bytes.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	a.handler.ServeHTTP(w, r)
	var out answer
	if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil {
		a.t.Fatalf("%v in %s", err, w.Body)
	}
	names := slices.DeleteFunc(counter.Names(), func(name string) bool { return name == "version" }) // the look whether the index is up to date
	return out, len(names)
}

// get asks a query that must succeed and reads its data.
func (a *api) get(query string, into any) int {
	a.t.Helper()
	out, statements := a.ask(query, nil)
	if len(out.Errors) > 0 {
		a.t.Fatalf("%s\n%+v", query, out.Errors)
	}
	if err := json.Unmarshal(out.Data, into); err != nil {
		a.t.Fatalf("%v in %s", err, out.Data)
	}
	return statements
}
