package main

import (
	"context"
	"net/url"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
)

type plainLineage struct {
	Lineage plainDescent `json:"lineage"`
}

type plainDescent struct {
	Truncated bool               `json:"truncated"`
	Root      *plainEntity       `json:"root"`
	Nodes     []plainLineageNode `json:"nodes"`
	Edges     []plainLineageEdge `json:"edges"`
	Contested []plainContest     `json:"contested"`
}

type plainLineageNode struct {
	Year      *int         `json:"year"`
	Layer     int          `json:"layer"`
	Distance  int          `json:"distance"`
	Contested bool         `json:"contested"`
	Entity    *plainEntity `json:"entity"`
}

type plainLineageEdge struct {
	ID        string           `json:"id"`
	Predicate plainPredicate   `json:"predicate"`
	Subject   plainEntity      `json:"subject"`
	Object    plainEntity      `json:"object"`
	Strength  plainValue       `json:"strength"`
	Claims    plainDatedClaims `json:"claims"`
}

type plainValue struct {
	Value float64 `json:"value"`
}

type plainDatedClaims struct {
	TotalCount int               `json:"totalCount"`
	Nodes      []plainDatedClaim `json:"nodes"`
}

type plainDatedClaim struct {
	ID   string `json:"id"`
	Text string `json:"text"`
	Year *int   `json:"year"`
}

type plainContest struct {
	Question string             `json:"question"`
	Entity   plainEntity        `json:"entity"`
	Sides    []plainContestSide `json:"sides"`
}

type plainContestSide struct {
	Entity   *plainEntity     `json:"entity"`
	Strength plainValue       `json:"strength"`
	Claims   []plainClaimText `json:"claims"`
}

// sideClaims is how many claims of a side the server gives.
const sideClaims = 100

// lineage answers queries/lineage.graphql.
func (p plain) lineage(ctx context.Context, view *evidence.View, q url.Values) (any, error) {
	root, _ := view.Entity(q.Get("id"))
	descent := view.Lineage(root, evidence.BothWays, 4)
	var all []int32
	for _, n := range descent.Edges {
		claims := view.EdgeClaims(n)
		all = append(all, claims[:min(2, len(claims))]...)
	}
	for _, c := range descent.Contested {
		for _, s := range c.Sides {
			all = append(all, s.Claims[:min(sideClaims, len(s.Claims))]...)
		}
	}
	book, err := p.read(ctx, view, nil, all)
	if err != nil {
		return nil, err
	}
	answer := plainDescent{Truncated: descent.Truncated, Root: nameOf(view, root), Nodes: []plainLineageNode{}}
	for _, n := range descent.Nodes {
		node := plainLineageNode{Layer: n.Layer, Distance: n.Distance, Contested: n.Contested, Entity: entityOf(view, n.Entity)}
		if n.Dated {
			node.Year = &n.Year
		}
		answer.Nodes = append(answer.Nodes, node)
	}
	answer.Edges = lineageEdges(view, descent.Edges, book)
	answer.Contested = contests(view, descent.Contested, book)
	return plainLineage{answer}, nil
}

func lineageEdges(view *evidence.View, edges []int32, book *store.Book) []plainLineageEdge {
	list := []plainLineageEdge{}
	for _, n := range edges {
		subject, predicate, object := view.EdgeEnds(n)
		claims := view.EdgeClaims(n)
		edge := plainLineageEdge{view.EdgeID(n), plainPredicate{predicate.ID, predicate.Label}, plainEntity{ID: view.EntityID(subject)},
			plainEntity{ID: view.EntityID(object)}, plainValue{view.Derive(n).Value}, plainDatedClaims{len(claims), []plainDatedClaim{}}}
		for _, c := range claims[:min(2, len(claims))] {
			claim := book.Claims[view.ClaimID(c)]
			edge.Claims.Nodes = append(edge.Claims.Nodes, plainDatedClaim{claim.ID, claim.Text, claim.Year})
		}
		list = append(list, edge)
	}
	return list
}

func contests(view *evidence.View, contests []evidence.Contest, book *store.Book) []plainContest {
	list := []plainContest{}
	for _, c := range contests {
		contest := plainContest{"Who originated " + view.EntityName(c.Entity) + "?", plainEntity{ID: view.EntityID(c.Entity)}, []plainContestSide{}}
		for _, s := range c.Sides {
			side := plainContestSide{nameOf(view, s.Entity), plainValue{view.Derive(s.Edge).Value}, []plainClaimText{}}
			for _, n := range s.Claims[:min(sideClaims, len(s.Claims))] {
				claim := book.Claims[view.ClaimID(n)]
				side.Claims = append(side.Claims, plainClaimText{claim.ID, claim.Text, stanceName(claim.Stance)})
			}
			contest.Sides = append(contest.Sides, side)
		}
		list = append(list, contest)
	}
	return list
}
