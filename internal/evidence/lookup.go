package evidence

import (
	"cmp"
	"fmt"
	"slices"
)

// SummaryCitations lists the sources that count for an entity's summary under the lens.
func (v *View) SummaryCitations(entity int32) []int32 {
	cited := []int32{}
	for _, s := range v.SummarySources(entity) {
		row := &v.Index.entities[s]
		if v.counts(&citeRow{tier: row.tier, retract: row.retract}) {
			cited = append(cited, s)
		}
	}
	return cited
}

// ClaimSources lists the sources and pages that a claim's citations name, whatever the lens.
func (ix *Index) ClaimSources(claim int32) []int32 { return sourcesOf(ix.citesOf(claim)) }

// PracticeSources is ClaimSources for a practice item.
func (ix *Index) PracticeSources(item int32) []int32 { return sourcesOf(ix.practice[item].cites) }

func sourcesOf(cites []citeRow) []int32 {
	var sources []int32
	for _, c := range cites {
		sources = append(sources, c.source)
		if c.citedIn != none {
			sources = append(sources, c.citedIn)
		}
	}
	return sources
}

// ClaimCitations gives the places, among a claim's citations, of those to be shown: the ones that count, or for a
// retracted claim the ones that would.
func (v *View) ClaimCitations(claim int32) []int {
	return v.places(v.citesOf(claim), v.claims[claim] == listed)
}

// PracticeCitations is ClaimCitations for a practice item.
func (v *View) PracticeCitations(item int32) []int {
	return v.places(v.Index.practice[item].cites, false)
}

func (v *View) places(cites []citeRow, retracted bool) []int {
	places := []int{}
	for i := range cites {
		if v.shows(&cites[i], retracted) {
			places = append(places, i)
		}
	}
	return places
}

// EffectiveTier is a source's tier or, for a secondary citation, the worse of the two sources'; citedIn may be -1.
func (ix *Index) EffectiveTier(source, citedIn int32) Tier {
	tier := ix.entities[source].tier
	if citedIn != none {
		tier = max(tier, ix.entities[citedIn].tier)
	}
	return tierOf(tier)
}

// ClaimEnds gives a claim's subject, predicate, object and population; object and population may be -1.
func (ix *Index) ClaimEnds(claim int32) (subject int32, predicate *Predicate, object, population int32) {
	c := &ix.claims[claim]
	return c.subject, ix.predicates[c.predicate].term, c.object, c.population
}

// PracticeAbout lists the entities that a practice item is about.
func (ix *Index) PracticeAbout(item int32) []int32 { return ix.practice[item].about }

// Broader gives the entity that a population or problem belongs to, or -1.
func (ix *Index) Broader(entity int32) int32 { return ix.entities[entity].broader }

// TierOf gives a source's tier.
func (ix *Index) TierOf(source int32) Tier { return tierOf(ix.entities[source].tier) }

// People lists the theorists who wrote or edited a source.
func (ix *Index) People(source int32) []int32 { return ix.people.of(source) }

// HasDesign says whether the vocabulary has the design.
func (ix *Index) HasDesign(id string) bool {
	return slices.ContainsFunc(ix.Vocabulary.Designs, func(t Term) bool { return t.ID == id })
}

// CheckPredicates says which of the ids is no predicate.
func (ix *Index) CheckPredicates(ids []string) error {
	for _, id := range ids {
		if ix.Vocabulary.Predicate(id) == nil {
			return fmt.Errorf("%q is no predicate; graph.vocabulary.predicates lists them", id)
		}
	}
	return nil
}

// CheckPracticeKinds says which of the ids is no practice kind.
func (ix *Index) CheckPracticeKinds(ids []string) error {
	for _, id := range ids {
		if !slices.ContainsFunc(ix.Vocabulary.PracticeKinds, func(k *PracticeKind) bool { return k.ID == id }) {
			return fmt.Errorf("%q is no practice kind; graph.vocabulary.practiceKinds lists them", id)
		}
	}
	return nil
}

// ClaimAbout lists the further entities that a claim names.
func (ix *Index) ClaimAbout(claim int32) []int32 {
	c := &ix.claims[claim]
	return ix.about[c.about : c.about+int32(c.nAbout)]
}

// ClaimFoundIn lists the page on which a language model's claim stands, if it is known.
func (ix *Index) ClaimFoundIn(claim int32) []int32 { return some(ix.claims[claim].foundIn) }

// PracticeFoundIn is ClaimFoundIn for a practice item.
func (ix *Index) PracticeFoundIn(item int32) []int32 { return some(ix.practice[item].found) }

func some(n int32) []int32 {
	if n == none {
		return nil
	}
	return []int32{n}
}

// CodeSources lists the sources of a problem's codes.
func (ix *Index) CodeSources(problem int32) []int32 { return ix.codes.of(problem) }

// CompareDisputes is the order of DisputedEdges.
func (v *View) CompareDisputes(a, b int32) int {
	_, x, _ := v.weigh(a)
	_, y, _ := v.weigh(b)
	return cmp.Or(cmp.Compare(Round9(y), Round9(x)), cmp.Compare(a, b))
}

// EdgeOrder is an order of edges; ties go by id.
type EdgeOrder string

// The orders: CompareEdges and CompareStrengths.
const (
	EdgesByName     EdgeOrder = "NAME"
	EdgesByStrength EdgeOrder = "STRENGTH"
)

// CompareStrengths orders edges by strength under the lens, the strongest first, then by id.
func (v *View) CompareStrengths(a, b int32) int {
	return cmp.Or(cmp.Compare(v.StrengthOf(b), v.StrengthOf(a)), cmp.Compare(a, b))
}

// SourceList lists the visible sources of a tier (all if empty), by name.
func (v *View) SourceList(tier Tier) []int32 {
	list := []int32{}
	for _, n := range v.byName {
		if e := &v.Index.entities[n]; e.tier > 0 && v.entities[n] && (tier == "" || tierOf(e.tier) == tier) {
			list = append(list, n)
		}
	}
	return list
}
