package storetest

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
)

// tester is what the checks need of *testing.T and *rapid.T.
type tester interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
	Context() context.Context
}

// model is the plainest store there is: records in a map by public id.
type model map[string]any

// publicID is the id under which a record is known, unique over all sorts.
func publicID(record any) string {
	switch r := record.(type) {
	case *evidence.Claim:
		return r.ID
	case *evidence.PracticeItem:
		return r.NodeID()
	case evidence.Entity:
		return r.Head().ID
	}
	return vocabularyID
}

// vocabularyID stands for the vocabulary in a model; no record can have it.
const vocabularyID = ""

// after gives what the content is after a change, were it accepted.
func (m model) after(change store.ChangeSet) model {
	next := maps.Clone(m)
	if change.Replace {
		next = model{}
	}
	for _, record := range records(change) {
		next[publicID(record)] = record
	}
	for _, id := range change.Delete {
		delete(next, id)
	}
	return next
}

// records lists what a change writes.
func records(change store.ChangeSet) []any {
	var all []any
	if change.Vocabulary != nil {
		all = append(all, change.Vocabulary)
	}
	for _, e := range change.Entities {
		all = append(all, e)
	}
	for _, c := range change.Claims {
		all = append(all, c)
	}
	for _, p := range change.Practice {
		all = append(all, p)
	}
	return all
}

// changeOf makes a change that writes the records.
func changeOf(all ...any) store.ChangeSet {
	var change store.ChangeSet
	for _, record := range all {
		switch r := record.(type) {
		case *evidence.Vocabulary:
			change.Vocabulary = r
		case *evidence.Claim:
			change.Claims = append(change.Claims, r)
		case *evidence.PracticeItem:
			change.Practice = append(change.Practice, r)
		case evidence.Entity:
			change.Entities = append(change.Entities, r)
		}
	}
	return change
}

// dangling tells whether a record refers to something that is no entity.
func (m model) dangling() bool {
	for _, record := range m {
		for _, id := range references(record) {
			if _, isEntity := m[id].(evidence.Entity); id != "" && !isEntity {
				return true
			}
		}
	}
	return false
}

// references lists the ids a record refers to; some may be "".
func references(record any) []string {
	cited := func(citations []evidence.Citation) []string {
		var ids []string
		for _, c := range citations {
			ids = append(ids, c.Source, c.CitedIn)
		}
		return ids
	}
	switch r := record.(type) {
	case *evidence.Claim:
		return slices.Concat([]string{r.Subject, r.Object, r.Population, r.FoundIn}, r.About, cited(r.Citations))
	case *evidence.PracticeItem:
		return slices.Concat([]string{r.FoundIn}, r.About, cited(r.Citations))
	case *evidence.Population:
		return append([]string{r.Broader}, r.Sources...)
	case *evidence.Problem:
		ids := append([]string{r.Broader}, r.Sources...)
		for _, code := range r.Codes {
			ids = append(ids, code.CodeSource)
		}
		return ids
	case *evidence.Source:
		ids := slices.Clone(r.Sources)
		for _, author := range slices.Concat(r.Author, r.Editor) {
			ids = append(ids, author.Person)
		}
		return ids
	case evidence.Entity:
		return r.Head().Sources
	}
	return nil
}

// order lists the public ids as Stream gives them.
func (m model) order() []string {
	sort := func(id string) int {
		switch m[id].(type) {
		case *evidence.Vocabulary:
			return 0
		case evidence.Entity:
			return 1
		case *evidence.Claim:
			return 2
		}
		return 3
	}
	return slices.SortedFunc(maps.Keys(m), func(a, b string) int {
		if difference := sort(a) - sort(b); difference != 0 {
			return difference
		}
		return strings.Compare(a, b)
	})
}

// digest is the sum of the records' digests.
func (m model) digest(t tester) string {
	t.Helper()
	var sum evidence.Digest
	for _, record := range m {
		sum.Add(evidence.RecordDigest([]byte(canonical(t, record))))
	}
	return sum.String()
}

// canonical is the record's canonical line.
func canonical(t tester, record any) string {
	t.Helper()
	written, err := evidence.Line(record)
	if err != nil {
		t.Fatalf("write %s: %v", publicID(record), err)
	}
	return string(written)
}

// checkContent streams the database and compares all of it with the model, the version's digest included.
func (m model) checkContent(t tester, s store.Store) store.Version {
	t.Helper()
	want := m.order()
	at := 0
	version, err := s.Stream(t.Context(), func(record store.Record) error {
		if at == len(want) {
			t.Errorf("the stream goes on after its end with %s", canonical(t, record))
			return errors.New("too much")
		}
		if got, wanted := canonical(t, record), canonical(t, m[want[at]]); got != wanted {
			t.Errorf("record %d of the stream\n got %s\nwant %s", at+1, got, wanted)
		}
		at++
		return nil
	})
	if err != nil {
		t.Fatalf("stream: %v", err)
	}
	if at != len(want) {
		t.Errorf("the stream ends after %d of %d records", at, len(want))
	}
	if digest := m.digest(t); version.Digest != digest {
		t.Errorf("the version's digest is %s, the sum of the records is %s", version.Digest, digest)
	}
	return version
}
