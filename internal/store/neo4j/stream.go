package neo4j

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
)

const (
	// streamTime bounds the reading of the whole content, if the context does not.
	streamTime = 10 * time.Minute
	// politeTries is how often a stream is read beside changes; if there are so many of them that none fits in between,
	// it asks them to wait.
	politeTries = 5
)

// errAltered says that the records are not what their version says, though nothing is being changed.
var errAltered = errors.New("the records do not add up to the digest of their version")

// Stream implements store.Store. The whole content is read before the first record is yielded: only the sum of all
// hashes tells that it is of one version, and a receiver that takes its time keeps no connection.
func (s *Store) Stream(ctx context.Context, yield func(store.Record) error) (store.Version, error) {
	reading, cancel := context.WithTimeout(ctx, streamTime)
	defer cancel()
	silence := time.AfterFunc(s.patience, cancel) // a connection can be dead without anybody saying so
	content, seen, err := s.snapshot(reading, func() { silence.Reset(s.patience) })
	silence.Stop()
	if err != nil {
		if reading.Err() != nil && ctx.Err() == nil {
			return store.Version{}, s.fail(ctx, "stream the content", fmt.Errorf("%w: %w", context.DeadlineExceeded, err))
		}
		if errors.Is(err, errAltered) {
			err = &store.Error{Code: store.Internal, Cause: err,
				Message: "The records in the database were altered by another program; import the content again."}
		}
		return store.Version{}, s.fail(reading, "stream the content", err)
	}
	var stopped error
	err = content.each(func(sort, kind, record string) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		decoded, err := decode(sort, kind, record)
		if err != nil {
			return err
		}
		stopped = yield(decoded)
		return stopped
	})
	switch {
	case stopped != nil:
		return store.Version{}, stopped
	case err != nil:
		return store.Version{}, s.fail(ctx, "stream the content", err)
	}
	return seen.Version, nil
}

func decode(sort, kind, record string) (store.Record, error) {
	switch sort {
	case sortVocabulary:
		return decodeVocabulary(kind, record)
	case sortEntity:
		return decodeEntity(kind, record)
	case sortClaim:
		return decodeClaim(kind, record)
	}
	return decodePractice(kind, record)
}

// snapshot reads the content of one version; alive is called for every record.
func (s *Store) snapshot(ctx context.Context, alive func()) (*spool, published, error) {
	var content *spool
	var seen published
	read := func(ctx context.Context, tx transaction) (err error) {
		alive()
		content, seen, err = readContent(ctx, tx, alive)
		return err
	}
	tries := 0
	err := s.settled(ctx, "stream", func(ctx context.Context, tx transaction) error {
		if tries++; tries > politeTries {
			return nil
		}
		return read(ctx, tx)
	})
	if err == nil && tries > politeTries {
		err = s.settled(ctx, "stream", func(ctx context.Context, _ transaction) error {
			return s.change(ctx, "stream alone", func(ctx context.Context, tx transaction) error {
				state, err := lock(ctx, tx)
				if err != nil {
					return err
				}
				if state.publishedCommit != state.commit {
					return errMoved // which makes settled publish it
				}
				if err := read(ctx, tx); errors.Is(err, errMoved) {
					return errAltered
				} else if err != nil {
					return err
				}
				return nil
			})
		})
	}
	return content, seen, err
}

// readContent reads all records as one commit has them, or gives errMoved.
func readContent(ctx context.Context, tx transaction, alive func()) (*spool, published, error) {
	seen, err := readPublished(ctx, tx)
	if err != nil {
		return nil, seen, err
	}
	content := new(spool)
	var sum evidence.Digest
	for _, part := range []struct{ statement, sort string }{
		{"vocabulary", sortVocabulary},
		{"stream_entities", sortEntity},
		{"stream_claims", sortClaim},
		{"stream_practice", sortPractice},
	} {
		rows, err := tx.query(ctx, part.statement, nil)
		if err != nil {
			return nil, seen, err
		}
		last := ""
		for rows.next(ctx) {
			alive()
			h, ok := readHeld(rows)
			if !ok {
				continue // someone else's node, or an error that ends the loop
			}
			var visible bool
			if visible, rows.err = h.seen(part.sort, seen); rows.err != nil {
				break
			}
			if !visible {
				continue
			}
			if h.id <= last {
				rows.err = fmt.Errorf("read the rows of %s: %q comes after %q", part.statement, h.id, last)
				break
			}
			last = h.id
			sum.Add(h.stamp.hash)
			if rows.err = content.add(part.sort, h.kind, h.record); rows.err != nil {
				break
			}
		}
		if err := rows.finish(ctx); err != nil {
			return nil, seen, err
		}
	}
	if sum.String() != seen.Digest {
		return nil, seen, errMoved
	}
	return content, seen, nil
}
