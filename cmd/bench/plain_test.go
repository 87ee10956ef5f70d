package main

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/securebase/securebase/internal/content"
	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/server"
	"github.com/securebase/securebase/internal/store"
	"github.com/securebase/securebase/internal/store/sqlite"
	"github.com/securebase/securebase/internal/synthetic"
	"github.com/securebase/securebase/seed"
)

func liveOf(t *testing.T, change store.ChangeSet) *store.Live {
	t.Helper()
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "graph.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if _, err := db.Apply(t.Context(), change); err != nil {
		t.Fatal(err)
	}
	live, err := store.NewLive(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	return live
}

// Both sides of every ratio give the same content, and the plain one makes no more statements for it.
func TestBothSidesSayTheSame(t *testing.T) {
	generated, err := synthetic.New(synthetic.Of(100))
	if err != nil {
		t.Fatal(err)
	}
	knowledge, problems := content.ReadYAML(seed.FS)
	if len(problems) > 0 {
		t.Fatal(problems[0])
	}
	for name, change := range map[string]store.ChangeSet{"knowledge": knowledge.ChangeSet(), "generated": generated.ChangeSet()} {
		t.Run(name, func(t *testing.T) {
			live := liveOf(t, change)
			ours, err := server.New(live, slog.New(slog.DiscardHandler))
			if err != nil {
				t.Fatal(err)
			}
			theirs := newPlain(live)
			sorts, err := newAsker(live.Index()).all(t.Context(), live)
			if err != nil {
				t.Fatal(err)
			}
			for _, q := range sorts {
				t.Run(q.name, func(t *testing.T) {
					for i := 0; i < len(q.questions); i += 4 { // hubs, the well linked and the tail among them
						said, statements := answerOf(t, ours, q.serverRequest(i, true))
						want, least := answerOf(t, theirs, q.plainRequest(i))
						if !reflect.DeepEqual(said, want) {
							t.Fatalf("of %v the server says\n%.2000v\nand the plain handler\n%.2000v", q.questions[i].variables, said, want)
						}
						if least > statements {
							t.Errorf("of %v the plain handler makes %d statements, the server %d", q.questions[i].variables, least, statements)
						}
					}
				})
			}
		})
	}
}

// answerOf gives the data of an answer to a request as it goes over the wire, and how many statements it took.
func answerOf(t *testing.T, handler http.Handler, request []byte) (map[string]any, int) {
	t.Helper()
	head, body, _ := strings.Cut(string(request), "\r\n\r\n")
	method, rest, _ := strings.Cut(head, " ")
	path, _, _ := strings.Cut(rest, " ")
	ctx, counter := store.WithCounter(t.Context())
	r := httptest.NewRequestWithContext(ctx, method, path, strings.NewReader(body))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/json")
	}
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, r)
	raw, _ := io.ReadAll(w.Body)
	var answer struct {
		Data       map[string]any
		Errors     []any
		Extensions struct{ GraphVersion string }
	}
	if err := json.Unmarshal(raw, &answer); err != nil || len(answer.Errors) > 0 || w.Code != http.StatusOK || answer.Extensions.GraphVersion == "" {
		t.Fatalf("%d %.600s", w.Code, raw)
	}
	return answer.Data, counter.Count()
}

// Pairs of paths come from all nine combinations of hubs, the well linked and the tail.
func TestPairsAreDrawnEvenly(t *testing.T) {
	generated, err := synthetic.New(synthetic.Of(100))
	if err != nil {
		t.Fatal(err)
	}
	change := generated.ChangeSet()
	ix, err := evidence.NewIndex("pairs", change.Vocabulary, change.Entities, change.Claims, change.Practice)
	if err != nil {
		t.Fatal(err)
	}
	a := newAsker(ix)
	group := map[int32]int{}
	for g, list := range [][]int32{a.hubs, a.well, a.tail} {
		for _, n := range list {
			group[n] = g
		}
	}
	counts := map[[2]int]int{}
	for _, p := range a.pairs() {
		counts[[2]int{group[p[0]], group[p[1]]}]++
	}
	for from := range 3 {
		for to := range 3 {
			if n := counts[[2]int{from, to}]; n < questionCount/9-2 {
				t.Errorf("%d of %d pairs go from group %d to %d", n, questionCount, from, to)
			}
		}
	}
}
