package main

import (
	"context"
	"net/url"
	"strings"

	"github.com/securebase/securebase/internal/evidence"
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
	all, err := p.read(ctx, view, []int32{n})
	if err != nil {
		return nil, err
	}
	head := all[view.EntityID(n)].Head()
	summarySources, err := p.read(ctx, view, view.SummarySources(n))
	if err != nil {
		return nil, err
	}
	list := view.EntityClaims(n, evidence.RoleAny, nil)
	shown := list[:min(50, len(list))]
	claims, err := p.readClaims(ctx, view, shown)
	if err != nil {
		return nil, err
	}
	subjects, objects, err := p.readEnds(ctx, view, shown)
	if err != nil {
		return nil, err
	}
	sources, err := p.readSources(ctx, view, shown)
	if err != nil {
		return nil, err
	}
	page := plainPageEntity{ID: head.ID, Kind: strings.ToUpper(string(head.Kind)), Name: head.Name, Aliases: orEmpty(head.Aliases),
		Summary: plainPageSummary{summaryOf(view, n, head), []plainReference{}}}
	for _, s := range view.SummaryCitations(n) {
		page.Summary.Citations = append(page.Summary.Citations, plainReference{nameOf(summarySources[view.EntityID(s)])})
	}
	last := ""
	for _, c := range shown {
		last = "c:" + view.ClaimID(c)
		page.Claims.Nodes = append(page.Claims.Nodes, pageClaim(view, c, claims[view.ClaimID(c)], subjects, objects, sources))
	}
	page.Claims.TotalCount, page.Claims.PageInfo = len(list), pageOf(len(shown) < len(list), last)
	page.Claims.Nodes = orEmpty(page.Claims.Nodes)
	return plainEntityPage{page}, nil
}

func pageClaim(view *evidence.View, n int32, c *evidence.Claim, subjects, objects, sources map[string]evidence.Entity) plainPageClaim {
	_, predicate, _, _ := view.ClaimEnds(n)
	claim := plainPageClaim{ID: c.ID, Text: c.Text, Stance: stanceName(c.Stance), Provenance: strings.ToUpper(string(c.Provenance)),
		Year: c.Year, Design: orNull(c.Design), SampleSize: c.SampleSize, Value: orNull(c.Value), BestTier: orNull(string(view.BestTier(n))),
		Predicate: plainPredicate{predicate.ID, predicate.Label}, Subject: entityOf(subjects[c.Subject]), Object: entityOf(objects[c.Object]),
		Citations: []plainPageCitation{}}
	for _, i := range view.ClaimCitations(n) {
		cite := c.Citations[i]
		work, _ := sources[cite.Source].(*evidence.Source)
		source, _ := view.Entity(cite.Source)
		citedIn, ok := view.Entity(cite.CitedIn)
		if !ok {
			citedIn = -1
		}
		claim.Citations = append(claim.Citations, plainPageCitation{orNull(cite.Locator), depthName(cite.Depth),
			string(view.EffectiveTier(source, citedIn)),
			plainSource{work.ID, work.Name, work.Title, string(work.Tier), work.Issued, orNull(work.DOI), orNull(work.URL), work.Retracted},
			nameOf(sources[cite.CitedIn])})
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

// readEnds reads the subjects and objects of claims.
func (p plain) readEnds(ctx context.Context, view *evidence.View, claims []int32) (subjects, objects map[string]evidence.Entity, err error) {
	var from, to []int32
	for _, c := range claims {
		subject, _, object, _ := view.ClaimEnds(c)
		from, to = append(from, subject), append(to, object)
	}
	if subjects, err = p.read(ctx, view, from); err != nil {
		return nil, nil, err
	}
	objects, err = p.read(ctx, view, to)
	return subjects, objects, err
}

// readSources reads the works that claims cite and the pages through which they do.
func (p plain) readSources(ctx context.Context, view *evidence.View, claims []int32) (map[string]evidence.Entity, error) {
	var works []int32
	for _, c := range claims {
		works = append(works, view.ClaimSources(c)...)
	}
	return p.read(ctx, view, works)
}
