package evidence

import (
	"slices"
	"sync/atomic"
)

// View is an Index as seen through a lens: what is visible, how strong every edge is, what is hidden. It is safe for
// concurrent use. Everything that selects, counts, orders or walks is a method of it.
//
// A citation counts if its effective tier (its source's; for a secondary citation the worse of the two sources')
// passes MinTier and nothing about it is retracted. A sourced claim is visible if a citation counts and its year (its
// own, else the earliest year of a work it cites that counts) is not after AsOf, and its stance, design and population
// pass. A claim that would be visible but for a retraction is listed, with a notice, and carries no edge. A claim of a
// language model is visible if HideLLM is not set and no other part of the lens is. An edge is visible if one of its
// claims carries it. An entity is visible if its summary is, or a claim that mentions it; a source if its own tier and
// year pass, or a claim is visible that is about it and does not only cite it.
type View struct {
	*Index
	Lens Lens

	claims   []uint8 // listed and carries bits
	entities []bool
	edges    []uint8    // carried and sourced bits
	q        [4]float64 // weight of a team by number of tier
	practice []bool
	strength []atomic.Uint64 // bits of minus the strength, 0 where not yet computed
	seen     Hidden          // what is visible
	hidden   Hidden
	lens     lensNumbers
}

const (
	listed  uint8 = 1
	carries uint8 = 2
)

// An edge is carried by any claim, sourced if one of these is no language model's.
const (
	carried uint8 = 1
	sourced uint8 = 2
)

// Hidden counts what a lens takes away.
type Hidden struct {
	Claims   int `json:"claims"`
	Edges    int `json:"edges"`
	Entities int `json:"entities"`
	Practice int `json:"practice"`
}

// IsZero says whether nothing is hidden.
func (h Hidden) IsZero() bool { return h == Hidden{} }

// lensNumbers is a lens in the index's numbers.
type lensNumbers struct {
	tier        uint8
	asOf        int32
	stances     [len(stances)]bool
	designs     []bool // by place in the vocabulary; nil for all
	populations []int32
	anyPop      bool
}

func (ix *Index) lensNumbers(l Lens) lensNumbers {
	n := lensNumbers{tier: 3, asOf: noYear, anyPop: len(l.Populations) == 0}
	if l.MinTier != "" {
		n.tier = tierNumber(l.MinTier)
	}
	if l.AsOf != nil {
		n.asOf = int32(*l.AsOf)
	}
	for i := range n.stances {
		n.stances[i] = len(l.Stances) == 0 || slices.Contains(l.Stances, stances[i])
	}
	if len(l.Designs) > 0 {
		n.designs = make([]bool, len(ix.Vocabulary.Designs))
		for i, d := range ix.Vocabulary.Designs {
			n.designs[i] = slices.Contains(l.Designs, d.ID)
		}
	}
	for _, id := range l.Populations {
		if p, ok := ix.Entity(id); ok {
			n.populations = append(n.populations, p)
		}
	}
	return n
}

func newView(ix *Index, lens Lens) *View {
	v := &View{Index: ix, Lens: lens, lens: ix.lensNumbers(lens),
		claims: make([]uint8, len(ix.claims)), entities: make([]bool, len(ix.entities)), edges: make([]uint8, len(ix.edges)),
		practice: make([]bool, len(ix.practice)), strength: make([]atomic.Uint64, len(ix.edges))}
	for tier := range uint8(3) {
		v.q[tier+1] = ix.Vocabulary.Strength.Q[tierOf(tier+1)]
	}
	var seen Hidden
	for n := range ix.claims {
		if v.claims[n] = v.see(&ix.claims[n]); v.claims[n] != 0 {
			seen.Claims++
		}
	}
	for n := range ix.edges {
		for _, c := range ix.claimsOfEdge(int32(n)) {
			if v.claims[c]&carries == 0 {
				continue
			}
			v.edges[n] |= carried
			if !ix.claims[c].llm {
				v.edges[n] |= sourced
				break
			}
		}
		seen.Edges += count(v.edges[n] != 0)
	}
	for n := range ix.entities {
		v.entities[n] = v.seeEntity(int32(n))
		seen.Entities += count(v.entities[n])
	}
	for n := range ix.practice {
		p := &ix.practice[n]
		v.practice[n] = v.seeSentence(p.llm, p.cites)
		seen.Practice += count(v.practice[n])
	}
	v.seen = seen
	if !lens.IsZero() {
		v.hidden = ix.Full().seen.minus(seen)
	}
	return v
}

func count(is bool) int {
	if is {
		return 1
	}
	return 0
}

func (h Hidden) minus(other Hidden) Hidden {
	return Hidden{h.Claims - other.Claims, h.Edges - other.Edges, h.Entities - other.Entities, h.Practice - other.Practice}
}

func (ix *Index) citesOf(claim int32) []citeRow {
	c := &ix.claims[claim]
	return ix.cites[c.cites : c.cites+int32(c.nCites)]
}

func (ix *Index) claimsOfEdge(edge int32) []int32 {
	e := &ix.edges[edge]
	return ix.edgeClaims[e.from:e.to]
}

// counts says whether a citation counts under the lens.
func (v *View) counts(c *citeRow) bool { return !c.retract && c.tier <= v.lens.tier }

func (v *View) see(c *claimRow) uint8 {
	if c.llm {
		if v.Lens.HideLLM || v.Lens.limitsSources() {
			return 0
		}
		return listed | carries
	}
	if !v.lens.stances[c.stance] || v.lens.designs != nil && (c.design < 0 || !v.lens.designs[c.design]) ||
		!v.lens.anyPop && (c.population == none || !slices.Contains(v.lens.populations, c.population)) {
		return 0
	}
	return v.supported(c.year, v.cites[c.cites:c.cites+int32(c.nCites)])
}

// supported says what the citations make of a sentence of the given year: it carries if one that counts is dated early
// enough, and is listed if one would count but for a retraction. The earliest year is early enough if any is.
func (v *View) supported(year int32, cites []citeRow) uint8 {
	found := uint8(0)
	for i := range cites {
		c, dated := &cites[i], year
		if c.tier > v.lens.tier {
			continue
		}
		if v.lens.asOf != noYear {
			if dated == noYear {
				dated = v.Index.entities[c.source].year
			}
			if dated > v.lens.asOf {
				continue
			}
		}
		if !c.retract {
			return listed | carries
		}
		found = listed
	}
	return found
}

// shows says whether a citation is seen with its sentence: it counts or, in a retracted claim, would but for that.
func (v *View) shows(c *citeRow, retracted bool) bool {
	return c.tier <= v.lens.tier && (retracted || !c.retract)
}

// seeSentence is see for summaries and practice items, which have no stance, design, population or year of their own.
func (v *View) seeSentence(llm bool, cites []citeRow) bool {
	if llm {
		return !v.Lens.HideLLM && !v.Lens.limitsSources()
	}
	return v.supported(noYear, cites)&carries != 0
}

// SummaryVisible says whether the lens lets an entity's summary through. A source's summary is its reference and is
// always visible.
func (v *View) SummaryVisible(entity int32) bool {
	e := &v.Index.entities[entity]
	if e.tier > 0 {
		return true
	}
	if e.llm {
		return v.seeSentence(true, nil)
	}
	for _, s := range v.summaries.of(entity) { // one that counts and is early enough makes the earliest early enough
		row := &v.Index.entities[s]
		if !row.retract && row.tier <= v.lens.tier && (v.lens.asOf == noYear || row.year <= v.lens.asOf) {
			return true
		}
	}
	return false
}

func (v *View) seeEntity(n int32) bool {
	e := &v.Index.entities[n]
	roles := RoleAny
	switch {
	case e.tier > 0 && e.tier <= v.lens.tier && (v.lens.asOf == noYear || e.year <= v.lens.asOf):
		return true
	case e.tier > 0:
		roles &^= RoleCited
	case v.Lens.IsZero() || v.SummaryVisible(n):
		return true
	}
	for _, m := range v.mentions.of(n) {
		if m.role&roles != 0 && v.claims[m.claim] != 0 {
			return true
		}
	}
	return false
}

// Hidden counts what the lens takes from the whole graph.
func (v *View) Hidden() Hidden { return v.hidden }

// ClaimVisible says whether a claim may be shown.
func (v *View) ClaimVisible(claim int32) bool { return v.claims[claim] != 0 }

// ClaimRetracted says whether a claim is shown only with the notice that its works are retracted.
func (v *View) ClaimRetracted(claim int32) bool { return v.claims[claim] == listed }

// EntityVisible says whether the lens leaves anything of an entity.
func (v *View) EntityVisible(entity int32) bool { return v.entities[entity] }

// EdgeVisible says whether one of the edge's claims carries it.
func (v *View) EdgeVisible(edge int32) bool { return v.edges[edge] != 0 }

// PracticeVisible says whether a practice item may be shown.
func (v *View) PracticeVisible(item int32) bool { return v.practice[item] }

// CitationCounts says, for each citation of a claim in its order, whether it counts under the lens.
func (v *View) CitationCounts(claim int32) []bool {
	cites := v.citesOf(claim)
	counts := make([]bool, len(cites))
	for i := range cites {
		counts[i] = v.counts(&cites[i])
	}
	return counts
}

// BestTier is the lowest effective tier among a claim's citations that count; "" for a claim without any.
func (v *View) BestTier(claim int32) Tier {
	best := uint8(0)
	for _, c := range v.citesOf(claim) {
		if v.counts(&c) && (best == 0 || c.tier < best) {
			best = c.tier
		}
	}
	return tierOf(best)
}

// PrimaryDistance is 0 when a citation that counts is of the work itself, 1 when all are through another page; false
// for a claim without any.
func (v *View) PrimaryDistance(claim int32) (int, bool) {
	distance, any := 1, false
	for _, c := range v.citesOf(claim) {
		if v.counts(&c) {
			any = true
			if c.citedIn == none {
				distance = 0
			}
		}
	}
	return distance, any
}

// visibleClaims keeps the claims that the lens lets through.
func (v *View) visibleClaims(claims []int32) []int32 {
	kept := make([]int32, 0, len(claims))
	for _, c := range claims {
		if v.claims[c] != 0 {
			kept = append(kept, c)
		}
	}
	return kept
}
