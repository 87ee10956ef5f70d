package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/securebase/securebase/internal/store"
)

// Version implements store.Store.
func (s *Store) Version(ctx context.Context) (store.Version, error) {
	version, err := s.version(ctx, nil)
	if err != nil {
		return store.Version{}, s.fail("read the version", err)
	}
	return version, nil
}

func (s *Store) version(ctx context.Context, tx *sql.Tx) (store.Version, error) {
	rows, err := s.query(ctx, tx, "version")
	if err != nil {
		return store.Version{}, err
	}
	return readVersion(rows)
}

// readVersion reads the one row of the statement version.
func readVersion(rows *cursor) (store.Version, error) {
	var version store.Version
	found := rows.next()
	if found {
		version = store.Version{
			Number: rows.integer("number"),
			Digest: rows.text("digest"),
			Seed:   rows.text("seed"),
			Edited: rows.integer("edited") != 0,
		}
		if at := rows.optional("at"); at != "" {
			var err error
			if version.At, err = time.Parse(time.RFC3339Nano, at); err != nil && rows.err == nil {
				rows.err = fmt.Errorf("read column at of version: %w", err)
			}
		}
	}
	if err := rows.finish(); err != nil {
		return store.Version{}, err
	}
	if !found {
		return store.Version{}, errors.New("the version's row is missing")
	}
	return version, nil
}
