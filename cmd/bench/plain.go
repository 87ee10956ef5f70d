package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
)

// plain is what the server is measured by: the handler that one writes by hand for each question with net/http and
// encoding/json. It asks the index and the database for the same things in as few statements as can be, puts the answer
// into nested structs and marshals them. It gives the same content as the GraphQL answer and, like the server, none that
// is older than what the database holds; a test compares the two and counts the statements.
type plain struct{ live *store.Live }

func newPlain(live *store.Live) http.Handler {
	p := plain{live}
	mux := http.NewServeMux()
	for path, answer := range map[string]func(context.Context, *evidence.View, url.Values) (any, error){
		"/entity-page": p.entityPage, "/entity-list": p.entityList, "/search": p.search,
		"/neighborhood": p.neighborhood, "/lineage": p.lineage, "/evidence-paths": p.evidencePaths,
	} {
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, r *http.Request) {
			q := r.URL.Query()
			if !live.UpToDate(r.Context(), live.Index().Version) {
				live.CatchUp(r.Context())
			}
			view := live.Index().View(lensOf(q))
			data, err := answer(r.Context(), view, q)
			if err != nil {
				http.Error(w, err.Error(), http.StatusInternalServerError)
				return
			}
			body, err := json.Marshal(plainAnswer{data, plainExtensions{view.Version}})
			if err != nil {
				http.Error(w, err.Error(), http.StatusInternalServerError)
				return
			}
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write(body) // the client may be gone
		})
	}
	return mux
}

type plainAnswer struct {
	Data       any             `json:"data"`
	Extensions plainExtensions `json:"extensions"`
}

type plainExtensions struct {
	GraphVersion string `json:"graphVersion"`
}

// plainPage tells where a page of a list stands.
type plainPage struct {
	HasNextPage bool    `json:"hasNextPage"`
	EndCursor   *string `json:"endCursor"`
}

func pageOf(more bool, last string) plainPage {
	if last == "" {
		return plainPage{HasNextPage: more}
	}
	cursor := base64.RawURLEncoding.EncodeToString([]byte(last))
	return plainPage{more, &cursor}
}

// plainEntity is what most answers tell of an entity. What an answer does not ask for is empty.
type plainEntity struct {
	ID   string `json:"id"`
	Kind string `json:"kind,omitempty"`
	Name string `json:"name,omitempty"`
}

type plainPredicate struct {
	ID    string `json:"id"`
	Label string `json:"label,omitempty"`
}

// read gives contents by id; the same number may stand twice. It costs one statement for each sort.
func (p plain) read(ctx context.Context, view *evidence.View, entities, claims []int32) (*store.Book, error) {
	return store.Read(ctx, p.live, store.Want{Entities: ids(entities, view.EntityID), Claims: ids(claims, view.ClaimID)})
}

func ids(numbers []int32, id func(int32) string) []string {
	seen := make(map[int32]bool, len(numbers))
	list := make([]string, 0, len(numbers))
	for _, n := range numbers {
		if !seen[n] {
			seen[n] = true
			list = append(list, id(n))
		}
	}
	return list
}

// entityOf tells id, kind and name, which the index knows; nil if there is none.
func entityOf(view *evidence.View, n int32) *plainEntity {
	if n < 0 {
		return nil
	}
	return &plainEntity{view.EntityID(n), strings.ToUpper(string(view.KindOf(n))), view.EntityName(n)}
}

// nameOf tells id and name; nil if there is none.
func nameOf(view *evidence.View, n int32) *plainEntity {
	if n < 0 {
		return nil
	}
	return &plainEntity{ID: view.EntityID(n), Name: view.EntityName(n)}
}

// named tells id and name of an entity by its id; nil if there is none.
func named(view *evidence.View, id string) *plainEntity {
	n, ok := view.Entity(id)
	if !ok {
		return nil
	}
	return nameOf(view, n)
}

// orNull is null for an empty text.
func orNull(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

func stanceName(s evidence.Stance) string {
	if s == evidence.Null {
		return "NULL_RESULT"
	}
	return strings.ToUpper(string(s))
}

func depthName(d evidence.Depth) *string {
	return orNull(strings.ToUpper(strings.ReplaceAll(string(d), "-", "_")))
}
