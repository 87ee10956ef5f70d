package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
)

// names are the names of the entities that an answer mentions.
type names struct {
	view *evidence.View
	by   map[string]evidence.Entity
}

func readNames(ctx context.Context, live *store.Live, view *evidence.View, ns []int32) (names, error) {
	seen := map[int32]bool{}
	var ids []string
	for _, n := range ns {
		if !seen[n] {
			seen[n] = true
			ids = append(ids, view.EntityID(n))
		}
	}
	book, err := store.Read(ctx, live, store.Want{Entities: ids})
	if err != nil {
		return names{}, err
	}
	return names{view, book.Entities}, nil
}

func (n names) of(entity int32) string {
	id := n.view.EntityID(entity)
	if e, ok := n.by[id]; ok {
		return e.Head().Name
	}
	return id
}

func (n names) list(entities []int32) []string {
	out := make([]string, len(entities))
	for i, e := range entities {
		out[i] = n.of(e)
	}
	return out
}

// edge reads an edge as a sentence.
func (n names) edge(edge int32) string {
	subject, predicate, object := n.view.EdgeEnds(edge)
	return n.of(subject) + " " + predicate.Label + " " + n.of(object)
}

func printJSON(to io.Writer, v any) error {
	enc := json.NewEncoder(to)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return fmt.Errorf("print the answer: %w", err)
	}
	return nil
}

func hiddenLine(to io.Writer, view *evidence.View) {
	if h := view.Hidden(); !h.IsZero() {
		fmt.Fprintf(to, "The lens hides %d claims, %d edges and %d entities of the graph.\n", h.Claims, h.Edges, h.Entities)
	}
}
