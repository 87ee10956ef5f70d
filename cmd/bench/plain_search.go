package main

import (
	"context"
	"fmt"
	"net/url"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
)

type plainSearch struct {
	Search plainHits `json:"search"`
}

type plainHits struct {
	TotalCount int        `json:"totalCount"`
	PageInfo   plainPage  `json:"pageInfo"`
	Nodes      []plainHit `json:"nodes"`
}

type plainHit struct {
	Field    string          `json:"field"`
	Fragment string          `json:"fragment"`
	Ranges   []plainRange    `json:"ranges"`
	Score    float64         `json:"score"`
	Entity   *plainEntity    `json:"entity"`
	Claim    *plainClaimText `json:"claim"`
}

type plainRange struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

type plainClaimText struct {
	ID     string `json:"id"`
	Text   string `json:"text"`
	Stance string `json:"stance"`
}

// search answers queries/search.graphql.
func (p plain) search(ctx context.Context, view *evidence.View, q url.Values) (any, error) {
	query := q.Get("query")
	typed := evidence.ParseTextQuery(query)
	var match evidence.TextMatch
	if len(typed.Words) > 0 {
		var err error
		if match, err = p.live.Match(ctx, typed); err != nil {
			return nil, fmt.Errorf("search: %w", err)
		}
	}
	hits := view.Search(query, typed, match, nil)
	shown := hits[:min(20, len(hits))]
	var want store.Want
	var found, claims []int32
	for _, h := range shown {
		found = append(found, h.Entity)
		if h.Why == evidence.WhyClaim {
			claims = append(claims, h.Claim)
			want.Claims = append(want.Claims, view.ClaimID(h.Claim))
		} else {
			want.Entities = append(want.Entities, view.EntityID(h.Entity))
		}
	}
	book, err := store.Read(ctx, p.live, want) // for what is shown of the match
	if err != nil {
		return nil, err
	}
	entities, err := p.read(ctx, view, found)
	if err != nil {
		return nil, err
	}
	texts, err := p.readClaims(ctx, view, claims)
	if err != nil {
		return nil, err
	}
	answer := plainHits{TotalCount: len(hits), Nodes: []plainHit{}}
	last := ""
	for _, h := range shown {
		var claim *evidence.Claim
		id := ""
		if h.Why == evidence.WhyClaim {
			id = view.ClaimID(h.Claim)
			claim = book.Claims[id]
		}
		f := evidence.Explain(h.Why, typed, book.Entities[view.EntityID(h.Entity)], claim)
		hit := plainHit{f.Field, f.Text, []plainRange{}, h.Why.Score(), entityOf(entities[view.EntityID(h.Entity)]), nil}
		for _, r := range f.Ranges {
			hit.Ranges = append(hit.Ranges, plainRange{r.Start, r.End})
		}
		if claim != nil {
			c := texts[id]
			hit.Claim = &plainClaimText{c.ID, c.Text, stanceName(c.Stance)}
		}
		answer.Nodes = append(answer.Nodes, hit)
		last = fmt.Sprintf("s:%d %s %s", h.Why, view.EntityID(h.Entity), id)
	}
	answer.PageInfo = pageOf(len(shown) < len(hits), last)
	return plainSearch{answer}, nil
}
