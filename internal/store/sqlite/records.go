package sqlite

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
)

// removals are the ids that a change names for removal: slugs of practice items, and ids of any other sort.
type removals struct{ others, practice []string }

func (w *writer) removals() removals {
	var r removals
	for _, id := range w.change.Delete {
		if slug, ok := strings.CutPrefix(id, evidence.PracticePrefix); ok {
			r.practice = append(r.practice, slug)
		} else {
			r.others = append(r.others, id)
		}
	}
	return r
}

// known is what is there of a record: its hash, and its key if texts are searched by it.
type known struct {
	hash evidence.Digest
	key  int64
}

// hashes gives the hashes of the records that the change may touch: of all there are when it replaces the content,
// of the ids otherwise. The two statements differ in that.
func (w *writer) hashes(ctx context.Context, some, all string, ids []string) (map[string]known, error) {
	var rows *cursor
	var err error
	if w.change.Replace {
		rows, err = w.query(ctx, all)
	} else {
		rows, err = w.query(ctx, some, jsonText{ids})
	}
	if err != nil {
		return nil, err
	}
	return readHashes(rows)
}

func readHashes(rows *cursor) (map[string]known, error) {
	hashes := map[string]known{}
	for rows.next() {
		record := known{key: rows.integer("key")}
		if raw := rows.bytes("hash"); copy(record.hash[:], raw) != len(raw) || len(raw) != len(record.hash) {
			rows.err = fmt.Errorf("read column hash of %s: %d bytes are wanted, found %d", rows.statement, len(record.hash), len(raw))
			break
		}
		hashes[rows.text("id")] = record
	}
	return hashes, rows.finish()
}

// sortWriter writes the records of one sort.
type sortWriter[T any] struct {
	some, all string // statements that give the hashes
	records   []T
	id        func(T) string
	put       func(record T, hash evidence.Digest, old *known) error // old is nil for a new one
	remove    func(id string) error
}

// writeSort brings one sort of records to what the change wants. Records that are so already are not touched.
func writeSort[T any](ctx context.Context, w *writer, s sortWriter[T], removed []string) error {
	if len(s.records) == 0 && len(removed) == 0 && !w.change.Replace {
		return nil
	}
	ids := slices.Clone(removed)
	for _, record := range s.records {
		ids = append(ids, s.id(record))
	}
	hashes, err := w.hashes(ctx, s.some, s.all, ids)
	if err != nil {
		return err
	}
	for _, record := range s.records {
		if err := w.ended(); err != nil {
			return err
		}
		id := s.id(record)
		hash, err := digestOf(record)
		if err != nil {
			return store.Errorf(store.Invalid, "The record %q cannot be written: %v.", id, err)
		}
		var old *known
		if record, there := hashes[id]; there {
			old = &record
			delete(hashes, id)
		}
		if old == nil || old.hash != hash {
			if err := s.put(record, hash, old); err != nil {
				return err
			}
			if old != nil {
				w.digest.Remove(old.hash)
			}
			w.digest.Add(hash)
			w.changed = true
		}
		w.progress(w.done + 1)
	}
	if err := w.putTexts(ctx); err != nil {
		return err
	}
	// What is left was asked for by id to be removed, or is not of the new content. The order is fixed, so that equal
	// changes leave equal files.
	gone := make([]string, 0, len(hashes))
	for id := range hashes {
		gone = append(gone, id)
	}
	slices.Sort(gone)
	for _, id := range gone {
		if err := s.remove(id); err != nil {
			return err
		}
		w.digest.Remove(hashes[id].hash)
		w.changed = true
	}
	return nil
}

func digestOf(record any) (evidence.Digest, error) {
	line, err := evidence.Line(record)
	if err != nil {
		return evidence.Digest{}, err
	}
	return evidence.RecordDigest(line), nil
}

// vocabulary writes the vocabulary; a change that replaces the content without one removes it.
func (w *writer) vocabulary(ctx context.Context) error {
	var records []*evidence.Vocabulary
	if w.change.Vocabulary != nil {
		records = append(records, w.change.Vocabulary)
	} else if !w.change.Replace {
		return nil
	}
	return writeSort(ctx, w, sortWriter[*evidence.Vocabulary]{
		some: "vocabulary_hash", all: "vocabulary_hash",
		records: records,
		id:      func(*evidence.Vocabulary) string { return "vocabulary" },
		put: func(v *evidence.Vocabulary, hash evidence.Digest, _ *known) error {
			return w.run(ctx, "put_vocabulary", jsonText{v}, hash[:])
		},
		remove: func(string) error { return w.run(ctx, "delete_vocabulary") },
	}, nil)
}

func (w *writer) entities(ctx context.Context, removed []string) error {
	return writeSort(ctx, w, sortWriter[evidence.Entity]{
		some: "entity_hashes", all: "all_entity_hashes",
		records: w.change.Entities,
		id:      func(e evidence.Entity) string { return e.Head().ID },
		put: func(e evidence.Entity, hash evidence.Digest, old *known) error {
			return w.putEntity(ctx, e, hash, old)
		},
		remove: func(id string) error { return w.removeAll(ctx, id, "delete_entity_text", "delete_entity") },
	}, removed)
}

func (w *writer) putEntity(ctx context.Context, e evidence.Entity, hash evidence.Digest, old *known) error {
	id := e.Head().ID
	if old == nil {
		w.fresh = append(w.fresh, id)
	} else if err := w.run(ctx, "delete_entity_references", id); err != nil {
		return err
	}
	columns, err := entityColumns(e, hash)
	if err != nil {
		return err
	}
	if err := w.put(ctx, old, putting{"insert_entity", "update_entity", "insert_entity_text", "update_entity_text"},
		columns, evidence.EntityText(e)); err != nil {
		return err
	}
	for i, r := range evidence.References(e) {
		if err := w.run(ctx, "put_entity_reference", id, i, r.Field, r.ID); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) claims(ctx context.Context, removed []string) error {
	return writeSort(ctx, w, sortWriter[*evidence.Claim]{
		some: "claim_hashes", all: "all_claim_hashes",
		records: w.change.Claims,
		id:      func(c *evidence.Claim) string { return c.ID },
		put: func(c *evidence.Claim, hash evidence.Digest, old *known) error {
			return w.putClaim(ctx, c, hash, old)
		},
		remove: func(id string) error { return w.removeAll(ctx, id, "delete_claim_text", "delete_claim") },
	}, removed)
}

func (w *writer) putClaim(ctx context.Context, c *evidence.Claim, hash evidence.Digest, old *known) error {
	if old == nil {
		w.fresh = append(w.fresh, c.ID)
	} else if err := w.removeAll(ctx, c.ID, "delete_citations", "delete_claim_about"); err != nil {
		return err
	}
	if err := w.put(ctx, old, putting{"insert_claim", "update_claim", "insert_claim_text", "update_claim_text"},
		claimColumns(c, hash), evidence.ClaimText(c)); err != nil {
		return err
	}
	for i, citation := range c.Citations {
		if err := w.run(ctx, "put_citation", citationColumns(c.ID, i, citation)...); err != nil {
			return err
		}
	}
	for i, entity := range c.About {
		if err := w.run(ctx, "put_claim_about", c.ID, i, entity); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) practice(ctx context.Context, removed []string) error {
	return writeSort(ctx, w, sortWriter[*evidence.PracticeItem]{
		some: "practice_hashes", all: "all_practice_hashes",
		records: w.change.Practice,
		id:      func(p *evidence.PracticeItem) string { return p.ID },
		put: func(p *evidence.PracticeItem, hash evidence.Digest, old *known) error {
			return w.putPractice(ctx, p, hash, old)
		},
		remove: func(id string) error { return w.removeAll(ctx, id, "delete_practice") },
	}, removed)
}

func (w *writer) putPractice(ctx context.Context, p *evidence.PracticeItem, hash evidence.Digest, old *known) error {
	if old != nil {
		if err := w.removeAll(ctx, p.ID, "delete_practice_citations", "delete_practice_about"); err != nil {
			return err
		}
	}
	if err := w.run(ctx, "put_practice", practiceColumns(p, hash)...); err != nil {
		return err
	}
	for i, citation := range p.Citations {
		if err := w.run(ctx, "put_practice_citation", citationColumns(p.ID, i, citation)...); err != nil {
			return err
		}
	}
	for i, entity := range p.About {
		if err := w.run(ctx, "put_practice_about", p.ID, i, entity); err != nil {
			return err
		}
	}
	return nil
}

// pendingText is a text that is still to be made searchable.
type pendingText struct {
	statement, words string
	key              int64
}

// textBatch bounds the texts that are held back.
const textBatch = 5000

// later makes a text searchable together with others: the full-text index writes out what it has gathered whenever
// another table is written in between, which would cost a piece of index for every record.
func (w *writer) later(ctx context.Context, statement string, key int64, words string) error {
	w.pending = append(w.pending, pendingText{statement, words, key})
	if len(w.pending) < textBatch {
		return nil
	}
	return w.putTexts(ctx)
}

func (w *writer) putTexts(ctx context.Context) error {
	for _, text := range w.pending {
		if err := w.run(ctx, text.statement, text.key, text.words); err != nil {
			return err
		}
	}
	w.pending = w.pending[:0]
	return nil
}

// removeAll runs statements that take an id, one after the other.
func (w *writer) removeAll(ctx context.Context, id string, statements ...string) error {
	for _, name := range statements {
		if err := w.run(ctx, name, id); err != nil {
			return err
		}
	}
	return nil
}

// putting names the statements that write a record and the text it is found by.
type putting struct{ insert, update, insertText, updateText string }

// put adds a record, or replaces the old one.
func (w *writer) put(ctx context.Context, old *known, statements putting, columns []any, words string) error {
	if old != nil {
		if err := w.run(ctx, statements.update, columns...); err != nil {
			return err
		}
		return w.later(ctx, statements.updateText, old.key, words)
	}
	result, err := w.exec(ctx, statements.insert, columns...)
	if err != nil {
		return err
	}
	key, err := result.LastInsertId()
	if err != nil {
		return fmt.Errorf("read the key that %s gave: %w", statements.insert, err)
	}
	return w.later(ctx, statements.insertText, key, words)
}
