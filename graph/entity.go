package graph

import (
	"context"
	"slices"

	"github.com/securebase/securebase/internal/cypher"
	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
)

// Node is what node(id) resolves.
type Node interface{ IsNode() }

// Entity is one of the six kinds.
type Entity interface {
	Node
	IsEntity()
}

// The six kinds: an entity of the domain, and where in the query it stands. Where a field of the schema has the name of
// a field of the domain but means more, the view's method has a name of its own (Gist, Cited, Topic; see gqlgen.yml).
type (
	// Construct is an idea of the theory.
	Construct struct {
		*EntityView
		*evidence.Construct
	}
	// Theorist is a person.
	Theorist struct {
		*EntityView
		*evidence.Theorist
	}
	// Intervention is a programme, therapy or practice.
	Intervention struct {
		*EntityView
		*evidence.Intervention
	}
	// Population is a group of people named in the evidence.
	Population struct {
		*EntityView
		*evidence.Population
	}
	// Problem is a matter for work.
	Problem struct {
		*EntityView
		*evidence.Problem
	}
	// Source is a work or page.
	Source struct {
		*EntityView
		*evidence.Source
	}
)

// EntityView resolves what all kinds share.
type EntityView struct {
	n     int32
	batch *batch
	head  *evidence.Common
}

// Summary is a sentence with its provenance; Text is empty when the lens hides it.
type Summary struct {
	Text       string
	Provenance evidence.Provenance
	Checked    []evidence.Check
	citations  []int32
	owner      *EntityView
}

// view gives an entity of the domain its place in the query.
func (b *batch) entity(n int32, e evidence.Entity) Entity {
	v := &EntityView{n: n, batch: b, head: e.Head()}
	switch e := e.(type) {
	case *evidence.Construct:
		return &Construct{v, e}
	case *evidence.Theorist:
		return &Theorist{v, e}
	case *evidence.Intervention:
		return &Intervention{v, e}
	case *evidence.Population:
		return &Population{v, e}
	case *evidence.Problem:
		return &Problem{v, e}
	case *evidence.Source:
		return &Source{v, e}
	}
	return nil
}

// freeOfEntities are the fields of entities that need no contents.
func freeOfEntities() []string {
	return []string{"id", "kind", "name", "tier", "edges", "claims", "practice", "sources", "page", "works", "narrower", "broader"}
}

// entities reads what the field being resolved asks of the entities and gives their views by number. Those that are
// only asked for what the index knows are not read.
func (b *batch) entities(ctx context.Context, ns []int32) (map[int32]Entity, error) {
	ns = dedupe(ns)
	child, ix := b.child(ns), b.view.Index
	views := make(map[int32]Entity, len(ns))
	if !selects(ctx, entityTypes(), freeOfEntities()...) {
		for _, n := range ns {
			views[n] = child.entity(n, b.contents.outline(ix, n))
		}
		return views, nil
	}
	read, err := b.contents.entities(ctx, ix.EntityIDs(ns))
	if err != nil {
		return nil, err
	}
	for _, n := range ns {
		views[n] = child.entity(n, read[ix.EntityID(n)])
	}
	return views, nil
}

// entitiesOf resolves a list of entities of one member, reading those of all members together.
func (b *batch) entitiesOf(ctx context.Context, all func() []int32, mine []int32) ([]Entity, error) {
	views, err := b.viewsOf(ctx, all)
	if err != nil {
		return nil, err
	}
	list := make([]Entity, len(mine))
	for i, n := range mine {
		list[i] = views[n]
	}
	return list, nil
}

// entityOf is entitiesOf for one entity; none gives nil.
func (b *batch) entityOf(ctx context.Context, all func() []int32, mine int32) (Entity, error) {
	if mine < 0 {
		return nil, nil
	}
	views, err := b.viewsOf(ctx, all)
	return views[mine], err
}

// viewsOf gives the entities of all members by number, read when the first of them asks.
func (b *batch) viewsOf(ctx context.Context, all func() []int32) (map[int32]Entity, error) {
	if views, err, ok := had[map[int32]Entity](ctx, b); ok {
		return views, err
	}
	return once(ctx, b, func() (map[int32]Entity, error) { return b.entities(ctx, all()) })
}

func (b *batch) sourcesOf(ctx context.Context, all func() []int32, mine []int32) ([]*Source, error) {
	list, err := b.entitiesOf(ctx, all, mine)
	if err != nil {
		return nil, err
	}
	sources := make([]*Source, 0, len(list))
	for _, e := range list {
		if s, ok := e.(*Source); ok {
			sources = append(sources, s)
		}
	}
	return sources, nil
}

// Gist resolves an entity's summary under the lens.
func (v *EntityView) Gist() *Summary {
	view := v.batch.view
	s := &Summary{owner: v, Provenance: evidence.LLM, Checked: v.head.Checked}
	if v.head.Kind == evidence.KindSource {
		s.Provenance, s.citations = evidence.Sourced, []int32{v.n}
	} else if len(v.head.Sources) > 0 {
		s.Provenance = evidence.Sourced
	}
	if view.SummaryVisible(v.n) {
		s.Text = v.head.Summary
		if v.head.Kind != evidence.KindSource {
			s.citations = view.SummaryCitations(v.n)
		}
	}
	return s
}

// Citations resolves what the summary rests on.
func (s *Summary) Citations(ctx context.Context) ([]*Citation, error) {
	b := s.owner.batch
	cited, err := once(ctx, b, func() (*batch, error) {
		var all []int32
		for _, n := range b.members {
			all = append(all, n)
			all = append(all, b.view.SummarySources(n)...)
		}
		return b.child(dedupe(all)), nil
	})
	if err != nil {
		return nil, err
	}
	list := make([]*Citation, len(s.citations))
	for i, n := range s.citations {
		list[i] = &Citation{Citation: evidence.Citation{Source: b.view.EntityID(n)}, batch: cited}
	}
	return list, nil
}

// Edges resolves an entity's edges.
func (v *EntityView) Edges(ctx context.Context, direction *evidence.EdgeDirection, classes []evidence.PredicateClass, predicates []string, kinds []evidence.Kind, lens *Lens, orderBy *evidence.EdgeOrder, first *int, after *string, last *int, before *string) (*EdgeConnection, error) {
	f := evidence.EdgeFilter{Direction: evidence.Both, Classes: classes, Predicates: predicates, Kinds: kinds}
	if direction != nil {
		f.Direction = *direction
	}
	b := v.batch
	return member(ctx, b, v.n, func() (map[int32]*EdgeConnection, error) {
		if err := b.view.CheckPredicates(predicates); err != nil {
			return nil, store.Errorf(store.Invalid, "predicates: %v", err)
		}
		view, err := b.through(lens)
		if err != nil {
			return nil, err
		}
		kind, byStrength := edgeList(view.Index), orElse(orderBy, evidence.EdgesByName) == evidence.EdgesByStrength
		if byStrength {
			kind.order = view.CompareStrengths
		}
		return connect(b.under(view, nil), b.members, Span{first, after, last, before}, kind,
			func(view *evidence.View, n int32) []int32 {
				list := view.EdgeList(n, f)
				if byStrength {
					slices.SortFunc(list, view.CompareStrengths)
				}
				return list
			},
			func(_ int32, p *Page, child *batch) *EdgeConnection {
				return &EdgeConnection{Page: p, batch: child}
			}, func(n int) evidence.Hidden { return evidence.Hidden{Edges: n} })
	})
}

// Claims resolves the claims that mention an entity.
func (v *EntityView) Claims(ctx context.Context, role *evidence.Role, predicates []string, lens *Lens, first *int, after *string, last *int, before *string) (*ClaimConnection, error) {
	roles := evidence.RoleAny
	if role != nil {
		roles = *role
	}
	b := v.batch
	return member(ctx, b, v.n, func() (map[int32]*ClaimConnection, error) {
		if err := b.view.CheckPredicates(predicates); err != nil {
			return nil, store.Errorf(store.Invalid, "predicates: %v", err)
		}
		view, err := b.through(lens)
		if err != nil {
			return nil, err
		}
		return connect(b.under(view, nil), b.members, Span{first, after, last, before}, claimList(view.Index),
			func(view *evidence.View, n int32) []int32 { return view.EntityClaims(n, roles, predicates) },
			func(n int32, p *Page, child *batch) *ClaimConnection {
				filter := evidence.ClaimFilter{Entity: view.EntityID(n), Predicates: predicates}
				return &ClaimConnection{p, cypher.ClaimList{ClaimFilter: filter, Roles: roles}, child}
			}, func(n int) evidence.Hidden { return evidence.Hidden{Claims: n} })
	})
}

// Cited resolves the sources that an entity's claims and summary cite.
func (v *EntityView) Cited(ctx context.Context, lens *Lens, first *int, after *string) (*SourceConnection, error) {
	b := v.batch
	return member(ctx, b, v.n, func() (map[int32]*SourceConnection, error) {
		view, err := b.through(lens)
		if err != nil {
			return nil, err
		}
		return connect(b.under(view, nil), b.members, Span{First: first, After: after},
			entityList(view.Index, evidence.OrderName),
			func(view *evidence.View, n int32) []int32 { return view.EntitySources(n) },
			func(_ int32, p *Page, child *batch) *SourceConnection { return newSourceConnection(p, child) }, func(n int) evidence.Hidden { return evidence.Hidden{Entities: n} })
	})
}

// member computes a field for all members of a batch and gives the one's.
func member[T any](ctx context.Context, b *batch, n int32, compute func() (map[int32]T, error)) (T, error) {
	all, err := once(ctx, b, compute)
	return all[n], err
}

// connect makes the connections of all members; their items share one batch.
func connect[T any](child *batch, members []int32, span Span, kind listKind, list func(*evidence.View, int32) []int32, wrap func(int32, *Page, *batch) T, hidden func(int) evidence.Hidden) (map[int32]T, error) {
	all := make(map[int32]T, len(members))
	for _, n := range members {
		items := list(child.view, n)
		p, err := cut(items, span, kind)
		if err != nil {
			return nil, err
		}
		p.Hidden = hidden(child.lost(len(items), func(full *evidence.View) int { return len(list(full, n)) }))
		child.members = append(child.members, p.items...)
		all[n] = wrap(n, p, child)
	}
	child.members = dedupe(child.members)
	return all, nil
}

// EntityConnection is a page of entities.
type EntityConnection struct {
	*Page
	batch *batch
}

// EntityEdge is one place in an EntityConnection.
type EntityEdge struct {
	Cursor string
	n      int32
	batch  *batch
}

// Nodes resolves the entities of the page.
func (c *EntityConnection) Nodes(ctx context.Context) ([]Entity, error) {
	return c.batch.entitiesOf(ctx, c.batch.all, c.items)
}

// Edges resolves the places of the page.
func (c *EntityConnection) Edges() []*EntityEdge {
	edges := make([]*EntityEdge, len(c.items))
	for i, n := range c.items {
		edges[i] = &EntityEdge{c.cursor(i), n, c.batch}
	}
	return edges
}

// Node resolves the entity of the place.
func (e *EntityEdge) Node(ctx context.Context) (Entity, error) {
	return e.batch.entityOf(ctx, e.batch.all, e.n)
}

func (b *batch) all() []int32 { return b.members }
