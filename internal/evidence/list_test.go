package evidence_test

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/securebase/securebase/internal/evidence"
)

func TestPageHasEveryClaimOnce(t *testing.T) {
	claims := 0
	eachRandom(t, 2, func(t *testing.T, m *rand.Rand, n naive, v *evidence.View) {
		id := pick(m, n.entities).Head().ID
		number, _ := v.Entity(id)
		page := v.Page(number)
		got, practice, llm := []string{}, []string{}, 0
		for i, s := range page.Sections {
			if i > 0 && sectionPlace(n, s) <= sectionPlace(n, page.Sections[i-1]) {
				t.Errorf("%s: section %s out of order", id, s.Term.ID)
			}
			for _, c := range v.ClaimIDs(s.Claims) {
				claim := n.claim(c)
				got = append(got, c)
				if n.predicate(claim.Predicate).Section != s.Term.ID {
					t.Errorf("%s: %s stands in section %s", id, c, s.Term.ID)
				}
				if claim.Provenance == evidence.LLM {
					llm++
				}
			}
			practice = append(practice, v.PracticeIDs(s.Practice)...)
			for _, e := range s.Entities {
				if !v.EntityVisible(e) {
					t.Errorf("%s: section %s names %s, which is hidden", id, s.Term.ID, v.EntityID(e))
				}
			}
		}
		want := n.visibleClaims(func(c *evidence.Claim) bool { return mentions(c, id) })
		full := n.without().visibleClaims(func(c *evidence.Claim) bool { return mentions(c, id) })
		slices.Sort(got)
		if !slices.Equal(got, want) || page.Claims != len(want) || page.LLM != llm || page.Hidden.Claims != len(full)-len(want) {
			t.Errorf("%s: claims %v, want %v; %d by a language model, %+v hidden", id, got, want, page.LLM, page.Hidden)
		}
		wantPractice := []string{}
		for _, p := range n.practice {
			if slices.Contains(p.About, id) && n.practiceVisible(p) {
				wantPractice = append(wantPractice, p.ID)
			}
		}
		slices.Sort(practice)
		if slices.Sort(wantPractice); !slices.Equal(practice, wantPractice) || page.Practice != len(practice) {
			t.Errorf("%s: practice %v, want %v", id, practice, wantPractice)
		}
		if n.lens.HideLLM && llm > 0 {
			t.Errorf("%s: %d sentences of a language model in spite of the lens", id, llm)
		}
		for _, source := range append(page.Sources, v.EntitySources(number)...) {
			if n.lens.MinTier != "" && v.TierOf(source) > n.lens.MinTier {
				t.Errorf("%s: %s is of tier %s and cited in spite of the lens", id, v.EntityID(source), v.TierOf(source))
			}
		}
		if h := page.Hidden; min(h.Claims, h.Edges, h.Entities, h.Practice) < 0 {
			t.Errorf("%s: hidden %+v", id, h)
		}
		claims += len(got)
	})
	if claims == 0 {
		t.Error("no page had a claim")
	}
}

func sectionPlace(n naive, s evidence.Section) int {
	return slices.IndexFunc(n.vocabulary.Sections, func(t evidence.SectionTerm) bool { return t.ID == s.Term.ID })
}

func (n naive) claim(id string) *evidence.Claim {
	return n.claims[slices.IndexFunc(n.claims, func(c *evidence.Claim) bool { return c.ID == id })]
}

// visibleClaims gives the ids of the visible claims that are wanted, sorted.
func (n naive) visibleClaims(wanted func(*evidence.Claim) bool) []string {
	ids := []string{}
	for _, c := range n.claims {
		if wanted(c) && n.visible(c) {
			ids = append(ids, c.ID)
		}
	}
	slices.Sort(ids)
	return ids
}

func TestClaimListFilters(t *testing.T) {
	eachRandom(t, 3, func(t *testing.T, m *rand.Rand, n naive, v *evidence.View) {
		f := evidence.ClaimFilter{}
		anyID := func() string { return pick(m, n.entities).Head().ID }
		if m.IntN(4) == 0 {
			f.Subject = anyID()
		}
		if m.IntN(5) == 0 {
			f.Object = anyID()
		}
		if m.IntN(4) == 0 {
			f.Entity = anyID()
		}
		if m.IntN(5) == 0 {
			f.Source = anyID()
		}
		if m.IntN(4) == 0 {
			f.Stances = []evidence.Stance{"supports", "null"}
		}
		if m.IntN(4) == 0 {
			f.Classes = []evidence.PredicateClass{"LINEAGE", "EFFECT"}
		}
		if m.IntN(5) == 0 {
			f.Predicates = []string{"improves", "related-to"}
		}
		if m.IntN(5) == 0 {
			f.Provenance = pick(m, []evidence.Provenance{"sourced", "llm"})
		}
		if m.IntN(5) == 0 {
			f.Designs = []string{"rct"}
		}
		from, to := 1960, 1990
		if m.IntN(5) == 0 {
			f.From = &from
		}
		if m.IntN(5) == 0 {
			f.To = &to
		}
		f.Disputed = m.IntN(6) == 0
		got := v.ClaimIDs(v.ClaimList(f))
		slices.Sort(got)
		want := n.visibleClaims(func(c *evidence.Claim) bool { return n.passes(c, f) })
		if !slices.Equal(got, want) {
			t.Errorf("%+v: %v, want %v", f, got, want)
		}
	})
}

func (n naive) passes(c *evidence.Claim, f evidence.ClaimFilter) bool {
	cited := slices.ContainsFunc(c.Citations, func(x evidence.Citation) bool { return x.Source == f.Source || x.CitedIn == f.Source })
	within := c.Year != nil && (f.From == nil || *c.Year >= *f.From) && (f.To == nil || *c.Year <= *f.To)
	disputed := func() bool {
		for _, e := range n.edges() {
			if slices.Contains(e.claims, c) {
				return n.stanceCounts(e).Disputed()
			}
		}
		return false
	}
	return (f.Subject == "" || c.Subject == f.Subject) && (f.Object == "" || c.Object == f.Object) &&
		(f.Entity == "" || mentions(c, f.Entity)) && (f.Source == "" || cited) &&
		(f.Predicates == nil || slices.Contains(f.Predicates, c.Predicate)) &&
		(f.Classes == nil || slices.Contains(f.Classes, n.predicate(c.Predicate).Class)) &&
		(f.Stances == nil || slices.Contains(f.Stances, c.Stance)) && (f.Provenance == "" || c.Provenance == f.Provenance) &&
		(f.Designs == nil || slices.Contains(f.Designs, c.Design)) && (f.From == nil && f.To == nil || within) &&
		(!f.Disputed || disputed())
}

func TestNeighborhoodCountsWhatItShows(t *testing.T) {
	truncated := 0
	eachRandom(t, 2, func(t *testing.T, m *rand.Rand, n naive, v *evidence.View) {
		root, depth, per, limit := pick(m, n.entities).Head().ID, m.IntN(4), 1+m.IntN(4), 1+m.IntN(12)
		number, _ := v.Entity(root)
		hood := v.Neighborhood(number, depth, per, limit)
		distance := map[string]int{}
		for _, node := range hood.Nodes {
			distance[v.EntityID(node.Entity)] = node.Distance
		}
		var want []string
		more := false
		for _, e := range n.visibleEdges() {
			a, ok1 := distance[e.subject]
			b, ok2 := distance[e.object]
			switch {
			case ok1 && ok2:
				want = append(want, e.id)
			case ok1 && a < depth || ok2 && b < depth:
				more = true
			}
		}
		if got := edgeIDs(v, hood.Edges); !slices.Equal(got, append([]string{}, want...)) || hood.Truncated != more || len(hood.Nodes) > limit {
			t.Errorf("%s %d %d %d: %v truncated %t, want %v %t", root, depth, per, limit, got, hood.Truncated, want, more)
		}
		shown, total := 0, 0
		for _, g := range hood.Groups {
			shown, total = shown+g.Shown, total+g.Total
		}
		degrees := 0
		for _, node := range hood.Nodes {
			degrees += node.Degree
		}
		if shown != 2*len(want) || total != degrees {
			t.Errorf("%s: groups show %d of %d, want %d of %d", root, shown, total, 2*len(want), degrees)
		}
		truncated += one(more)
	})
	if truncated == 0 {
		t.Error("nothing was ever left out")
	}
}

func TestEntityOrdersAreStrict(t *testing.T) {
	eachRandom(t, 1, func(t *testing.T, _ *rand.Rand, n naive, v *evidence.View) {
		for _, order := range []evidence.EntityOrder{evidence.OrderName, evidence.OrderYear, evidence.OrderDegree} {
			list := v.EntityList(nil, "", order)
			strictly(t, list, v.CompareEntities(order))
			var want []string
			for _, e := range n.entities {
				if n.entityVisible(e) {
					want = append(want, e.Head().ID)
				}
			}
			got := v.EntityIDs(list)
			if slices.Sort(got); !slices.Equal(got, slices.Sorted(slices.Values(want))) {
				t.Errorf("%s: %v, want %v", order, got, want)
			}
		}
		for _, e := range n.entities {
			number, _ := v.Entity(e.Head().ID)
			strictly(t, v.EdgeList(number, evidence.EdgeFilter{}), v.CompareEdges)
		}
		strictly(t, v.DisputedEdges(), v.CompareDisputes)
	})
}

// strictly checks that a list is ordered and that no two of it compare as equal.
func strictly[T any](t *testing.T, list []T, compare func(a, b T) int) {
	t.Helper()
	for i, a := range list {
		for j, b := range list {
			if c := compare(a, b); cmp.Compare(c, 0) != cmp.Compare(i, j) {
				t.Errorf("%v and %v, at %d and %d, compare as %d", a, b, i, j, c)
			}
		}
	}
}
