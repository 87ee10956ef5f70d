package store

import (
	"context"

	"github.com/securebase/securebase/internal/evidence"
)

// Want names the contents to read. With References, the entities that claims and practice items refer to (subject,
// object, population, about, sources and the pages they were cited in) are read too, and the sources of the
// summaries of the entities named here.
type Want struct {
	Entities   []string
	Claims     []string
	Practice   []string
	References bool
}

// Book holds contents by id.
type Book struct {
	Entities map[string]evidence.Entity
	Claims   map[string]*evidence.Claim
	Practice map[string]*evidence.PracticeItem
}

// Read fetches contents: at most one call of the Store for each sort, and with References one more for the summaries'
// sources. What the database no longer has gives UNAVAILABLE, since the ids came from an index of its content.
func Read(ctx context.Context, s Store, want Want) (*Book, error) {
	book := &Book{Entities: map[string]evidence.Entity{}, Claims: map[string]*evidence.Claim{}, Practice: map[string]*evidence.PracticeItem{}}
	if len(want.Claims) > 0 {
		claims, err := s.Claims(ctx, want.Claims)
		if err != nil {
			return nil, err
		}
		for _, c := range claims {
			book.Claims[c.ID] = c
		}
		if err := moved(ctx, want.Claims, book.Claims); err != nil {
			return nil, err
		}
	}
	if len(want.Practice) > 0 {
		items, err := s.Practice(ctx, want.Practice)
		if err != nil {
			return nil, err
		}
		for _, p := range items {
			book.Practice[p.ID] = p
		}
		if err := moved(ctx, want.Practice, book.Practice); err != nil {
			return nil, err
		}
	}
	ids := want.Entities
	if want.References {
		ids = book.references(ids)
	}
	if err := book.entities(ctx, s, ids); err != nil || !want.References {
		return book, err
	}
	var more []string
	for _, id := range want.Entities {
		if e, ok := book.Entities[id]; ok {
			for _, source := range e.Head().Sources {
				if _, ok := book.Entities[source]; !ok {
					more = append(more, source)
				}
			}
		}
	}
	return book, book.entities(ctx, s, unique(more))
}

func (b *Book) entities(ctx context.Context, s Store, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	entities, err := s.Entities(ctx, ids)
	if err != nil {
		return err
	}
	for _, e := range entities {
		b.Entities[e.Head().ID] = e
	}
	return moved(ctx, ids, b.Entities)
}

// moved tells a reader whose index is older than the database to ask again.
func moved[T any](ctx context.Context, ids []string, got map[string]T) error {
	for _, id := range ids {
		if _, ok := got[id]; !ok {
			noteGone(ctx)
			return Errorf(Unavailable, "the graph changed while it was read; ask again")
		}
	}
	return nil
}

func (b *Book) references(ids []string) []string {
	ids = append([]string{}, ids...)
	refer := func(record any) {
		for _, r := range evidence.References(record) {
			ids = append(ids, r.ID)
		}
	}
	for _, c := range b.Claims {
		refer(c)
	}
	for _, p := range b.Practice {
		refer(p)
	}
	return unique(ids)
}

func unique(ids []string) []string {
	seen := map[string]bool{"": true}
	kept := []string{}
	for _, id := range ids {
		if !seen[id] {
			seen[id] = true
			kept = append(kept, id)
		}
	}
	return kept
}
