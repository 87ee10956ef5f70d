// Package export writes the graph in formats that others read, one file a format.
package export

import (
	"context"
	"maps"
	"slices"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
)

// Licence of the wording of the data.
const Licence = "CC-BY-4.0"

// Content is what an export holds: the graph under a lens, or a part of it. It is of one version of the graph and can
// be written as often as that version lasts.
type Content struct {
	Version string // digest of the graph that it was taken of
	Lens    string // what was left out, if anything was
	Part    string // which part it is, if it is not the whole, such as "lineage of secure-base"
	Records int    // the vocabulary, entities, claims and practice items
	Counts  Counts

	version store.Version
	each    func(ctx context.Context, yield func(record any) error) error
}

// Counts says how many records of each sort a content has.
type Counts struct{ Entities, Claims, Practice int }

// whole tells whether nothing was left out.
func (c *Content) whole() bool { return c.Lens == "" && c.Part == "" }

// Whole is the whole graph under a lens, streamed from the database whenever it is written. Under a lens only visible
// claims and practice items are in it; citations that do not count are left out, and so are summaries that are hidden.
// Entities stay, since claims refer to them.
func Whole(live *store.Live, lens evidence.Lens) *Content {
	view := live.Index().View(lens)
	counts := count(view)
	c := &Content{Version: view.Version, Records: 1 + counts.Entities + counts.Claims + counts.Practice, Counts: counts, version: live.Now()}
	if !lens.IsZero() {
		c.Lens = lens.Key()
	}
	c.each = func(ctx context.Context, yield func(any) error) error {
		version, err := live.Stream(ctx, func(r store.Record) error {
			if r = under(view, r); r == nil {
				return nil
			}
			return yield(r)
		})
		if err != nil {
			return err
		}
		if version.Digest != view.Version {
			return store.Errorf(store.Unavailable, "the graph changed during the export; export again")
		}
		return nil
	}
	return c
}

// count counts all entities and what the lens shows of claims and practice items.
func count(view *evidence.View) Counts {
	entities, claims, _, practice := view.Counts()
	hidden := view.Hidden()
	return Counts{entities, claims - hidden.Claims, practice - hidden.Practice}
}

// under gives a record as the lens shows it, or nil if it does not.
func under(view *evidence.View, record any) any {
	if view.Lens.IsZero() {
		return record
	}
	switch r := record.(type) {
	case *evidence.Claim:
		n, ok := view.Claim(r.ID)
		if !ok || !view.ClaimVisible(n) {
			return nil
		}
		r.Citations = keep(r.Citations, view.ClaimCitations(n))
	case *evidence.PracticeItem:
		n, ok := view.PracticeItem(r.ID)
		if !ok || !view.PracticeVisible(n) {
			return nil
		}
		r.Citations = keep(r.Citations, view.PracticeCitations(n))
	case *evidence.Source:
	case evidence.Entity:
		n, ok := view.Entity(r.Head().ID)
		if ok && !view.SummaryVisible(n) {
			r.Head().Summary = ""
			r.Head().Sources = nil
			if i, ok := r.(*evidence.Intervention); ok {
				i.EvidenceStatus = ""
			}
		}
	}
	return record
}

func keep(cites []evidence.Citation, places []int) []evidence.Citation {
	kept := make([]evidence.Citation, len(places))
	for i, p := range places {
		kept[i] = cites[p]
	}
	return kept
}

// partOf is entities and edges of the graph with all that they refer to: the visible claims of the edges, their works,
// populations and so on, until nothing that is referred to is missing. The vocabulary comes along.
func partOf(ctx context.Context, live *store.Live, view *evidence.View, name string, entities, edges []int32) (*Content, error) {
	var claims []int32
	for _, edge := range edges {
		claims = append(claims, view.EdgeClaims(edge)...)
	}
	entityIDs, claimIDs := view.EntityIDs(entities), view.ClaimIDs(claims)
	found := map[string]any{}
	for len(entityIDs) > 0 || len(claimIDs) > 0 {
		book, err := store.Read(ctx, live, store.Want{Entities: entityIDs, Claims: claimIDs})
		if err != nil {
			return nil, err
		}
		entityIDs, claimIDs = take(view, book, found), nil
	}
	if view.Version != live.Index().Version {
		return nil, store.Errorf(store.Unavailable, "the graph changed during the export; export again")
	}
	all := []any{view.Vocabulary}
	for _, claims := range []bool{false, true} { // the order of a stream
		for _, id := range slices.Sorted(maps.Keys(found)) {
			if _, claim := found[id].(*evidence.Claim); claim == claims {
				all = append(all, found[id])
			}
		}
	}
	c := &Content{Version: view.Version, Part: name, Records: len(all), version: live.Now()}
	for _, record := range found {
		if _, claim := record.(*evidence.Claim); claim {
			c.Counts.Claims++
		} else {
			c.Counts.Entities++
		}
	}
	if !view.Lens.IsZero() {
		c.Lens = view.Lens.Key()
	}
	c.each = func(_ context.Context, yield func(any) error) error {
		for _, record := range all {
			if err := yield(record); err != nil {
				return err
			}
		}
		return nil
	}
	return c, nil
}

// take puts the records of a book among those found, as the lens shows them, and lists the entities that they refer to
// and that are still to be found.
func take(view *evidence.View, book *store.Book, found map[string]any) []string {
	var fresh []any
	for id, e := range book.Entities {
		found[id] = under(view, e)
		fresh = append(fresh, found[id])
	}
	for id, c := range book.Claims {
		found[id] = under(view, c)
		fresh = append(fresh, found[id])
	}
	wanted := map[string]bool{}
	for _, record := range fresh {
		for _, r := range evidence.References(record) {
			if found[r.ID] == nil {
				wanted[r.ID] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(wanted))
}
