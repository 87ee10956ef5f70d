// Package export writes the graph in formats that others read, one file a format.
package export

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
)

// Format is the number of the JSON Lines format.
const Format = 1

// Head is the first line of an export, under the key "securebase".
type Head struct {
	Format  int    `json:"format"`
	Version string `json:"version"` // digest of the content
	Records int    `json:"records"` // lines that follow
	Licence string `json:"licence"`
	Lens    string `json:"lens,omitempty"` // what was left out, if anything was
}

// Licence of the wording of the data.
const Licence = "CC-BY-4.0"

// JSONL writes the head and then every record, one JSON object a line: the vocabulary, then entities, claims and
// practice items by id, as evidence.Line gives them. Without a lens nothing is lost: importing what was written and
// exporting it again gives the same bytes. Under a lens only visible claims and practice items are written, citations
// that do not count are left out, and so are summaries that are hidden; entities stay, since claims refer to them.
func JSONL(ctx context.Context, live *store.Live, lens evidence.Lens, to io.Writer, progress func()) error {
	w := bufio.NewWriterSize(to, 1<<16)
	view := live.Index().View(lens)
	head := Head{Format: Format, Version: view.Version, Records: records(view), Licence: Licence}
	if !lens.IsZero() {
		head.Lens = lens.Key()
	}
	line, err := json.Marshal(map[string]Head{"securebase": head})
	if err != nil {
		return fmt.Errorf("encode the head: %w", err)
	}
	if _, err := w.Write(append(line, '\n')); err != nil {
		return fmt.Errorf("write the export: %w", err)
	}
	version, err := live.Stream(ctx, func(r store.Record) error {
		if r = under(view, r); r == nil {
			return nil
		}
		line, err := evidence.Line(r)
		if err != nil {
			return err
		}
		if _, err := w.Write(append(line, '\n')); err != nil {
			return fmt.Errorf("write the export: %w", err)
		}
		progress()
		return nil
	})
	if err != nil {
		return err
	}
	if version.Digest != view.Version {
		return store.Errorf(store.Unavailable, "the graph changed during the export; export again")
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("write the export: %w", err)
	}
	return nil
}

// records counts the vocabulary, all entities and what the lens shows of claims and practice items.
func records(view *evidence.View) int {
	entities, claims, _, practice := view.Counts()
	hidden := view.Hidden()
	return 1 + entities + claims - hidden.Claims + practice - hidden.Practice
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
