package neo4j

import (
	"context"
	"errors"
	"time"

	"github.com/securebase/securebase/internal/store"
)

// errMoved says that a reader met a change half way and must read again.
var errMoved = errors.New("the content changed while it was read")

const (
	// settleTime bounds how often a reader reads again: a change is visible in part for milliseconds only.
	settleTime = 15 * time.Second
	// helpAfter is when a reader looks whether the program that made the change died before it could publish it.
	helpAfter = 300 * time.Millisecond
	// helpTime bounds that look, since the lock may be held by the next change.
	helpTime = time.Second
)

// settled reads until what was read is of one commit.
func (s *Store) settled(ctx context.Context, operation string, work func(context.Context, transaction) error) error {
	begun := time.Now()
	helpNext := helpAfter
	for pause := time.Millisecond; ; pause = min(2*pause, 50*time.Millisecond) {
		err := s.read(ctx, operation, work)
		if !errors.Is(err, errMoved) {
			return err
		}
		waited := time.Since(begun)
		if waited > settleTime {
			return &store.Error{Code: store.Unavailable, Message: "The graph is being changed; ask again in a moment.", Cause: err}
		}
		if waited > helpNext {
			helpNext *= 4
			if err := s.help(ctx); err != nil {
				return err
			}
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause):
		}
	}
}

// help publishes a commit whose program did not. What goes wrong is passed over, but for the end of the context: the
// reader may not be allowed to write, and another change may hold the lock and publish on its own.
func (s *Store) help(ctx context.Context) error {
	short, cancel := context.WithTimeout(ctx, helpTime)
	defer cancel()
	_ = s.change(short, "publish", func(ctx context.Context, tx transaction) error {
		state, err := lock(ctx, tx)
		if err != nil || state.publishedCommit == state.commit {
			return err
		}
		return tx.run(ctx, "publish", state.columns())
	})
	return ctx.Err()
}

// held is a record as the database holds it at some moment.
type held struct {
	id, kind, record string
	stamp            stamp
}

// readHeld reads a row of a record; there is none if its stamp is null.
func readHeld(rows *cursor) (held, bool) {
	text := rows.optional("stamp")
	if text == "" || rows.err != nil {
		return held{}, false
	}
	h := held{id: rows.text("id"), kind: rows.optional("kind"), record: rows.text("record")}
	if rows.err == nil {
		h.stamp, rows.err = parseStamp(text)
	}
	return h, rows.err == nil
}

// seen tells whether a reader of a commit sees the record as it is held; errMoved if the reader came too late or too
// early to see it as it was.
func (h held) seen(sort string, now published) (bool, error) {
	switch {
	case h.stamp.born > now.commit:
		return false, nil // it came later
	case h.stamp.commit > now.commit && now.loading == h.stamp.commit:
		return false, store.Errorf(store.Unavailable, "The graph is being replaced by an import; ask again when that is done.")
	case h.stamp.commit > now.commit:
		return false, errMoved
	case h.stamp.gone:
		return false, nil
	case hashOf(sort, h.record) != h.stamp.hash:
		return false, errMoved
	}
	return true, nil
}

// contents runs a statement that takes a list of ids, and gives the records in the order asked.
func contents[T any](ctx context.Context, s *Store, name, sort string, ids []string, decode func(kind, record string) (T, error)) ([]T, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	ctx, cancel := s.bounded(ctx)
	defer cancel()
	attempt := "read " + name
	var found map[string]T
	var digest string
	err := s.settled(ctx, name, func(ctx context.Context, tx transaction) (err error) {
		found, digest, err = contentsNow(ctx, tx, name, sort, distinct(ids), decode)
		return err
	})
	if err != nil {
		return nil, s.fail(ctx, attempt, err)
	}
	store.NoteReading(ctx, digest)
	all := make([]T, 0, len(ids))
	for _, id := range ids {
		if record, ok := found[id]; ok {
			all = append(all, record)
		}
	}
	return all, nil
}

func contentsNow[T any](ctx context.Context, tx transaction, name, sort string, ids []string, decode func(kind, record string) (T, error)) (map[string]T, string, error) {
	rows, err := tx.query(ctx, name, map[string]any{"ids": ids})
	if err != nil {
		return nil, "", err
	}
	found := make(map[string]T, len(ids))
	missing := false
	now := published{commit: -1}
	for rows.next(ctx) {
		now.commit, now.Digest, now.loading = rows.integer("commit"), rows.text("digest"), rows.number("loading")
		h, ok := readHeld(rows)
		if rows.err != nil {
			break
		}
		visible := false
		if ok {
			if visible, rows.err = h.seen(sort, now); rows.err != nil {
				break
			}
		}
		if !visible {
			missing = true
			continue
		}
		if found[h.id], rows.err = decode(h.kind, h.record); rows.err != nil {
			break
		}
	}
	if err := rows.finish(ctx); err != nil {
		return nil, "", err
	}
	if !missing {
		return found, now.Digest, nil
	}
	// A record that was not found may have been there in the version of the others: it shows in that a newer version
	// has been published, since records are removed only thereafter.
	after, err := readPublished(ctx, tx)
	if err == nil && after.commit != now.commit {
		err = errMoved
	}
	return found, now.Digest, err
}

// distinct gives the ids, each once.
func distinct(ids []string) []string {
	seen := make(map[string]bool, len(ids))
	kept := make([]string, 0, len(ids))
	for _, id := range ids {
		if !seen[id] {
			seen[id] = true
			kept = append(kept, id)
		}
	}
	return kept
}
