package sqlite

import (
	"cmp"
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
	citations, err := s.parts(ctx, tx, "stream_citations")
	if err != nil {
		return version, err
	}
	defer func() { err = cmp.Or(err, citations.rows.finish()) }()
	about, err := s.parts(ctx, tx, "stream_about")
	if err != nil {
		return version, err
	}
	defer func() { err = cmp.Or(err, about.rows.finish()) }()
	sorts := []struct {
		statement string
		read      func(*cursor) store.Record
	}{
		{"vocabulary", func(c *cursor) store.Record { return readVocabulary(c) }},
		{"stream_entities", func(c *cursor) store.Record { return readEntity(c) }},
		{"stream_claims", func(c *cursor) store.Record {
			claim := readClaim(c)
			citations.of(claim.ID, func(c *cursor) { claim.Citations = append(claim.Citations, readCitation(c)) })
			about.of(claim.ID, func(c *cursor) { claim.About = append(claim.About, c.text("entity")) })
			c.err = cmp.Or(c.err, citations.rows.err, about.rows.err)
			return claim
		}},
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

// parts reads rows that belong to claims beside the claims themselves, both by ascending id. That is several times
// quicker than to have SQLite make one value of the rows of each claim.
type parts struct {
	rows *cursor
	more bool // the rows stand at one that was not taken yet
}

func (s *Store) parts(ctx context.Context, tx *sql.Tx, statement string) (*parts, error) {
	rows, err := s.query(ctx, tx, statement)
	if err != nil {
		return nil, err
	}
	return &parts{rows, rows.next()}, nil
}

// of takes the rows of one claim.
func (p *parts) of(claim string, take func(*cursor)) {
	for ; p.more; p.more = p.rows.next() {
		switch owner := p.rows.text("claim"); {
		case owner > claim:
			return
		case owner == claim:
			take(p.rows)
		}
	}
}

func readVocabulary(rows *cursor) *evidence.Vocabulary {
	vocabulary := new(evidence.Vocabulary)
	rows.decode("body", vocabulary)
	return vocabulary
}
