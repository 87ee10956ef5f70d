package main

import (
	"context"
	"net/url"
	"strings"

	"github.com/securebase/securebase/internal/evidence"
)

type plainEntityList struct {
	Entities plainListOfEntities `json:"entities"`
}

type plainListOfEntities struct {
	TotalCount int               `json:"totalCount"`
	PageInfo   plainPage         `json:"pageInfo"`
	Nodes      []plainListEntity `json:"nodes"`
}

type plainListEntity struct {
	ID      string            `json:"id"`
	Kind    string            `json:"kind"`
	Name    string            `json:"name"`
	Summary plainSummary      `json:"summary"`
	Claims  plainListOfClaims `json:"claims"`
}

type plainListOfClaims struct {
	TotalCount int              `json:"totalCount"`
	Nodes      []plainListClaim `json:"nodes"`
}

type plainListClaim struct {
	ID        string              `json:"id"`
	Text      string              `json:"text"`
	Stance    string              `json:"stance"`
	Predicate plainPredicate      `json:"predicate"`
	Subject   *plainEntity        `json:"subject"`
	Object    *plainEntity        `json:"object"`
	Citations []plainListCitation `json:"citations"`
}

type plainListCitation struct {
	Locator *string      `json:"locator"`
	Source  *plainEntity `json:"source"`
}

// entityList answers queries/entity-list.graphql.
func (p plain) entityList(ctx context.Context, view *evidence.View, q url.Values) (any, error) {
	var kinds []evidence.Kind
	for _, kind := range q["kind"] {
		for _, k := range evidence.Kinds() {
			if strings.ToUpper(string(k)) == kind {
				kinds = append(kinds, k)
			}
		}
	}
	order := map[string]evidence.EntityOrder{"YEAR": evidence.OrderYear, "DEGREE": evidence.OrderDegree}[q.Get("orderBy")]
	if order == "" {
		order = evidence.OrderName
	}
	list := view.EntityList(kinds, "", order)
	shown := list[:min(50, len(list))]
	claimsOf := make([][]int32, len(shown))
	totals := make([]int, len(shown))
	var all []int32
	for i, n := range shown {
		claims := view.EntityClaims(n, evidence.RoleAny, nil)
		claimsOf[i], totals[i] = claims[:min(5, len(claims))], len(claims)
		all = append(all, claimsOf[i]...)
	}
	book, err := p.read(ctx, view, shown, all)
	if err != nil {
		return nil, err
	}
	answer := plainListOfEntities{TotalCount: len(list), Nodes: []plainListEntity{}}
	last := ""
	for i, n := range shown {
		head := book.Entities[view.EntityID(n)].Head()
		e := plainListEntity{head.ID, strings.ToUpper(string(head.Kind)), head.Name, summaryOf(view, n, head),
			plainListOfClaims{totals[i], []plainListClaim{}}}
		for _, c := range claimsOf[i] {
			e.Claims.Nodes = append(e.Claims.Nodes, listClaim(view, c, book.Claims[view.ClaimID(c)]))
		}
		answer.Nodes = append(answer.Nodes, e)
		last = "n:" + head.ID
	}
	answer.PageInfo = pageOf(len(shown) < len(list), last)
	return plainEntityList{answer}, nil
}

func listClaim(view *evidence.View, n int32, c *evidence.Claim) plainListClaim {
	subject, predicate, object, _ := view.ClaimEnds(n)
	claim := plainListClaim{c.ID, c.Text, stanceName(c.Stance), plainPredicate{predicate.ID, predicate.Label},
		nameOf(view, subject), nameOf(view, object), []plainListCitation{}}
	for _, i := range view.ClaimCitations(n) {
		cite := c.Citations[i]
		claim.Citations = append(claim.Citations, plainListCitation{orNull(cite.Locator), named(view, cite.Source)})
	}
	return claim
}
