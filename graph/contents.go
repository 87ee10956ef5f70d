package graph

import (
	"context"
	"sync"
	"sync/atomic"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
)

// contents is what one operation has read of entities, so that no field reads again what another one has.
type contents struct {
	store    store.Store
	mu       sync.Mutex
	known    map[string]evidence.Entity
	outlines map[int32]evidence.Entity
	failed   atomic.Pointer[error]
}

// outline gives an entity with what the index knows of it: id, kind, name, and the tier of a source.
func (c *contents) outline(ix *evidence.Index, n int32) evidence.Entity {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.outlines[n]
	if !ok {
		e = evidence.NewEntity(ix.KindOf(n))
		e.Head().ID, e.Head().Name = ix.EntityID(n), ix.EntityName(n)
		if source, is := e.(*evidence.Source); is {
			source.Tier = ix.TierOf(n)
		}
		if c.outlines == nil {
			c.outlines = map[int32]evidence.Entity{}
		}
		c.outlines[n] = e
	}
	return e
}

// read fetches contents. Once the database has failed an operation, the rest of it fails with the same error at once: that
// of the executor too, which carries out again what the quick way could not.
func (c *contents) read(ctx context.Context, want store.Want) (*store.Book, error) {
	if err := c.failed.Load(); err != nil {
		return nil, *err
	}
	book, err := store.Read(ctx, c.store, want)
	return book, c.note(err)
}

// match searches texts, as read fetches contents.
func (c *contents) match(ctx context.Context, query evidence.TextQuery) (evidence.TextMatch, error) {
	if err := c.failed.Load(); err != nil {
		return evidence.TextMatch{}, *err
	}
	match, err := c.store.Match(ctx, query)
	return match, c.note(err)
}

func (c *contents) note(err error) error {
	if err != nil {
		c.failed.CompareAndSwap(nil, &err)
	}
	return err
}

// entities gives entities by id. What is not known yet is read in one go.
func (c *contents) entities(ctx context.Context, ids []string) (map[string]evidence.Entity, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	missing := make([]string, 0, len(ids))
	for _, id := range ids {
		if _, ok := c.known[id]; !ok {
			missing = append(missing, id)
		}
	}
	found := make(map[string]evidence.Entity, len(ids))
	if len(missing) > 0 {
		book, err := c.read(ctx, store.Want{Entities: missing})
		if err != nil {
			return nil, err
		}
		if c.known == nil {
			c.known = book.Entities
		}
		for id, e := range book.Entities {
			c.known[id] = e
		}
	}
	for _, id := range ids {
		found[id] = c.known[id]
	}
	return found, nil
}

// below says which entities a field below will ask of a member.
type below struct {
	field string
	of    func(n int32) []int32
	under []below // fields below that one, all asking of the same member
}

// readAhead reads in one go what the fields below the one being resolved ask of entities.
func (b *batch) readAhead(ctx context.Context, types []string, asks []below) error {
	op := graphql.GetOperationContext(ctx)
	var wanted []int32
	var look func(ast.SelectionSet, []string, []below)
	look = func(set ast.SelectionSet, types []string, asks []below) {
		for _, f := range graphql.CollectFields(op, set, types) {
			for _, ask := range asks {
				switch {
				case ask.field != f.Name:
				case ask.under != nil:
					look(f.Selections, nil, ask.under)
				case needs(op, f.Selections, entityTypes(), freeOfEntities()...):
					for _, n := range b.members {
						wanted = append(wanted, ask.of(n)...)
					}
				}
			}
		}
	}
	look(graphql.GetFieldContext(ctx).Field.Selections, types, asks)
	if len(wanted) == 0 {
		return nil
	}
	_, err := b.contents.entities(ctx, b.view.EntityIDs(dedupe(wanted)))
	return err
}
