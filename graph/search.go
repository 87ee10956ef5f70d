package graph

import (
	"context"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
)

// SearchConnection is a page of search hits with what was read for them.
type SearchConnection struct {
	Nodes      []*SearchHit
	PageInfo   *PageInfo
	TotalCount int
	Hidden     evidence.Hidden
	cursors    []string
}

// SearchEdge is one place in a SearchConnection.
type SearchEdge struct {
	Cursor string
	Node   *SearchHit
}

// SearchHit is a hit of the index with the text that matched.
type SearchHit struct {
	Field    string
	Fragment string
	Ranges   []evidence.Range
	Score    float64
	hit      evidence.Hit
	set      *hitSet
}

// hitSet is the hits of a page: the batch holds their entities, claims their claims.
type hitSet struct {
	*batch
	claims *batch
}

// hitSpan is the page of a search that a query asks for: so many hits after one, if one is given.
type hitSpan struct {
	Span
	after *evidence.Hit
}

func (b *batch) hitSpan(first *int, after *string) (hitSpan, error) {
	span := hitSpan{Span: Span{First: first}}
	if _, _, err := span.bounds(0, 0); err != nil || after == nil {
		return span, err
	}
	h, err := b.parseHit(*after)
	span.after = &h
	return span, err
}

// searchHits makes a page of hits and marks what matched, reading the texts of the page's hits only.
func (b *batch) searchHits(ctx context.Context, query evidence.TextQuery, hits []evidence.Hit, hidden int, span hitSpan) (*SearchConnection, error) {
	lo := 0
	if span.after != nil {
		at, found := slices.BinarySearchFunc(hits, *span.after, b.view.CompareHits)
		lo = at
		if found {
			lo++
		}
	}
	from, to, err := span.bounds(lo, len(hits))
	if err != nil {
		return nil, err
	}
	set := &hitSet{b.child(nil), b.child(nil)}
	c := &SearchConnection{TotalCount: len(hits), PageInfo: &PageInfo{HasNextPage: to < len(hits), HasPreviousPage: from > 0},
		Hidden: evidence.Hidden{Entities: hidden}}
	ix := b.view.Index
	var want store.Want
	for _, h := range hits[from:to] {
		set.members = append(set.members, h.Entity)
		if h.Why == evidence.WhyClaim {
			set.claims.members = append(set.claims.members, h.Claim)
			want.Claims = append(want.Claims, ix.ClaimID(h.Claim))
		}
	}
	set.members, set.claims.members = dedupe(set.members), dedupe(set.claims.members)
	book, err := b.contents.read(ctx, want)
	if err != nil {
		return nil, err
	}
	entities, err := b.contents.entities(ctx, ix.EntityIDs(set.members))
	if err != nil {
		return nil, err
	}
	for _, h := range hits[from:to] {
		var claim *evidence.Claim
		if h.Why == evidence.WhyClaim {
			claim = book.Claims[ix.ClaimID(h.Claim)]
		}
		f := evidence.Explain(h.Why, query, entities[ix.EntityID(h.Entity)], claim)
		c.Nodes = append(c.Nodes, &SearchHit{f.Field, f.Text, f.Ranges, h.Why.Score(), h, set})
		c.cursors = append(c.cursors, b.hitCursor(h))
	}
	if last := len(c.cursors) - 1; last >= 0 {
		c.PageInfo.StartCursor, c.PageInfo.EndCursor = &c.cursors[0], &c.cursors[last]
	}
	return c, nil
}

// hitCursor holds the hit's whole key, so that it stays good when the hit itself is gone.
func (b *batch) hitCursor(h evidence.Hit) string {
	claim := ""
	if h.Why == evidence.WhyClaim {
		claim = b.view.ClaimID(h.Claim)
	}
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "s:%d %s %s", h.Why, b.view.EntityID(h.Entity), claim))
}

// parseHit reads the hit that a cursor stands on.
func (b *batch) parseHit(cursor string) (evidence.Hit, error) {
	h := evidence.Hit{Claim: -1}
	bad := store.Errorf(store.Invalid, "after: %q is no cursor of this list; take one from its pageInfo", clip(cursor))
	raw, err := base64.RawURLEncoding.DecodeString(cursor)
	key, ok := strings.CutPrefix(string(raw), "s:")
	parts := strings.Split(key, " ")
	if err != nil || !ok || len(parts) != 3 || len(parts[0]) != 1 {
		return h, bad
	}
	h.Why = evidence.Why(parts[0][0] - '0')
	if h.Entity, ok = b.view.Entity(parts[1]); !ok || h.Why > evidence.WhyClaim {
		return h, bad
	}
	if h.Why == evidence.WhyClaim {
		if h.Claim, ok = b.view.Claim(parts[2]); !ok {
			return h, bad
		}
	}
	return h, nil
}

// Edges lists the places of the page.
func (c *SearchConnection) Edges() []*SearchEdge {
	list := make([]*SearchEdge, len(c.Nodes))
	for i, n := range c.Nodes {
		list[i] = &SearchEdge{c.cursors[i], n}
	}
	return list
}

// Entity resolves what was found, or the subject of the claim that was.
func (h *SearchHit) Entity(ctx context.Context) (Entity, error) {
	return h.set.entityOf(ctx, h.set.all, h.hit.Entity)
}

// Claim resolves the claim that was found.
func (h *SearchHit) Claim(ctx context.Context) (*Claim, error) {
	if h.hit.Why != evidence.WhyClaim {
		return nil, nil
	}
	list, err := h.set.claims.claimsOf(ctx, []int32{h.hit.Claim})
	if err != nil {
		return nil, err
	}
	return list[0], nil
}
