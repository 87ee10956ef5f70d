// Package graph answers GraphQL queries. generated.go and models_gen.go are written by gqlgen from schema/; the other
// files hold, noun by noun, the views that a query walks: a value of internal/evidence together with its batch.
//
// A batch is what one field of a query returned together, under one lens. When a field below asks for more about one
// member, it is fetched for all of them in one go, so that a query costs a fixed number of statements for each
// selected connection and level, however many rows there are.
package graph

import (
	"context"
	"sync"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/securebase/securebase/internal/cypher"
	"github.com/securebase/securebase/internal/evidence"
)

// batch is a set of things returned together; members are their numbers in the index.
type batch struct {
	contents *contents
	cypher   func() (*cypher.Statements, error)
	view     *evidence.View
	members  []int32

	mu   sync.Mutex
	done map[asked]func() (any, error)
}

// asked is a field of the query with what is selected of it. A field that stands in a fragment can be merged with
// different others where the fragment is spread, and then wants other contents.
type asked struct {
	field  *ast.Field
	merged string // "" for the field as it stands
}

// child is a batch under the same view.
func (b *batch) child(members []int32) *batch { return b.under(b.view, members) }

func (b *batch) under(view *evidence.View, members []int32) *batch {
	return &batch{contents: b.contents, cypher: b.cypher, view: view, members: members}
}

// lost is how many of a list the lens takes away: those without it minus those shown. Without a lens nothing is counted.
func (b *batch) lost(shown int, count func(full *evidence.View) int) int {
	if b.view.Lens.IsZero() {
		return 0
	}
	return count(b.view.Full()) - shown
}

// once computes a field's answer for all members when the first of them asks, and hands it to the others.
func once[T any](ctx context.Context, b *batch, compute func() (T, error)) (T, error) {
	field := fieldAsked(ctx)
	b.mu.Lock()
	f, ok := b.done[field]
	if !ok {
		f = sync.OnceValues(func() (any, error) { return compute() })
		if b.done == nil {
			b.done = map[asked]func() (any, error){}
		}
		b.done[field] = f
	}
	b.mu.Unlock()
	return result[T](f)
}

// had is once for all but the first of the members, who need not say how it is computed.
func had[T any](ctx context.Context, b *batch) (v T, err error, ok bool) { //nolint:revive // ok says whether err counts
	field := fieldAsked(ctx)
	b.mu.Lock()
	f, ok := b.done[field]
	b.mu.Unlock()
	if ok {
		v, err = result[T](f)
	}
	return v, err, ok
}

func result[T any](f func() (any, error)) (T, error) {
	v, err := f()
	if err != nil {
		var zero T
		return zero, err
	}
	return v.(T), nil
}

func fieldAsked(ctx context.Context) asked {
	collected := graphql.GetFieldContext(ctx).Field
	field := asked{field: collected.Field}
	if len(collected.Selections) != len(collected.SelectionSet) {
		field.merged = selectionKey(collected.Selections)
	}
	return field
}

// entityTypes are the names of what an Entity can be, for looking ahead into fragments.
func entityTypes() []string {
	return []string{"Node", "Entity", "Construct", "Theorist", "Intervention", "Population", "Problem", "Source"}
}

// selects says whether the field being resolved is asked for anything but the named fields, which need no contents.
func selects(ctx context.Context, types []string, free ...string) bool {
	return needs(graphql.GetOperationContext(ctx), graphql.GetFieldContext(ctx).Field.Selections, types, free...)
}

func needs(op *graphql.OperationContext, set ast.SelectionSet, types []string, free ...string) bool {
	for _, f := range graphql.CollectFields(op, set, types) {
		known := f.Name == "__typename"
		for _, name := range free {
			known = known || f.Name == name
		}
		if !known {
			return true
		}
	}
	return false
}

func dedupe(ns []int32) []int32 {
	seen := make(map[int32]bool, len(ns))
	kept := make([]int32, 0, len(ns))
	for _, n := range ns {
		if n >= 0 && !seen[n] {
			seen[n] = true
			kept = append(kept, n)
		}
	}
	return kept
}
