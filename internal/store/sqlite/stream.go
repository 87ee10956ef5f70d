package sqlite

import (
	"context"
	"database/sql"
	"errors"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
)

// Stream implements store.Store. One reading transaction is the snapshot; a record is held only while it is yielded.
func (s *Store) Stream(ctx context.Context, yield func(store.Record) error) (store.Version, error) {
	version, err := s.stream(ctx, yield)
	var stopped *yieldError
	switch {
	case errors.As(err, &stopped):
		return store.Version{}, stopped.err
	case err != nil:
		return store.Version{}, s.fail("stream the content", err)
	}
	return version, nil
}

// yieldError carries an error of yield past the translation of the database's own.
type yieldError struct{ err error }

func (e *yieldError) Error() string { return e.err.Error() }

func (s *Store) stream(ctx context.Context, yield func(store.Record) error) (version store.Version, err error) {
	tx, err := s.reader.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return version, err
	}
	defer func() {
		if ending := tx.Rollback(); err == nil && ctx.Err() == nil {
			err = ending
		}
	}()
	if version, err = s.version(ctx, tx); err != nil {
		return version, err
	}
	sorts := []struct {
		statement string
		read      func(*cursor) store.Record
	}{
		{"vocabulary", func(c *cursor) store.Record { return readVocabulary(c) }},
		{"stream_entities", func(c *cursor) store.Record { return readEntity(c) }},
		{"stream_claims", func(c *cursor) store.Record { return readClaim(c) }},
		{"stream_practice", func(c *cursor) store.Record { return readPractice(c) }},
	}
	for _, sort := range sorts {
		rows, err := s.query(ctx, tx, sort.statement)
		if err != nil {
			return version, err
		}
		for rows.next() {
			record := sort.read(rows)
			if rows.err != nil {
				break
			}
			if err := yield(record); err != nil {
				rows.err = &yieldError{err}
			}
		}
		if err := rows.finish(); err != nil {
			return version, err
		}
	}
	return version, nil
}

func readVocabulary(rows *cursor) *evidence.Vocabulary {
	vocabulary := new(evidence.Vocabulary)
	rows.decode("body", vocabulary)
	return vocabulary
}
