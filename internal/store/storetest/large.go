package storetest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
)

// write applies a change that must be accepted.
func write(t *testing.T, s store.Store, change store.ChangeSet) store.Version {
	t.Helper()
	version, err := s.Apply(t.Context(), change)
	if err != nil {
		t.Fatalf("apply: %v", err)
	}
	return version
}

func construct(id, summary string) *evidence.Construct {
	return &evidence.Construct{Common: evidence.Common{ID: id, Kind: evidence.KindConstruct, Name: id, Summary: summary}}
}

func relation(id, subject, object, text string) *evidence.Claim {
	return &evidence.Claim{ID: id, Subject: subject, Predicate: "related-to", Object: object, Text: text,
		Stance: evidence.Supports, Provenance: evidence.LLM}
}

// graphOf makes as many constructs, claims and practice items; each claim cites a source and is about two constructs.
func graphOf(n int, text string) store.ChangeSet {
	source := &evidence.Source{Common: evidence.Common{ID: "bowlby-1988", Kind: evidence.KindSource, Type: "book"},
		Title: "A Secure Base", Tier: evidence.T1}
	change := store.ChangeSet{Entities: []evidence.Entity{source}}
	for i := range n {
		id := fmt.Sprintf("construct-%06d", i)
		change.Entities = append(change.Entities, construct(id, text))
		claim := relation(fmt.Sprintf("claim-%06d", i), id, "construct-000000", text)
		claim.Provenance = evidence.Sourced
		claim.Citations = []evidence.Citation{{Source: source.ID, Locator: fmt.Sprintf("p. %d", i)}}
		claim.About = []string{"construct-000000", id}
		change.Claims = append(change.Claims, claim)
		change.Practice = append(change.Practice, &evidence.PracticeItem{ID: fmt.Sprintf("step-%06d", i), Kind: "step",
			About: []string{id}, Text: text, Provenance: evidence.LLM})
	}
	return change
}

const statementsPerRead = 3

// manyIDs asks for one id of each sort and for five thousand, backwards, and counts the statements.
func manyIDs(t *testing.T, open Open) {
	s := open(t)
	const n = 5000
	write(t, s, graphOf(n, "a bond"))
	backwards := func(prefix string) []string {
		ids := make([]string, n)
		for i := range ids {
			ids[i] = fmt.Sprintf("%s-%06d", prefix, n-1-i)
		}
		return ids
	}
	for _, sort := range []struct {
		name, prefix string
		ask          func(*testing.T, []string) ([]string, int)
	}{
		{"entities", "construct", func(t *testing.T, ids []string) ([]string, int) {
			ctx, counter := store.WithCounter(t.Context())
			all, err := s.Entities(ctx, ids)
			return publicIDs(t, all, err), counter.Count()
		}},
		{"claims", "claim", func(t *testing.T, ids []string) ([]string, int) {
			ctx, counter := store.WithCounter(t.Context())
			all, err := s.Claims(ctx, ids)
			return publicIDs(t, all, err), counter.Count()
		}},
		{"practice", "step", func(t *testing.T, ids []string) ([]string, int) {
			ctx, counter := store.WithCounter(t.Context())
			all, err := s.Practice(ctx, ids)
			return publicIDs(t, all, err), counter.Count()
		}},
	} {
		t.Run(sort.name, func(t *testing.T) {
			ids := backwards(sort.prefix)
			_, one := sort.ask(t, ids[:1])
			got, many := sort.ask(t, ids)
			if sort.name == "practice" {
				for i := range ids {
					ids[i] = evidence.PracticePrefix + ids[i]
				}
			}
			if !slices.Equal(got, ids) {
				t.Errorf("got %d records, the first of them %.3v; want %d in the order asked", len(got), got, len(ids))
			}
			if one != many || one < 1 || one > statementsPerRead {
				t.Errorf("one id costs %d statements and %d ids cost %d; want the same and at most %d", one, n, many, statementsPerRead)
			}
		})
	}
}

func publicIDs[T any](t *testing.T, all []T, err error) []string {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	ids := make([]string, len(all))
	for i, record := range all {
		ids[i] = publicID(record)
	}
	return ids
}

// longIDs writes ids, and a predicate, of the greatest length, and then one byte more.
func longIDs(t *testing.T, open Open) {
	s := open(t)
	longest := func(letter string) string { return strings.Repeat(letter, store.MaxID) }
	claim := relation(longest("c"), longest("a"), longest("b"), "a bond")
	claim.Predicate = longest("p")
	change := store.ChangeSet{
		Entities: []evidence.Entity{construct(longest("a"), "a bond"), construct(longest("b"), "")},
		Claims:   []*evidence.Claim{claim},
		Practice: []*evidence.PracticeItem{{ID: longest("s"), Kind: "step", About: []string{longest("a")}, Text: "a bond", Provenance: evidence.LLM}},
	}
	write(t, s, change)
	before := model{}.after(change).checkContent(t, s)
	for name, refused := range map[string]store.ChangeSet{
		"an entity":       {Entities: []evidence.Entity{construct(longest("a")+"a", "")}},
		"a claim":         {Claims: []*evidence.Claim{relation(longest("c")+"c", longest("a"), longest("b"), "a bond")}},
		"a practice item": {Practice: []*evidence.PracticeItem{{ID: longest("s") + "s", Kind: "step", About: []string{longest("a")}}}},
	} {
		_, err := s.Apply(t.Context(), refused)
		if store.CodeOf(err) != store.Invalid || !strings.Contains(err.Error(), "513 bytes long") || !strings.Contains(err.Error(), name) {
			t.Errorf("%s with an id that is too long: %v", name, err)
		}
	}
	if after, err := s.Version(t.Context()); err != nil || !sameVersion(after, before) {
		t.Errorf("what was refused left version %+v (%v), before it was %+v", after, err, before)
	}
}

// searchLimit finds exactly as many texts as a search may give, and then one more.
func searchLimit(t *testing.T, open Open) {
	s := open(t)
	write(t, s, graphOf(evidence.MatchLimit, "an enduring bond"))
	query := evidence.ParseTextQuery("bond endur")
	match, err := s.Match(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	if len(match.Entities) != evidence.MatchLimit || len(match.Claims) != evidence.MatchLimit || match.More {
		t.Errorf("%d entities, %d claims, more: %t; want %d of each and no more", len(match.Entities), len(match.Claims),
			match.More, evidence.MatchLimit)
	}
	// The one too many is the first by id, so the last falls out.
	write(t, s, store.ChangeSet{Claims: []*evidence.Claim{relation("a", "construct-000000", "construct-000000", "an enduring bond")}})
	more, err := s.Match(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	want := append([]string{"a"}, match.Claims[:evidence.MatchLimit-1]...)
	if !more.More || !slices.Equal(more.Claims, want) || !slices.Equal(more.Entities, match.Entities) {
		t.Errorf("%d entities, %d claims, more: %t; want the first %d by id and more", len(more.Entities), len(more.Claims),
			more.More, evidence.MatchLimit)
	}
}

// progress wants rising figures that end with the whole, and none for a change of nothing.
func progress(t *testing.T, open Open) {
	s := open(t)
	change := graphOf(700, "a bond")
	var done []int
	change.Progress = func(n, of int) {
		if of != change.Size() {
			t.Errorf("%d records of %d, the change carries %d", n, of, change.Size())
		}
		done = append(done, n)
	}
	write(t, s, change)
	if len(done) < 4 || !slices.IsSorted(done) || done[len(done)-1] != change.Size() {
		t.Errorf("reported %v of %d records", done, change.Size())
	}
}
