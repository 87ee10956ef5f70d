package main

import (
	"context"
	"fmt"
	"net/url"

	"github.com/securebase/securebase/internal/evidence"
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
	var entities, claims []int32
	for _, h := range shown {
		if h.Why == evidence.WhyClaim {
			claims = append(claims, h.Claim)
		} else {
			entities = append(entities, h.Entity)
		}
	}
	book, err := p.read(ctx, view, entities, claims)
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
		hit := plainHit{f.Field, f.Text, []plainRange{}, h.Why.Score(), entityOf(view, h.Entity), nil}
		for _, r := range f.Ranges {
			hit.Ranges = append(hit.Ranges, plainRange{r.Start, r.End})
		}
		if claim != nil {
			hit.Claim = &plainClaimText{id, claim.Text, stanceName(claim.Stance)}
		}
		answer.Nodes = append(answer.Nodes, hit)
		last = fmt.Sprintf("s:%d %s %s", h.Why, view.EntityID(h.Entity), id)
	}
	answer.PageInfo = pageOf(len(shown) < len(hits), last)
	return plainSearch{answer}, nil
}
