package graph

import (
	"context"

	"github.com/securebase/securebase/internal/cypher"
	"github.com/securebase/securebase/internal/evidence"
)

// Edge is an edge of the index, and where in the query it stands.
type Edge struct {
	n     int32
	batch *batch
}

// IsNode marks an edge as a Node.
func (*Edge) IsNode() {}

// ID is edge:subject.predicate.object.
func (e *Edge) ID() string { return e.batch.view.EdgeID(e.n) }

// Subject resolves the edge's subject.
func (e *Edge) Subject(ctx context.Context) (Entity, error) {
	return e.end(ctx, func(n int32) int32 { s, _, _ := e.batch.view.EdgeEnds(n); return s })
}

// Object resolves the edge's object.
func (e *Edge) Object(ctx context.Context) (Entity, error) {
	return e.end(ctx, func(n int32) int32 { _, _, o := e.batch.view.EdgeEnds(n); return o })
}

func (e *Edge) end(ctx context.Context, pick func(int32) int32) (Entity, error) {
	all := e.batch.each(func(n int32) []int32 { return []int32{pick(n)} })
	return e.batch.entityOf(ctx, all, pick(e.n))
}

// Predicate gives the edge's predicate.
func (e *Edge) Predicate() *evidence.Predicate {
	_, p, _ := e.batch.view.EdgeEnds(e.n)
	return p
}

// Claims resolves the visible claims of the edge.
func (e *Edge) Claims(ctx context.Context, first *int, after *string) (*ClaimConnection, error) {
	return member(ctx, e.batch, e.n, func() (map[int32]*ClaimConnection, error) {
		return connect(e.batch.child(nil), e.batch.members, Span{First: first, After: after}, claimList(e.batch.view.Index),
			func(view *evidence.View, n int32) []int32 { return view.EdgeClaims(n) },
			func(n int32, p *Page, child *batch) *ClaimConnection {
				return &ClaimConnection{p, cypher.ClaimList{Edge: child.view.EdgeID(n)}, child}
			}, func(n int) evidence.Hidden { return evidence.Hidden{Claims: n} })
	})
}

// Strength resolves the edge's strength with its derivation.
func (e *Edge) Strength(ctx context.Context) (*Strength, error) {
	return member(ctx, e.batch, e.n, func() (map[int32]*Strength, error) {
		if selects(ctx, []string{"Strength"}, "value", "support", "dispute", "weights", "llmOnly") {
			return e.batch.strengths(e.batch.members), nil
		}
		all := make(map[int32]*Strength, len(e.batch.members))
		for _, n := range e.batch.members {
			all[n] = &Strength{Strength: e.batch.view.Weigh(n)}
		}
		return all, nil
	})
}

// strengths derives the strengths of edges; the works of all their teams share one batch.
func (b *batch) strengths(edges []int32) map[int32]*Strength {
	works := b.child(nil)
	all := make(map[int32]*Strength, len(edges))
	for _, n := range edges {
		s := &Strength{Strength: b.view.Derive(n)}
		for _, t := range s.Strength.Teams {
			works.members = append(works.members, t.Works...)
			s.teams = append(s.teams, &Team{t, works})
		}
		all[n] = s
	}
	works.members = dedupe(works.members)
	return all
}

// Strength is a strength of the domain whose teams resolve their works.
type Strength struct {
	evidence.Strength
	teams []*Team
}

// Teams lists the teams as they count.
func (s *Strength) Teams() []*Team { return s.teams }

// Weights gives the constants.
func (s *Strength) Weights() *Weights { return weights(s.Strength.Weights) }

// Weights are the constants of edge strength, tier by tier.
type Weights struct{ T1, T2, T3, Qualifying, LlmOnly float64 }

func weights(w evidence.Weights) *Weights {
	return &Weights{T1: w.Q[evidence.T1], T2: w.Q[evidence.T2], T3: w.Q[evidence.T3], Qualifying: w.Qualifying, LlmOnly: w.LLMOnly}
}

// Team is a team of the domain whose works are resolved together with those of the other teams.
type Team struct {
	evidence.Team
	batch *batch
}

// Works resolves the works that the team counts with.
func (t *Team) Works(ctx context.Context) ([]*Source, error) {
	return t.batch.sourcesOf(ctx, t.batch.all, t.Team.Works)
}

// Disputed says whether the visible claims stand on both sides.
func (e *Edge) Disputed() bool { return e.batch.view.StancesOf(e.n).Disputed() }

// BestTier is the lowest effective tier among the citations.
func (e *Edge) BestTier() *evidence.Tier { return tierOrNull(e.batch.view.EdgeBestTier(e.n)) }

// Year is the earliest year of a visible claim.
func (e *Edge) Year() *int {
	y, ok := e.batch.view.EdgeYear(e.n)
	if !ok {
		return nil
	}
	return &y
}

// Supporting counts the claims that support.
func (e *Edge) Supporting() int { return e.batch.view.StancesOf(e.n).Supporting }

// Qualifying counts the claims that qualify.
func (e *Edge) Qualifying() int { return e.batch.view.StancesOf(e.n).Qualifying }

// Disputing counts the claims that dispute.
func (e *Edge) Disputing() int { return e.batch.view.StancesOf(e.n).Disputing }

// Null counts the claims of studies that found nothing.
func (e *Edge) Null() int { return e.batch.view.StancesOf(e.n).Null }

// edges gives the views of edges, which share a batch.
func (b *batch) edges(ns []int32) []*Edge {
	child := b.child(dedupe(ns))
	list := make([]*Edge, len(ns))
	for i, n := range ns {
		list[i] = &Edge{n, child}
	}
	return list
}

// EdgeConnection is a page of edges.
type EdgeConnection struct {
	*Page
	batch *batch
}

// EdgeEdge is one place in an EdgeConnection.
type EdgeEdge struct {
	Cursor string
	Node   *Edge
}

// Nodes lists the edges of the page.
func (c *EdgeConnection) Nodes() []*Edge {
	list := make([]*Edge, len(c.items))
	for i, n := range c.items {
		list[i] = &Edge{n, c.batch}
	}
	return list
}

// Edges lists the places of the page.
func (c *EdgeConnection) Edges() []*EdgeEdge {
	list := make([]*EdgeEdge, len(c.items))
	for i, n := range c.items {
		list[i] = &EdgeEdge{c.cursor(i), &Edge{n, c.batch}}
	}
	return list
}
