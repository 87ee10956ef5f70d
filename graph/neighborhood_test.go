package graph_test

import (
	"encoding/json"
	"slices"
	"testing"
)

type relationGroup struct {
	Entity, Predicate ref
	Direction         string
	Shown, Total      int
}

// read asks a query with variables that must succeed.
func (a *api) read(query string, variables map[string]any, into any) {
	a.t.Helper()
	out, _ := a.ask(query, variables)
	if len(out.Errors) > 0 {
		a.t.Fatalf("%s %v\n%+v", query, variables, out.Errors)
	}
	if err := json.Unmarshal(out.Data, into); err != nil {
		a.t.Fatalf("%v in %s", err, out.Data)
	}
}

// TestARelationUnfolds does what a reader does who looks at one thing and asks for all the neighbours in a relation.
func TestARelationUnfolds(t *testing.T) {
	a := newAPI(t)
	const root = "attachment-security"
	for name, lens := range map[string]map[string]any{"no lens": nil, "T1 up to 2010": {"minTier": "T1", "asOf": 2010}} {
		t.Run(name, func(t *testing.T) {
			var d struct {
				Neighborhood struct{ Groups []relationGroup }
			}
			a.read(`query($id: ID!, $lens: Lens) { neighborhood(id: $id, perRelation: 2, limit: 20, lens: $lens) {
				groups { entity { id } predicate { id } direction shown total } } }`, map[string]any{"id": root, "lens": lens}, &d)
			unfolded := 0
			for _, g := range d.Neighborhood.Groups {
				if g.Entity.ID != root {
					continue
				}
				others := a.unfold(root, g, lens)
				if len(others) != g.Total {
					t.Errorf("%+v: %d edges", g, len(others))
				}
				if g.Shown < g.Total {
					unfolded++
				}
				var after struct {
					Subgraph struct{ Groups []relationGroup }
				}
				a.read(`query($ids: [ID!]!, $lens: Lens) { subgraph(ids: $ids, lens: $lens) { groups { entity { id } predicate { id } direction shown total } } }`,
					map[string]any{"ids": append([]string{root}, others...), "lens": lens}, &after)
				g.Shown = g.Total
				if !slices.Contains(after.Subgraph.Groups, g) {
					t.Errorf("not all are shown of %+v in %+v", g, after.Subgraph.Groups)
				}
			}
			if unfolded == 0 {
				t.Error("nothing was left to unfold")
			}
		})
	}
}

// unfold asks for the edges of one relation page by page and gives their other ends.
func (a *api) unfold(of string, g relationGroup, lens map[string]any) []string {
	a.t.Helper()
	var others []string
	var last *strength
	variables := map[string]any{"id": of, "direction": g.Direction, "predicates": []string{g.Predicate.ID}, "lens": lens}
	for {
		var d struct {
			Entity struct {
				Edges struct {
					TotalCount int
					PageInfo   struct {
						HasNextPage bool
						EndCursor   string
					}
					Nodes []struct {
						Subject, Object ref
						Strength        strength
					}
				}
			}
		}
		a.read(`query($id: ID!, $direction: EdgeDirection!, $predicates: [ID!]!, $lens: Lens, $after: String) { entity(id: $id, lens: $lens) {
			edges(direction: $direction, predicates: $predicates, orderBy: STRENGTH, first: 3, after: $after) {
				totalCount pageInfo { hasNextPage endCursor } nodes { subject { id } object { id } strength { value } } } } }`, variables, &d)
		edges := d.Entity.Edges
		for _, e := range edges.Nodes {
			other := e.Subject.ID
			if other == of {
				other = e.Object.ID
			}
			if last != nil && e.Strength.Value > last.Value || slices.Contains(others, other) {
				a.t.Errorf("%+v: %s with %v after %v, %v", g, other, e.Strength, last, others)
			}
			others, last = append(others, other), &e.Strength
		}
		if !edges.PageInfo.HasNextPage {
			if len(others) != edges.TotalCount {
				a.t.Errorf("%+v: %d of %d", g, len(others), edges.TotalCount)
			}
			return others
		}
		variables["after"] = edges.PageInfo.EndCursor
	}
}

// TestANodeIsSeenThroughTheLens asks for nodes that the lens takes away and for those that it leaves.
func TestANodeIsSeenThroughTheLens(t *testing.T) {
	a := newAPI(t)
	const edge = "edge:mary-ainsworth.originated.secure-base"
	type node struct {
		ID     string
		Claims struct {
			Nodes []struct {
				Citations []struct{ Source struct{ Tier string } }
			}
		}
		Strength strength
	}
	var d struct{ All, Scholarly, Early, Secure, EarlyClaim, Claim *node }
	const fields = `{ id ... on Edge { claims { nodes { citations { source { tier } } } } strength { value } } }`
	a.get(`{ all: node(id: "`+edge+`") `+fields+` scholarly: node(id: "`+edge+`", lens: {minTier: T1}) `+fields+`
		early: node(id: "`+edge+`", lens: {asOf: 1960}) `+fields+` secure: node(id: "secure-base", lens: {asOf: 1900}) { id }
		earlyClaim: claim(id: "mary-ainsworth.originated.secure-base.2", lens: {asOf: 1960}) { id }
		claim: claim(id: "mary-ainsworth.originated.secure-base.2", lens: {asOf: 1990}) { id } }`, &d)
	switch {
	case d.All == nil || d.Scholarly == nil || d.Secure == nil || d.Claim == nil:
		t.Fatalf("something is missing: %+v", d)
	case d.Early != nil || d.EarlyClaim != nil:
		t.Errorf("a year before all claims: %+v, %+v", d.Early, d.EarlyClaim)
	case d.All.Strength.Value <= d.Scholarly.Strength.Value:
		t.Errorf("strength %v, under T1 %v", d.All.Strength, d.Scholarly.Strength)
	}
	for _, claim := range d.Scholarly.Claims.Nodes {
		for _, c := range claim.Citations {
			if c.Source.Tier != "T1" {
				t.Errorf("under T1 a source of %s is cited", c.Source.Tier)
			}
		}
	}
}
