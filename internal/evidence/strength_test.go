package evidence_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/securebase/securebase/internal/evidence"
)

// copied gives a world whose lists and claims can be changed without changing the original.
func (w *world) copied() *world {
	c := *w
	c.entities, c.practice = slices.Clone(w.entities), slices.Clone(w.practice)
	c.claims = make([]*evidence.Claim, len(w.claims))
	for i, claim := range w.claims {
		one := *claim
		one.Citations = slices.Clone(claim.Citations)
		c.claims[i] = &one
	}
	return &c
}

// eachChange runs a check on random graphs beside a changed copy of each.
func eachChange(t *testing.T, change func(m *rand.Rand, w *world) bool, check func(before, after *evidence.Index, m *rand.Rand)) {
	t.Helper()
	t.Parallel()
	changed := 0
	for seed := range uint64(graphCount()) {
		w, m := randomWorld(seed), newRandom(seed+1<<33)
		after := w.copied()
		if !change(m, after) {
			continue
		}
		changed++
		check(w.index(t), after.index(t), m)
		if t.Failed() {
			t.Fatalf("graph %d", seed)
		}
	}
	if changed < graphCount()/4 {
		t.Errorf("only %d graphs could be changed", changed)
	}
}

// strengths gives every edge's strength under a lens.
func strengths(ix *evidence.Index, lens evidence.Lens) map[string]evidence.Strength {
	v := ix.View(lens)
	list := map[string]evidence.Strength{}
	for id, e := range edgesOf(v) {
		list[id] = v.Derive(e)
	}
	return list
}

// equalStrengths compares the figures of all edges, under no lens and a random one.
func equalStrengths(t *testing.T) func(before, after *evidence.Index, m *rand.Rand) {
	return func(before, after *evidence.Index, m *rand.Rand) {
		t.Helper()
		for _, lens := range []evidence.Lens{{}, {HideLLM: m.IntN(2) == 0, MinTier: pick(m, []evidence.Tier{"T1", "T2"})}} {
			was, is := strengths(before, lens), strengths(after, lens)
			for id, s := range was {
				if r := is[id]; r.Value != s.Value || r.Support != s.Support || r.Dispute != s.Dispute || len(r.Teams) != len(s.Teams) {
					t.Errorf("%s under %s was %+v, is %+v", id, lens.Key(), s, r)
					return
				}
			}
			if len(was) != len(is) {
				t.Errorf("%d edges were %d", len(is), len(was))
			}
		}
	}
}

// sourced picks a claim with citations that stands on an edge.
func (w *world) sourced(m *rand.Rand) *evidence.Claim {
	claims := slices.DeleteFunc(slices.Clone(w.claims), func(c *evidence.Claim) bool {
		return c.Object == "" || len(c.Citations) == 0 || naive{world: *w}.visible(c) && !naive{world: *w}.carries(c)
	})
	if len(claims) == 0 {
		return nil
	}
	return pick(m, claims)
}

func TestRepeatingAClaimOrCitationChangesNothing(t *testing.T) {
	eachChange(t, func(m *rand.Rand, w *world) bool {
		c := w.sourced(m)
		if c == nil {
			return false
		}
		again := *c
		again.ID += "-again"
		w.claims = append(w.claims, &again)
		c.Citations = append(c.Citations, pick(m, c.Citations))
		return true
	}, equalStrengths(t))
}

func TestOrderOfCitationsChangesNoStrength(t *testing.T) {
	eachChange(t, func(m *rand.Rand, w *world) bool {
		for _, c := range w.claims {
			m.Shuffle(len(c.Citations), func(i, j int) { c.Citations[i], c.Citations[j] = c.Citations[j], c.Citations[i] })
		}
		return true
	}, equalStrengths(t))
}

func TestOrderOfInputDoesNotMatter(t *testing.T) {
	eachChange(t, func(m *rand.Rand, w *world) bool {
		m.Shuffle(len(w.entities), func(i, j int) { w.entities[i], w.entities[j] = w.entities[j], w.entities[i] })
		m.Shuffle(len(w.claims), func(i, j int) { w.claims[i], w.claims[j] = w.claims[j], w.claims[i] })
		m.Shuffle(len(w.practice), func(i, j int) { w.practice[i], w.practice[j] = w.practice[j], w.practice[i] })
		return true
	}, func(before, after *evidence.Index, m *rand.Rand) {
		year := 1990
		lens := pick(m, []evidence.Lens{{}, {MinTier: "T2"}, {AsOf: &year}})
		one, other := everything(before.View(lens)), everything(after.View(lens))
		for i := range one {
			if one[i] != other[i] {
				t.Errorf("%s\nin another order\n%s", one[i], other[i])
				return
			}
		}
	})
}

// everything describes all that a view has computed of its entities, edges and claims.
func everything(v *evidence.View) []string {
	var all []string
	entities, claims, edges, _ := v.Counts()
	for n := range int32(edges) {
		all = append(all, fmt.Sprintf("%s %+v %+v", v.EdgeID(n), v.Derive(n), v.StancesOf(n)))
	}
	for n := range int32(claims) {
		all = append(all, v.ClaimID(n))
	}
	for n := range int32(entities) {
		all = append(all, fmt.Sprintf("%+v %+v %+v", v.Page(n), v.Lineage(n, evidence.BothWays, 3), v.Neighborhood(n, 2, 2, 9)))
	}
	return all
}

// loner is a new work that shares nothing with any other.
func loner(tier evidence.Tier) *evidence.Source {
	return &evidence.Source{Common: evidence.Common{ID: "s-new", Kind: evidence.KindSource}, Title: "A new study", Tier: tier,
		Author: []evidence.Author{{Family: "Nobodyelse", Given: "Zoe"}}}
}

// newClaim adds a claim to the edge of another, with one citation.
func (w *world) newClaim(like *evidence.Claim, stance evidence.Stance, source string) {
	w.claims = append(w.claims, &evidence.Claim{ID: "c-new", Subject: like.Subject, Predicate: like.Predicate, Object: like.Object,
		Text: "A new finding.", Stance: stance, Provenance: evidence.Sourced, Citations: []evidence.Citation{{Source: source}}})
}

// adding makes a change that adds a claim of one of the stances, from a new independent work, to a sourced edge.
func adding(stances ...evidence.Stance) func(m *rand.Rand, w *world) bool {
	return func(m *rand.Rand, w *world) bool {
		c := w.sourced(m)
		if c == nil || !(naive{world: *w}).carries(c) {
			return false
		}
		w.entities = append(w.entities, loner(pick(m, []evidence.Tier{"T1", "T2", "T3"})))
		w.newClaim(c, pick(m, stances), "s-new")
		return true
	}
}

func TestAnIndependentSupportingWorkNeverLowersSupport(t *testing.T) {
	eachChange(t, adding("supports", "qualifies"), func(before, after *evidence.Index, _ *rand.Rand) {
		was, is := strengths(before, evidence.Lens{}), strengths(after, evidence.Lens{})
		higher := 0
		for id, s := range was {
			if is[id].Support < s.Support || is[id].Dispute != s.Dispute {
				t.Errorf("%s was %+v, is %+v", id, s, is[id])
			}
			higher += one(is[id].Support > s.Support)
		}
		if higher != 1 {
			t.Errorf("support rose on %d edges", higher)
		}
	})
}

func TestAnIndependentDisputingWorkNeverRaisesStrength(t *testing.T) {
	eachChange(t, adding("disputes", "null"), func(before, after *evidence.Index, _ *rand.Rand) {
		was, is := strengths(before, evidence.Lens{}), strengths(after, evidence.Lens{})
		for id, s := range was {
			if is[id].Value > s.Value || is[id].Support != s.Support || is[id].Dispute < s.Dispute {
				t.Errorf("%s was %+v, is %+v", id, s, is[id])
			}
		}
	})
}

func TestAnotherWorkOfATeamChangesNothing(t *testing.T) {
	eachChange(t, func(m *rand.Rand, w *world) bool {
		c := w.sourced(m)
		if c == nil {
			return false
		}
		n := naive{world: *w}
		counting := n.counting(c.Citations)
		if len(counting) == 0 {
			return false
		}
		further := *n.source(counting[0].Source) // by the same authors
		further.ID, further.Tier, further.Retracted = "s-new", n.effectiveTier(counting[0]), false
		if len(further.Author) == 0 {
			return false
		}
		w.entities = append(w.entities, &further)
		w.newClaim(c, c.Stance, "s-new")
		return true
	}, equalStrengths(t))
}

func TestATighterTierNeverRaisesSupport(t *testing.T) {
	eachRandom(t, 1, func(t *testing.T, _ *rand.Rand, n naive, v *evidence.View) {
		lens := n.lens
		var wider map[string]evidence.Strength
		for _, tier := range []evidence.Tier{"", "T3", "T2", "T1"} {
			lens.MinTier = tier
			is := strengths(v.Index, lens)
			for id, s := range wider {
				if is[id].Support > s.Support {
					t.Errorf("%s: support %v, with %s %v", id, s.Support, tier, is[id].Support)
				}
			}
			wider = is
		}
	})
}
