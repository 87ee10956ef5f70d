package storetest

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
)

// roundTrip writes random graphs over one another and reads each back.
func roundTrip(t *testing.T, open Open) {
	s := open(t)
	rapid.Check(t, func(t *rapid.T) {
		d := newDraws()
		var all []any
		for _, id := range d.entities {
			all = append(all, d.entity(t, id))
		}
		for _, id := range some(t, "claims", d.claims) {
			all = append(all, d.claim(t, id))
		}
		for _, id := range some(t, "practice", d.practice) {
			all = append(all, d.item(t, id))
		}
		if rapid.Bool().Draw(t, "with a vocabulary") {
			all = append(all, d.vocabulary(t))
		}
		change := changeOf(all...)
		change.Replace = true
		if _, err := s.Apply(t.Context(), change); err != nil {
			t.Fatalf("apply: %v", err)
		}
		m := model{}.after(change)
		m.checkContent(t, s)
		m.checkByID(t, s)
	})
}

// notUTF8 writes records of every sort with bytes that are no UTF-8, which neither database could give back.
func notUTF8(t *testing.T, open Open) {
	s := open(t)
	m := model{}.after(changeOf(construct("a", "A bond.")))
	write(t, s, changeOf(m["a"]))
	const text = "a bond\xff"
	for _, record := range []any{
		construct("b", text),
		construct("b\xff", "A bond."),
		relation("c", "a", "a", text),
		&evidence.PracticeItem{ID: "step", Kind: "step", About: []string{"a"}, Detail: map[string]any{text: text}},
		&evidence.Vocabulary{Designs: []evidence.Term{{ID: "rct", Label: text}}},
	} {
		if _, err := s.Apply(t.Context(), changeOf(record)); store.CodeOf(err) != store.Invalid {
			t.Errorf("%+v: %v, want it refused", record, err)
		}
	}
	m.checkContent(t, s)
}

// anyChanges applies random changes, some of which must be refused, to a database and to a plain map.
func anyChanges(t *testing.T, open Open) {
	s := open(t)
	rapid.Check(t, func(t *rapid.T) {
		if _, err := s.Apply(t.Context(), store.ChangeSet{Replace: true}); err != nil {
			t.Fatalf("empty the database: %v", err)
		}
		m := model{}
		before := m.checkContent(t, s)
		for range rapid.IntRange(1, 6).Draw(t, "changes") {
			change := m.randomChange(t)
			want := m.after(change)
			refused := want.dangling()
			_, err := s.Apply(t.Context(), change)
			switch {
			case refused && store.CodeOf(err) != store.Invalid:
				t.Fatalf("a change that leaves references that lead nowhere: %v", err)
			case !refused && err != nil:
				t.Fatalf("apply: %v", err)
			case refused:
				want = m
			}
			number := before.Number
			if want.digest(t) != m.digest(t) {
				number++
			}
			m = want
			if before = m.checkContent(t, s); before.Number != number {
				t.Fatalf("the version's number is %d, want %d", before.Number, number)
			}
		}
		m.checkByID(t, s)
	})
}

// randomChange draws a change of some records, among them ones that are there already, unchanged or not.
func (m model) randomChange(t *rapid.T) store.ChangeSet {
	d := newDraws()
	var all []any
	for _, id := range some(t, "entities", d.entities) {
		all = append(all, m.againOr(t, id, d.entity(t, id)))
	}
	for _, id := range some(t, "claims", d.claims) {
		all = append(all, m.againOr(t, id, d.claim(t, id)))
	}
	for _, id := range some(t, "practice", d.practice) {
		all = append(all, m.againOr(t, evidence.PracticePrefix+id, d.item(t, id)))
	}
	if rapid.Bool().Draw(t, "with a vocabulary") {
		all = append(all, m.againOr(t, vocabularyID, d.vocabulary(t)))
	}
	change := changeOf(all...)
	removable := slices.Concat(d.entities, d.claims)
	for _, id := range d.practice {
		removable = append(removable, evidence.PracticePrefix+id)
	}
	for _, id := range some(t, "removed", removable) {
		if !slices.ContainsFunc(all, func(record any) bool { return publicID(record) == id }) {
			change.Delete = append(change.Delete, id)
		}
	}
	change.Replace = rapid.IntRange(0, 3).Draw(t, "replace") == 0
	return change
}

// againOr gives the record that is there already, now and then.
func (m model) againOr(t *rapid.T, id string, fresh any) any {
	if there, ok := m[id]; ok && rapid.Bool().Draw(t, "unchanged") {
		return there
	}
	return fresh
}

// checkByID asks for every record by its id, backwards.
func (m model) checkByID(t tester, s store.Store) {
	t.Helper()
	var ids []string
	for id := range m {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	slices.Reverse(ids)
	slugs := make([]string, len(ids))
	for i, id := range ids {
		if item, ok := m[id].(*evidence.PracticeItem); ok {
			slugs[i] = item.ID
		}
	}
	entities, err := s.Entities(t.Context(), ids)
	given := compareByID(t, m, entities, err)
	claims, err := s.Claims(t.Context(), ids)
	given += compareByID(t, m, claims, err)
	items, err := s.Practice(t.Context(), slugs)
	given += compareByID(t, m, items, err)
	if _, ok := m[vocabularyID]; ok {
		given++
	}
	if given != len(m) {
		t.Errorf("%d of %d records were given by id", given, len(m))
	}
}

func compareByID[T any](t tester, m model, records []T, err error) int {
	t.Helper()
	if err != nil {
		t.Fatalf("contents by id: %v", err)
	}
	for _, record := range records {
		if got, want := canonical(t, record), canonical(t, m[publicID(record)]); got != want {
			t.Errorf("by id\n got %s\nwant %s", got, want)
		}
	}
	return len(records)
}
