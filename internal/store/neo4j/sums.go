package neo4j

import (
	"cmp"
	"slices"

	"github.com/securebase/securebase/internal/evidence"
)

// sums gives the properties of the relationships that sum up claims, by the edge's id, from a plan that holds the whole
// content. They are what put_edges finds.
func (p *plan) sums() map[string]map[string]any {
	tiers := map[string]evidence.Tier{}
	for _, record := range p.entities.records {
		if source, ok := record.(*evidence.Source); ok {
			tiers[source.ID] = source.Tier
		}
	}
	claims := map[string][]*evidence.Claim{}
	edges := map[string]edge{}
	for _, record := range p.claims.records {
		claim := record.(*evidence.Claim)
		if e, ok := p.edgeOf(claim); ok {
			edges[e.id], claims[e.id] = e, append(claims[e.id], claim)
		}
	}
	all := make(map[string]map[string]any, len(edges))
	for id, e := range edges {
		all[id] = sumUp(e, claims[id], tiers)
	}
	return all
}

func sumUp(e edge, claims []*evidence.Claim, tiers map[string]evidence.Tier) map[string]any {
	slices.SortFunc(claims, func(a, b *evidence.Claim) int { return cmp.Compare(a.ID, b.ID) })
	ids := make([]string, len(claims))
	stances := map[evidence.Stance]int{}
	var best evidence.Tier
	var first *int
	for i, c := range claims {
		ids[i] = c.ID
		stances[c.Stance]++
		if c.Year != nil && (first == nil || *c.Year < *first) {
			first = c.Year
		}
		for _, citation := range c.Citations {
			if tier := tiers[citation.Source]; tier != "" && (best == "" || tier < best) {
				best = tier
			}
		}
	}
	sum := map[string]any{"edge": e.id, "predicate": e.predicate, "claims": ids, "supporting": stances[evidence.Supports],
		"qualifying": stances[evidence.Qualifies], "disputing": stances[evidence.Disputes], "null": stances[evidence.Null]}
	if best != "" {
		sum["tier"] = string(best)
	}
	if first != nil {
		sum["year"] = *first
	}
	return sum
}
