package neo4j

import (
	"context"
	"errors"

	"github.com/securebase/securebase/internal/store"
)

// published is what readers are to see: a version of the content and the number of the commit that left it. A commit
// of the seed's name alone moves the commit and not the version's number.
type published struct {
	store.Version
	commit  int64
	loading int64 // the commit that a load in several transactions will leave, or 0
}

// Version implements store.Store.
func (s *Store) Version(ctx context.Context) (store.Version, error) {
	ctx, cancel := s.bounded(ctx)
	defer cancel()
	var seen published
	err := s.read(ctx, "version", func(ctx context.Context, tx transaction) (err error) {
		seen, err = readPublished(ctx, tx)
		return err
	})
	if err != nil {
		return store.Version{}, s.fail(ctx, "read the version", err)
	}
	return seen.Version, nil
}

func readPublished(ctx context.Context, tx transaction) (published, error) {
	rows, err := tx.query(ctx, "version", nil)
	if err != nil {
		return published{}, err
	}
	var seen published
	found := rows.next(ctx)
	if found {
		seen = published{Version: readVersion(rows), commit: rows.integer("commit"), loading: rows.number("loading")}
	}
	if err := rows.finish(ctx); err != nil {
		return published{}, err
	}
	if !found {
		return published{}, errors.New("the graph's version is missing from the database")
	}
	return seen, nil
}

// readVersion reads the version's columns of version and lock.
func readVersion(rows *cursor) store.Version {
	return store.Version{
		Number: rows.integer("number"),
		Digest: rows.text("digest"),
		At:     rows.moment("at"),
		Seed:   rows.optional("seed"), // an export writes no empty texts
		Edited: rows.truth("edited"),
	}
}

// columns gives what leave and publish are run with.
func (p published) columns() map[string]any {
	var at any
	if !p.At.IsZero() {
		at = p.At
	}
	return map[string]any{"commit": p.commit, "number": p.Number, "digest": p.Digest, "at": at, "seed": p.Seed, "edited": p.Edited}
}
