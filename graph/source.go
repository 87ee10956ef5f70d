package graph

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/securebase/securebase/internal/cite"
	"github.com/securebase/securebase/internal/evidence"
)

// SourceType is the CSL type.
func (s *Source) SourceType() string { return s.Type }

// Authors resolves who wrote the work.
func (s *Source) Authors() []*Author { return s.people(s.Author) }

// Editors resolves who edited the work.
func (s *Source) Editors() []*Author { return s.people(s.Editor) }

func (s *Source) people(list []evidence.Author) []*Author {
	authors := make([]*Author, len(list))
	for i, a := range list {
		authors[i] = &Author{a, s}
	}
	return authors
}

// Container is the journal, book or site that holds the work.
func (s *Source) Container() string { return s.ContainerTitle }

// Csl is the reference as CSL-JSON.
func (s *Source) Csl() (map[string]any, error) {
	raw, err := json.Marshal(s.CSL())
	if err != nil {
		return nil, fmt.Errorf("encode the reference of %s: %w", s.ID, err)
	}
	csl := map[string]any{}
	if err := json.Unmarshal(raw, &csl); err != nil {
		return nil, fmt.Errorf("encode the reference of %s: %w", s.ID, err)
	}
	return csl, nil
}

// Citation writes the reference in a style.
func (s *Source) Citation(style cite.Style) (string, error) { return cite.Format(style, s.CSL()) }

// Author is a person or body that wrote or edited a work.
type Author struct {
	evidence.Author
	work *Source
}

// Person resolves the author's entity.
func (a *Author) Person(ctx context.Context) (*Theorist, error) {
	b := a.work.batch
	n, ok := b.view.Entity(a.Author.Person)
	if !ok {
		return nil, nil
	}
	e, err := b.entityOf(ctx, func() []int32 {
		var all []int32
		for _, s := range b.members {
			all = append(all, b.view.People(s)...)
		}
		return all
	}, n)
	if err != nil {
		return nil, err
	}
	t, _ := e.(*Theorist)
	return t, nil
}

// Works resolves what a person wrote or edited.
func (t *Theorist) Works(ctx context.Context, first *int, after *string) (*SourceConnection, error) {
	b := t.batch
	return member(ctx, b, t.n, func() (map[int32]*SourceConnection, error) {
		return connect(b.under(b.view, nil), b.members, Span{First: first, After: after},
			entityList(b.view.Index, evidence.OrderName),
			func(view *evidence.View, n int32) []int32 { return view.Works(n) },
			func(_ int32, p *Page, child *batch) *SourceConnection { return newSourceConnection(p, child) }, func(int) evidence.Hidden { return evidence.Hidden{} })
	})
}

// SourceConnection is a page of sources.
type SourceConnection struct {
	*Page
	batch *batch
}

func newSourceConnection(p *Page, b *batch) *SourceConnection { return &SourceConnection{p, b} }

// SourceEdge is one place in a SourceConnection.
type SourceEdge struct {
	Cursor string
	n      int32
	batch  *batch
}

// Nodes resolves the sources of the page.
func (c *SourceConnection) Nodes(ctx context.Context) ([]*Source, error) {
	return c.batch.sourcesOf(ctx, c.batch.all, c.items)
}

// Edges resolves the places of the page.
func (c *SourceConnection) Edges() []*SourceEdge {
	edges := make([]*SourceEdge, len(c.items))
	for i, n := range c.items {
		edges[i] = &SourceEdge{c.cursor(i), n, c.batch}
	}
	return edges
}

// Node resolves the source of the place.
func (e *SourceEdge) Node(ctx context.Context) (*Source, error) {
	list, err := e.batch.sourcesOf(ctx, e.batch.all, []int32{e.n})
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return list[0], nil
}
