package graph

import (
	"context"
	"strings"

	"github.com/securebase/securebase/internal/cypher"
	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
)

// Resolver holds what every query needs.
type Resolver struct {
	live   *store.Live
	cypher func() (*cypher.Statements, error) // read when a query asks for the first
}

type pinKey struct{}

// pin is what all parts of an operation share.
type pin struct {
	index    *evidence.Index
	at       store.Version // that the index was built of
	contents *contents
}

// pin keeps one index for a whole operation, so that all its parts speak of one graph version.
func (r *Resolver) pin(ctx context.Context) context.Context {
	index, at := r.live.Current()
	return context.WithValue(ctx, pinKey{}, pin{index, at, &contents{store: r.live}})
}

// root begins a batch under a lens, which may be nil.
func (r *Resolver) root(ctx context.Context, lens *Lens) (*batch, error) {
	p := pinned(ctx)
	b := &batch{contents: p.contents, cypher: r.cypher, view: p.index.Full()}
	view, err := b.through(lens)
	if err != nil {
		return nil, err
	}
	b.view = view
	return b, nil
}

func pinned(ctx context.Context) pin { return ctx.Value(pinKey{}).(pin) }

// within says whether a number is in its range, both ends included.
func within(field string, n, low, high int) error {
	if n < low {
		return store.Errorf(store.Invalid, "%s: %d is too small; %d to %d is right", field, n, low, high)
	}
	if n > high {
		return store.Errorf(store.LimitExceeded, "%s: %d is too large; %d to %d is right", field, n, low, high)
	}
	return nil
}

// allWithin gives one error for all numbers that are out of their ranges.
func allWithin(checks ...error) error {
	var messages []string
	code := store.Invalid
	for _, err := range checks {
		if err != nil {
			messages = append(messages, err.Error())
			code = store.CodeOf(err)
		}
	}
	if len(messages) == 0 {
		return nil
	}
	return store.Errorf(code, "%s", strings.Join(messages, "; "))
}

func orElse[T any](given *T, otherwise T) T {
	if given == nil {
		return otherwise
	}
	return *given
}
