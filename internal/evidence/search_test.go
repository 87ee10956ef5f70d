package evidence_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/securebase/securebase/internal/evidence"
)

// TestTypedNamesAreFound compares what is found among many names, typed in full, in part and with slips, with a reading
// of all names.
func TestTypedNamesAreFound(t *testing.T) {
	w := named(13, 1500)
	v := w.index(t).Full()
	byID := map[string]evidence.Entity{}
	for _, e := range w.entities {
		byID[e.Head().ID] = e
	}
	for _, sort := range sortsOfTyping {
		found := 0
		for _, text := range typedAmong(w, sort, 40) {
			query := evidence.ParseTextQuery(text)
			hits := v.Search(text, query, evidence.TextMatch{}, nil)
			strictly(t, hits, v.CompareHits)
			got := map[string]evidence.Why{}
			for _, h := range hits {
				got[v.EntityID(h.Entity)] = h.Why
			}
			exact := slices.ContainsFunc(w.entities, func(e evidence.Entity) bool { return nameReason(e, query, false) >= 0 })
			for _, e := range w.entities {
				want := nameReason(e, query, !exact)
				if why, ok := got[e.Head().ID]; ok != (want >= 0) || ok && int(why) != want {
					t.Errorf("%q: %q %q found %t for %d, want %d", text, e.Head().Name, e.Head().Aliases, ok, why, want)
				}
			}
			found += len(got)
			for _, h := range hits {
				e := byID[v.EntityID(h.Entity)]
				checkMarks(t, evidence.Explain(h.Why, query, e, nil), h.Why, query, !exact)
			}
		}
		if (found == 0) != (sort == "no-match") {
			t.Errorf("%s: %d found", sort, found)
		}
	}
}

// checkMarks sees that what is marked in a name is what was typed, or spelt like it, and that nothing typed is missing.
func checkMarks(t *testing.T, f evidence.Fragment, why evidence.Why, query evidence.TextQuery, slips bool) {
	t.Helper()
	field := "name"
	if why == evidence.WhyAlias || why == evidence.WhyInAlias {
		field = "alias"
	}
	var marked []string
	for _, r := range f.Ranges {
		marked = append(marked, strings.Join(evidence.Words(string([]rune(f.Text)[r.Start:r.End])), ""))
	}
	if f.Field != field || !holds(marked, query, slips) {
		t.Errorf("%q: the marks %q in the %s %q", query.Words, marked, f.Field, f.Text)
	}
	for _, word := range marked {
		if !slices.ContainsFunc(query.Words, func(typed string) bool {
			return holds([]string{word}, evidence.TextQuery{Words: []string{typed}, Prefix: query.Prefix}, slips)
		}) {
			t.Errorf("%q: %q is marked in %q", query.Words, word, f.Text)
		}
	}
}

func TestSearchFindsNames(t *testing.T) {
	found := 0
	eachRandom(t, 2, func(t *testing.T, m *rand.Rand, n naive, v *evidence.View) {
		typed := pick(m, []string{"secure", "secure b", "Bowlby", "bowlbi", "bow", "etayage", "mikulinzer", "mary ainsworht", "Mary ainsworth", "s",
			"attachment ", "safe haven"})
		var kinds []evidence.Kind
		if m.IntN(3) == 0 {
			kinds = []evidence.Kind{"Construct", "Source"}
		}
		query := evidence.ParseTextQuery(typed)
		var match evidence.TextMatch
		for _, c := range n.claims {
			if m.IntN(4) == 0 {
				match.Claims = append(match.Claims, c.ID)
			}
		}
		for _, e := range n.entities {
			if m.IntN(4) == 0 {
				match.Entities = append(match.Entities, e.Head().ID)
			}
		}
		hits := v.Search(typed, query, match, kinds)
		strictly(t, hits, v.CompareHits)
		got := map[string]evidence.Why{}
		for _, h := range hits {
			id := v.EntityID(h.Entity)
			if h.Why == evidence.WhyClaim {
				id = v.ClaimID(h.Claim)
			}
			got[id] = h.Why
		}
		exact := slices.ContainsFunc(n.entities, func(e evidence.Entity) bool { w := nameReason(e, query, false); return w >= 0 })
		for _, e := range n.entities {
			id := e.Head().ID
			want := nameReason(e, query, !exact)
			if want < 0 && slices.Contains(match.Entities, id) && n.summaryVisible(e) {
				want = int(evidence.WhyText)
			}
			if !n.entityVisible(e) || kinds != nil && !slices.Contains(kinds, e.Head().Kind) {
				want = -1
			}
			if why, ok := got[id]; ok != (want >= 0) || ok && int(why) != want {
				t.Errorf("%q: %+v: found %t for %d, want %d", typed, e.Head(), ok, why, want)
			}
			found += one(want >= 0)
		}
		for _, c := range n.claims {
			subject := n.entity(c.Subject)
			want := slices.Contains(match.Claims, c.ID) && n.visible(c) && (kinds == nil || slices.Contains(kinds, subject.Head().Kind))
			if _, ok := got[c.ID]; ok != want {
				t.Errorf("%q: claim %s found: %t", typed, c.ID, ok)
			}
		}
	})
	if found == 0 {
		t.Error("nothing was ever found")
	}
}

// nameReason says for what an entity's names match: its Why, or -1.
func nameReason(e evidence.Entity, query evidence.TextQuery, slips bool) int {
	all := append([]string{e.Head().Name}, e.Head().Aliases...)
	apostrophes := strings.NewReplacer("'", "", "’", "")
	best := -1
	for i, name := range all {
		words := strings.FieldsFunc(apostrophes.Replace(plain(name)), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		why := -1
		switch {
		case slices.EqualFunc(query.Words, words, func(typed, w string) bool { return typed == w || slips && len(words) > 1 && slippedTo(typed, w) }):
			why = int(evidence.WhyName) + 2*one(i > 0)
		case holds(words, query, slips):
			why = int(evidence.WhyInName) + one(i > 0)
		}
		if why >= 0 && (best < 0 || why < best) {
			best = why
		}
	}
	return best
}

func holds(words []string, query evidence.TextQuery, slips bool) bool {
	for i, typed := range query.Words {
		if !slices.ContainsFunc(words, func(w string) bool {
			return w == typed || query.Prefix && i == len(query.Words)-1 && strings.HasPrefix(w, typed) ||
				slips && slippedTo(typed, w)
		}) {
			return false
		}
	}
	return true
}

func slippedTo(typed, w string) bool {
	return len(typed) >= 4 && within(1, typed, w) || len(typed) >= 8 && within(2, typed, w)
}

// within says whether so many letters added, dropped or changed make one word of the other.
func within(slips int, a, b string) bool {
	switch {
	case slips < 0:
		return false
	case a == "" || b == "":
		return len(a)+len(b) <= slips
	case a[0] == b[0] && within(slips, a[1:], b[1:]):
		return true
	}
	return within(slips-1, a[1:], b) || within(slips-1, a, b[1:]) || within(slips-1, a[1:], b[1:])
}
