package main

import (
	"context"
	"net/url"

	"github.com/securebase/securebase/internal/evidence"
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
	members := []int32{root}
	for _, n := range descent.Nodes {
		members = append(members, n.Entity)
	}
	entities, err := p.read(ctx, view, members)
	if err != nil {
		return nil, err
	}
	answer := plainDescent{Truncated: descent.Truncated, Root: nameOf(entities[view.EntityID(root)]), Nodes: []plainLineageNode{}}
	for _, n := range descent.Nodes {
		node := plainLineageNode{Layer: n.Layer, Distance: n.Distance, Contested: n.Contested, Entity: entityOf(entities[view.EntityID(n.Entity)])}
		if n.Dated {
			node.Year = &n.Year
		}
		answer.Nodes = append(answer.Nodes, node)
	}
	if answer.Edges, err = p.lineageEdges(ctx, view, descent.Edges); err != nil {
		return nil, err
	}
	answer.Contested, err = p.contests(ctx, view, descent.Contested)
	return plainLineage{answer}, err
}

func (p plain) lineageEdges(ctx context.Context, view *evidence.View, edges []int32) ([]plainLineageEdge, error) {
	claimsOf := make([][]int32, len(edges))
	totals := make([]int, len(edges))
	var all []int32
	for i, n := range edges {
		claims := view.EdgeClaims(n)
		claimsOf[i], totals[i] = claims[:min(2, len(claims))], len(claims)
		all = append(all, claimsOf[i]...)
	}
	claims, err := p.readClaims(ctx, view, all)
	if err != nil {
		return nil, err
	}
	list := []plainLineageEdge{}
	for i, n := range edges {
		subject, predicate, object := view.EdgeEnds(n)
		edge := plainLineageEdge{view.EdgeID(n), plainPredicate{predicate.ID, predicate.Label}, plainEntity{ID: view.EntityID(subject)},
			plainEntity{ID: view.EntityID(object)}, plainValue{view.Derive(n).Value}, plainDatedClaims{totals[i], []plainDatedClaim{}}}
		for _, c := range claimsOf[i] {
			claim := claims[view.ClaimID(c)]
			edge.Claims.Nodes = append(edge.Claims.Nodes, plainDatedClaim{claim.ID, claim.Text, claim.Year})
		}
		list = append(list, edge)
	}
	return list, nil
}

func (p plain) contests(ctx context.Context, view *evidence.View, contests []evidence.Contest) ([]plainContest, error) {
	var members, all []int32
	for _, c := range contests {
		members = append(members, c.Entity)
		for _, s := range c.Sides {
			members = append(members, s.Entity)
			all = append(all, s.Claims[:min(sideClaims, len(s.Claims))]...)
		}
	}
	entities, err := p.read(ctx, view, members)
	if err != nil {
		return nil, err
	}
	claims, err := p.readClaims(ctx, view, all)
	if err != nil {
		return nil, err
	}
	list := []plainContest{}
	for _, c := range contests {
		contest := plainContest{"Who originated " + entities[view.EntityID(c.Entity)].Head().Name + "?",
			plainEntity{ID: view.EntityID(c.Entity)}, []plainContestSide{}}
		for _, s := range c.Sides {
			side := plainContestSide{nameOf(entities[view.EntityID(s.Entity)]), plainValue{view.Derive(s.Edge).Value}, []plainClaimText{}}
			for _, n := range s.Claims[:min(sideClaims, len(s.Claims))] {
				claim := claims[view.ClaimID(n)]
				side.Claims = append(side.Claims, plainClaimText{claim.ID, claim.Text, stanceName(claim.Stance)})
			}
			contest.Sides = append(contest.Sides, side)
		}
		list = append(list, contest)
	}
	return list, nil
}
