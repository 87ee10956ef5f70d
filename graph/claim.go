package graph

import (
	"context"

	"github.com/securebase/securebase/internal/cypher"
	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
)

// Claim is a claim of the domain, and where in the query it stands.
type Claim struct {
	*evidence.Claim
	n     int32
	batch *batch
}

// claims reads what the field being resolved asks of the batch's claims and gives their views by number.
func (b *batch) claims(ctx context.Context) (map[int32]*Claim, error) {
	ix := b.view.Index
	views := make(map[int32]*Claim, len(b.members))
	if !selects(ctx, []string{"Node", "Claim"}, "id", "subject", "predicate", "object", "bestTier", "primaryDistance", "retracted", "edge", "population") {
		for _, n := range b.members {
			views[n] = &Claim{&evidence.Claim{ID: ix.ClaimID(n)}, n, b}
		}
		return views, nil
	}
	book, err := b.contents.read(ctx, store.Want{Claims: ix.ClaimIDs(b.members)})
	if err != nil {
		return nil, err
	}
	if err := b.readAhead(ctx, []string{"Node", "Claim"}, b.askedOfClaims()); err != nil {
		return nil, err
	}
	for _, n := range b.members {
		views[n] = &Claim{book.Claims[ix.ClaimID(n)], n, b}
	}
	return views, nil
}

// askedOfClaims are the entities that the fields of a claim ask for.
func (b *batch) askedOfClaims() []below {
	end := func(pick func(s, o, p int32) int32) func(int32) []int32 {
		return func(n int32) []int32 {
			s, _, o, p := b.view.ClaimEnds(n)
			return []int32{pick(s, o, p)}
		}
	}
	return []below{
		{field: "subject", of: end(func(s, _, _ int32) int32 { return s })},
		{field: "object", of: end(func(_, o, _ int32) int32 { return o })},
		{field: "population", of: end(func(_, _, p int32) int32 { return p })},
		{field: "about", of: b.view.ClaimAbout},
		{field: "foundIn", of: b.view.ClaimFoundIn},
		{field: "citations", under: []below{{field: "source", of: b.view.ClaimSources}, {field: "citedIn", of: b.view.ClaimSources}}},
	}
}

func (b *batch) claimsOf(ctx context.Context, mine []int32) ([]*Claim, error) {
	views, err := once(ctx, b, func() (map[int32]*Claim, error) { return b.claims(ctx) })
	if err != nil {
		return nil, err
	}
	list := make([]*Claim, len(mine))
	for i, n := range mine {
		list[i] = views[n]
	}
	return list, nil
}

// each collects what pick gives of every member.
func (b *batch) each(pick func(n int32) []int32) func() []int32 {
	return func() []int32 {
		var all []int32
		for _, n := range b.members {
			all = append(all, pick(n)...)
		}
		return all
	}
}

// Subject resolves the claim's subject.
func (c *Claim) Subject(ctx context.Context) (Entity, error) {
	pick := func(n int32) int32 { s, _, _, _ := c.batch.view.ClaimEnds(n); return s }
	return c.end(ctx, pick)
}

// Object resolves the claim's object, if it has one.
func (c *Claim) Object(ctx context.Context) (Entity, error) {
	return c.end(ctx, func(n int32) int32 { _, _, o, _ := c.batch.view.ClaimEnds(n); return o })
}

// Population resolves the population studied, if one is named.
func (c *Claim) Population(ctx context.Context) (Entity, error) {
	return c.end(ctx, func(n int32) int32 { _, _, _, p := c.batch.view.ClaimEnds(n); return p })
}

func (c *Claim) end(ctx context.Context, pick func(int32) int32) (Entity, error) {
	return c.batch.entityOf(ctx, func() []int32 {
		all := make([]int32, len(c.batch.members))
		for i, n := range c.batch.members {
			all[i] = pick(n)
		}
		return all
	}, pick(c.n))
}

// Predicate gives the claim's predicate.
func (c *Claim) Predicate() *evidence.Predicate {
	_, p, _, _ := c.batch.view.ClaimEnds(c.n)
	return p
}

// About resolves the further entities whose pages show the claim.
func (c *Claim) About(ctx context.Context) ([]Entity, error) {
	return c.batch.entitiesOf(ctx, c.batch.each(c.batch.view.ClaimAbout), c.batch.view.ClaimAbout(c.n))
}

// FoundIn resolves the page on which a language model's sentence stands.
func (c *Claim) FoundIn(ctx context.Context) (*Source, error) {
	all := c.batch.each(c.batch.view.ClaimFoundIn)
	list, err := c.batch.sourcesOf(ctx, all, c.batch.view.ClaimFoundIn(c.n))
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return list[0], nil
}

// Citations resolves the citations that the lens lets count.
func (c *Claim) Citations(ctx context.Context) ([]*Citation, error) {
	cited, err := once(ctx, c.batch, func() (*batch, error) {
		return c.batch.child(dedupe(c.batch.each(c.batch.view.ClaimSources)())), nil
	})
	if err != nil {
		return nil, err
	}
	return citations(c.Claim.Citations, c.batch.view.ClaimCitations(c.n), cited), nil
}

// BestTier is the lowest effective tier among the citations that count.
func (c *Claim) BestTier() *evidence.Tier { return tierOrNull(c.batch.view.BestTier(c.n)) }

func tierOrNull(t evidence.Tier) *evidence.Tier {
	if t == "" {
		return nil
	}
	return &t
}

// PrimaryDistance is 0 for a citation of the work itself, 1 when all are secondary.
func (c *Claim) PrimaryDistance() *int {
	d, ok := c.batch.view.PrimaryDistance(c.n)
	if !ok {
		return nil
	}
	return &d
}

// Retracted says whether the claim is listed only with the notice of retraction.
func (c *Claim) Retracted() bool { return c.batch.view.ClaimRetracted(c.n) }

// Edge resolves the edge that the claim belongs to.
func (c *Claim) Edge(ctx context.Context) (*Edge, error) {
	edges, err := once(ctx, c.batch, func() (*batch, error) {
		return c.batch.child(dedupe(c.batch.each(func(n int32) []int32 {
			e, _ := c.batch.view.EdgeOf(n)
			return []int32{e}
		})())), nil
	})
	n, ok := c.batch.view.EdgeOf(c.n)
	if err != nil || !ok {
		return nil, err
	}
	return &Edge{n, edges}, nil
}

// Citation is a citation of the domain; its batch holds the sources cited beside it.
type Citation struct {
	evidence.Citation
	batch *batch
}

func citations(cites []evidence.Citation, places []int, cited *batch) []*Citation {
	list := make([]*Citation, 0, len(places))
	for _, i := range places {
		if i < len(cites) {
			list = append(list, &Citation{cites[i], cited})
		}
	}
	return list
}

// Source resolves the work cited.
func (c *Citation) Source(ctx context.Context) (*Source, error) {
	n, ok := c.batch.view.Entity(c.Citation.Source)
	if !ok {
		return nil, nil
	}
	return c.source(ctx, n)
}

// CitedIn resolves the page through which the work was cited.
func (c *Citation) CitedIn(ctx context.Context) (*Source, error) {
	n, ok := c.batch.view.Entity(c.Citation.CitedIn)
	if !ok {
		return nil, nil
	}
	return c.source(ctx, n)
}

func (c *Citation) source(ctx context.Context, n int32) (*Source, error) {
	list, err := c.batch.sourcesOf(ctx, c.batch.all, []int32{n})
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return list[0], nil
}

// Depth is how much of the source was read, if that is known.
func (c *Citation) Depth() *evidence.Depth {
	if c.Citation.Depth == "" {
		return nil
	}
	return &c.Citation.Depth
}

// EffectiveTier is the worse of the tiers of the work and of the page it was cited through.
func (c *Citation) EffectiveTier() evidence.Tier {
	source, _ := c.batch.view.Entity(c.Citation.Source)
	citedIn, ok := c.batch.view.Entity(c.Citation.CitedIn)
	if !ok {
		citedIn = -1
	}
	return c.batch.view.EffectiveTier(source, citedIn)
}

// Checked lists where the source was read.
func (c *Citation) Checked() []evidence.Check {
	checks := make([]evidence.Check, len(c.CheckedAt))
	for i, url := range c.CheckedAt {
		checks[i] = evidence.Check{URL: url, On: c.CheckedOn}
	}
	return checks
}

// ClaimConnection is a page of claims.
type ClaimConnection struct {
	*Page
	list  cypher.ClaimList // what it is a page of
	batch *batch
}

// ClaimEdge is one place in a ClaimConnection.
type ClaimEdge struct {
	Cursor string
	n      int32
	batch  *batch
}

// Nodes resolves the claims of the page.
func (c *ClaimConnection) Nodes(ctx context.Context) ([]*Claim, error) {
	return c.batch.claimsOf(ctx, c.items)
}

// Edges resolves the places of the page.
func (c *ClaimConnection) Edges() []*ClaimEdge {
	edges := make([]*ClaimEdge, len(c.items))
	for i, n := range c.items {
		edges[i] = &ClaimEdge{c.cursor(i), n, c.batch}
	}
	return edges
}

// Node resolves the claim of the place.
func (e *ClaimEdge) Node(ctx context.Context) (*Claim, error) {
	list, err := e.batch.claimsOf(ctx, []int32{e.n})
	if err != nil {
		return nil, err
	}
	return list[0], nil
}
