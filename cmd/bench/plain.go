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
// encoding/json. It asks the index and the database as the GraphQL server does, puts the answer into nested structs and
// marshals them. It gives the same content as the GraphQL answer; a test compares the two.
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

// read gives the entities by id. The same id may stand twice.
func (p plain) read(ctx context.Context, view *evidence.View, entities []int32) (map[string]evidence.Entity, error) {
	seen := make(map[int32]bool, len(entities))
	ids := make([]string, 0, len(entities))
	for _, n := range entities {
		if n >= 0 && !seen[n] {
			seen[n] = true
			ids = append(ids, view.EntityID(n))
		}
	}
	book, err := store.Read(ctx, p.live, store.Want{Entities: ids})
	if err != nil {
		return nil, err
	}
	return book.Entities, nil
}

func (p plain) readClaims(ctx context.Context, view *evidence.View, claims []int32) (map[string]*evidence.Claim, error) {
	seen := make(map[int32]bool, len(claims))
	ids := make([]string, 0, len(claims))
	for _, n := range claims {
		if !seen[n] {
			seen[n] = true
			ids = append(ids, view.ClaimID(n))
		}
	}
	book, err := store.Read(ctx, p.live, store.Want{Claims: ids})
	if err != nil {
		return nil, err
	}
	return book.Claims, nil
}

// entityOf tells id, kind and name; nil if there is none.
func entityOf(e evidence.Entity) *plainEntity {
	if e == nil {
		return nil
	}
	head := e.Head()
	return &plainEntity{head.ID, strings.ToUpper(string(head.Kind)), head.Name}
}

// nameOf tells id and name; nil if there is none.
func nameOf(e evidence.Entity) *plainEntity {
	if e == nil {
		return nil
	}
	return &plainEntity{ID: e.Head().ID, Name: e.Head().Name}
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
