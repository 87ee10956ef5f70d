package main

import (
	"context"
	"net/url"
	"strings"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
)

type plainSummary struct {
	Text       *string `json:"text"`
	Provenance string  `json:"provenance"`
}

type plainReference struct {
	Source *plainEntity `json:"source"`
}

type plainEntityPage struct {
	Entity plainPageEntity `json:"entity"`
}

type plainPageEntity struct {
	ID      string            `json:"id"`
	Kind    string            `json:"kind"`
	Name    string            `json:"name"`
	Aliases []string          `json:"aliases"`
	Summary plainPageSummary  `json:"summary"`
	Claims  plainPageOfClaims `json:"claims"`
}

type plainPageSummary struct {
	plainSummary
	Citations []plainReference `json:"citations"`
}

type plainPageOfClaims struct {
	TotalCount int              `json:"totalCount"`
	PageInfo   plainPage        `json:"pageInfo"`
	Nodes      []plainPageClaim `json:"nodes"`
}

type plainPageClaim struct {
	ID         string              `json:"id"`
	Text       string              `json:"text"`
	Stance     string              `json:"stance"`
	Provenance string              `json:"provenance"`
	Year       *int                `json:"year"`
	Design     *string             `json:"design"`
	SampleSize *int                `json:"sampleSize"`
	Value      *string             `json:"value"`
	BestTier   *string             `json:"bestTier"`
	Predicate  plainPredicate      `json:"predicate"`
	Subject    *plainEntity        `json:"subject"`
	Object     *plainEntity        `json:"object"`
	Citations  []plainPageCitation `json:"citations"`
}

type plainPageCitation struct {
	Locator       *string      `json:"locator"`
	Depth         *string      `json:"depth"`
	EffectiveTier string       `json:"effectiveTier"`
	Source        plainSource  `json:"source"`
	CitedIn       *plainEntity `json:"citedIn"`
}

type plainSource struct {
	ID        string  `json:"id"`
	Name      string  `json:"name"`
	Title     string  `json:"title"`
	Tier      string  `json:"tier"`
	Issued    *int    `json:"issued"`
	DOI       *string `json:"doi"`
	URL       *string `json:"url"`
	Retracted bool    `json:"retracted"`
}

// entityPage answers queries/entity-page.graphql.
func (p plain) entityPage(ctx context.Context, view *evidence.View, q url.Values) (any, error) {
	n, ok := view.Entity(q.Get("id"))
	if !ok {
		return struct {
			Entity *plainPageEntity `json:"entity"`
		}{}, nil
	}
	list := view.EntityClaims(n, evidence.RoleAny, nil)
	shown := list[:min(50, len(list))]
	read := []int32{n}
	for _, c := range shown {
		read = append(read, view.ClaimSources(c)...)
	}
	book, err := p.read(ctx, view, read, shown)
	if err != nil {
		return nil, err
	}
	head := book.Entities[view.EntityID(n)].Head()
	page := plainPageEntity{ID: head.ID, Kind: strings.ToUpper(string(head.Kind)), Name: head.Name, Aliases: orEmpty(head.Aliases),
		Summary: plainPageSummary{summaryOf(view, n, head), []plainReference{}}}
	for _, s := range view.SummaryCitations(n) {
		page.Summary.Citations = append(page.Summary.Citations, plainReference{nameOf(view, s)})
	}
	last := ""
	for _, c := range shown {
		last = "c:" + view.ClaimID(c)
		page.Claims.Nodes = append(page.Claims.Nodes, pageClaim(view, c, book))
	}
	page.Claims.TotalCount, page.Claims.PageInfo = len(list), pageOf(len(shown) < len(list), last)
	page.Claims.Nodes = orEmpty(page.Claims.Nodes)
	return plainEntityPage{page}, nil
}

func pageClaim(view *evidence.View, n int32, book *store.Book) plainPageClaim {
	c := book.Claims[view.ClaimID(n)]
	subject, predicate, object, _ := view.ClaimEnds(n)
	claim := plainPageClaim{ID: c.ID, Text: c.Text, Stance: stanceName(c.Stance), Provenance: strings.ToUpper(string(c.Provenance)),
		Year: c.Year, Design: orNull(c.Design), SampleSize: c.SampleSize, Value: orNull(c.Value), BestTier: orNull(string(view.BestTier(n))),
		Predicate: plainPredicate{predicate.ID, predicate.Label}, Subject: entityOf(view, subject), Object: entityOf(view, object),
		Citations: []plainPageCitation{}}
	for _, i := range view.ClaimCitations(n) {
		cite := c.Citations[i]
		work, _ := book.Entities[cite.Source].(*evidence.Source)
		source, _ := view.Entity(cite.Source)
		citedIn, ok := view.Entity(cite.CitedIn)
		if !ok {
			citedIn = -1
		}
		claim.Citations = append(claim.Citations, plainPageCitation{orNull(cite.Locator), depthName(cite.Depth),
			string(view.EffectiveTier(source, citedIn)),
			plainSource{work.ID, work.Name, work.Title, string(work.Tier), work.Issued, orNull(work.DOI), orNull(work.URL), work.Retracted},
			nameOf(view, citedIn)})
	}
	return claim
}

func summaryOf(view *evidence.View, n int32, head *evidence.Common) plainSummary {
	s := plainSummary{Provenance: "LLM"}
	if head.Kind == evidence.KindSource || len(head.Sources) > 0 {
		s.Provenance = "SOURCED"
	}
	if view.SummaryVisible(n) {
		s.Text = orNull(head.Summary)
	}
	return s
}
