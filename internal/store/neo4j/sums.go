package neo4j

import (
	"slices"

	"github.com/securebase/securebase/internal/evidence"
)

// edgeSum sums up the claims of an edge, one by one, to what the statement put_edges finds.
type edgeSum struct {
	edge
	claims []string
	tier   evidence.Tier // the best of the works cited
	year   *int          // the first
	count  map[evidence.Stance]int
}

// add takes a claim into the sum; tiers are those of all sources.
func (s *edgeSum) add(c *evidence.Claim, tiers map[string]evidence.Tier) {
	s.claims = append(s.claims, c.ID)
	s.count[c.Stance]++
	if c.Year != nil && (s.year == nil || *c.Year < *s.year) {
		s.year = c.Year
	}
	for _, cited := range c.Citations {
		if tier := tiers[cited.Source]; tier != "" && (s.tier == "" || tier < s.tier) {
			s.tier = tier
		}
	}
}

// properties gives what the relationship of the edge holds.
func (s *edgeSum) properties() map[string]any {
	slices.Sort(s.claims)
	shown := map[string]any{"edge": s.id, "predicate": s.predicate, "claims": s.claims,
		"supporting": s.count[evidence.Supports], "qualifying": s.count[evidence.Qualifies],
		"disputing": s.count[evidence.Disputes], "null": s.count[evidence.Null]}
	if s.tier != "" {
		shown["tier"] = string(s.tier)
	}
	if s.year != nil {
		shown["year"] = *s.year
	}
	return shown
}

// edgeSums are the sums of many edges, by id.
type edgeSums map[string]*edgeSum

func (all edgeSums) add(e edge, c *evidence.Claim, tiers map[string]evidence.Tier) {
	sum, ok := all[e.id]
	if !ok {
		sum = &edgeSum{edge: e, count: map[evidence.Stance]int{}}
		all[e.id] = sum
	}
	sum.add(c, tiers)
}

// sums gives the sums of all edges of a plan that holds the whole content.
func (p *plan) sums() edgeSums {
	tiers := map[string]evidence.Tier{}
	for _, record := range p.entities.records {
		if source, ok := record.(*evidence.Source); ok {
			tiers[source.ID] = source.Tier
		}
	}
	all := edgeSums{}
	for _, record := range p.claims.records {
		claim := record.(*evidence.Claim)
		if e, ok := p.edgeOf(claim); ok {
			all.add(e, claim, tiers)
		}
	}
	return all
}
