package sqlite

import (
	"context"

	"github.com/securebase/securebase/internal/evidence"
)

// Practice implements store.Store.
func (s *Store) Practice(ctx context.Context, ids []string) ([]*evidence.PracticeItem, error) {
	return contents(ctx, s, "practice", ids, each(readPractice))
}

// readPractice reads a row of practice or stream_practice.
func readPractice(rows *cursor) *evidence.PracticeItem {
	item := &evidence.PracticeItem{
		ID:         rows.text("id"),
		Kind:       rows.text("kind"),
		Title:      rows.optional("title"),
		Text:       rows.optional("text"),
		Order:      rows.number("position"),
		Duration:   rows.optional("duration"),
		Provenance: evidence.Provenance(rows.text("provenance")),
		FoundIn:    rows.optional("found_in"),
		Note:       rows.optional("note"),
	}
	item.About = rows.list("about")
	item.Items = rows.list("items")
	rows.decode("citations", &item.Citations)
	rows.decode("detail", &item.Detail)
	return item
}

// practiceColumns gives what put_practice is run with.
func practiceColumns(p *evidence.PracticeItem, hash evidence.Digest) []any {
	return []any{
		p.ID, p.Kind, orNull(p.Title), orNull(p.Text), listOrNull(p.Items), numberOrNull(p.Order), orNull(p.Duration),
		string(p.Provenance), orNull(p.FoundIn), mapOrNull(p.Detail), orNull(p.Note), hash[:],
	}
}
