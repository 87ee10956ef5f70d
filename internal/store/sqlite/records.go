package sqlite

import (
	"context"
	"fmt"
	"iter"
	"maps"
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

// step is a statement and what it is run with.
type step struct {
	statement string
	args      []any
}

// sortWriter writes the records of one sort.
type sortWriter[T any] struct {
	some, all string // statements that give the hashes
	records   []T
	id        func(T) string
	steps     func(record T, hash evidence.Digest, isNew bool) ([]step, error) // the first writes the record itself
	words     func(T) string                                                   // nil for a sort without searched texts
	texts     texts
	remove    []string // statements that take the id
}

// texts names the statements that make the words of a record searchable.
type texts struct{ insert, update string }

// writing is what is to be done about one record.
type writing struct {
	id    string
	hash  evidence.Digest
	old   *known // nil for a new record
	steps []step // none if the record is there as it should be
	words string
	err   error
}

// plan says what is to be done about a record. It is called beside the writing of earlier ones, and so changes nothing.
func (s *sortWriter[T]) plan(record T, hashes map[string]known) writing {
	p := writing{id: s.id(record)}
	if old, there := hashes[p.id]; there {
		p.old = &old
	}
	if p.hash, p.err = digestOf(record); p.err != nil {
		p.err = store.Errorf(store.Invalid, "The record %q cannot be written: %v.", p.id, p.err)
		return p
	}
	if p.old != nil && p.old.hash == p.hash {
		return p
	}
	if p.steps, p.err = s.steps(record, p.hash, p.old == nil); p.err != nil {
		return p
	}
	for i := range p.steps {
		if p.err = encodeArguments(p.steps[i].args); p.err != nil {
			return p
		}
	}
	if s.words != nil {
		p.words = s.words(record)
	}
	return p
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
	for p := range ahead(s.records, func(record T) writing { return s.plan(record, hashes) }) {
		if err := w.ended(); err != nil {
			return err
		}
		if err := w.carryOut(ctx, p, s.texts); err != nil {
			return err
		}
		w.progress(w.done + 1)
	}
	if err := w.putTexts(ctx); err != nil {
		return err
	}
	// What is left was asked for by id to be removed, or is not of the new content. The order is fixed, so that equal
	// changes leave equal files.
	for _, record := range s.records {
		delete(hashes, s.id(record))
	}
	for _, id := range slices.Sorted(maps.Keys(hashes)) {
		for _, name := range s.remove {
			if err := w.run(ctx, name, id); err != nil {
				return err
			}
		}
		w.digest.Remove(hashes[id].hash)
		w.changed = true
	}
	return nil
}

// carryOut writes one record.
func (w *writer) carryOut(ctx context.Context, p writing, texts texts) error {
	if p.err != nil || len(p.steps) == 0 {
		return p.err
	}
	key := int64(0)
	for i, step := range p.steps {
		result, err := w.exec(ctx, step.statement, step.args...)
		if err != nil {
			return err
		}
		if i > 0 || texts.insert == "" {
			continue
		}
		if key, err = result.LastInsertId(); err != nil {
			return fmt.Errorf("read the key that %s gave: %w", step.statement, err)
		}
	}
	w.changed = true
	w.digest.Add(p.hash)
	if p.old != nil {
		w.digest.Remove(p.old.hash)
	}
	switch {
	case texts.insert == "":
		return nil
	case p.old != nil:
		return w.later(ctx, texts.update, p.old.key, p.words)
	}
	w.fresh = append(w.fresh, p.id)
	return w.later(ctx, texts.insert, key, p.words)
}

// planned is how many records are planned at once, and how many such bunches lie ready at most.
const planned, ready = 128, 2

// ahead computes something of each item, in order and a little before it is asked for, so that another processor can do
// it meanwhile.
func ahead[T, U any](items []T, compute func(T) U) iter.Seq[U] {
	return func(yield func(U) bool) {
		bunches, stopped := make(chan []U, ready), make(chan struct{})
		defer func() {
			close(stopped)
			for range bunches { // until nothing is computed any more
			}
		}()
		go func() {
			defer close(bunches)
			for some := range slices.Chunk(items, planned) {
				bunch := make([]U, len(some))
				for i, item := range some {
					bunch[i] = compute(item)
				}
				select {
				case bunches <- bunch:
				case <-stopped:
					return
				}
			}
		}()
		for bunch := range bunches {
			for _, item := range bunch {
				if !yield(item) {
					return
				}
			}
		}
	}
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
		steps: func(v *evidence.Vocabulary, hash evidence.Digest, _ bool) ([]step, error) {
			return []step{{"put_vocabulary", []any{jsonText{v}, hash[:]}}}, nil
		},
		remove: []string{"delete_vocabulary"},
	}, nil)
}

func (w *writer) entities(ctx context.Context, removed []string) error {
	return writeSort(ctx, w, sortWriter[evidence.Entity]{
		some: "entity_hashes", all: "all_entity_hashes",
		records: w.change.Entities,
		id:      func(e evidence.Entity) string { return e.Head().ID },
		steps:   entitySteps,
		words:   evidence.EntityText,
		texts:   texts{"insert_entity_text", "update_entity_text"},
		remove:  []string{"delete_entity_text", "delete_entity"},
	}, removed)
}

func entitySteps(e evidence.Entity, hash evidence.Digest, isNew bool) ([]step, error) {
	id := e.Head().ID
	columns, err := entityColumns(e, hash)
	if err != nil {
		return nil, err
	}
	steps := []step{{"insert_entity", columns}}
	if !isNew {
		steps = []step{{"update_entity", columns}, {"delete_entity_references", []any{id}}}
	}
	for i, r := range evidence.References(e) {
		steps = append(steps, step{"put_entity_reference", []any{id, i, r.Field, r.ID}})
	}
	return steps, nil
}

func (w *writer) claims(ctx context.Context, removed []string) error {
	return writeSort(ctx, w, sortWriter[*evidence.Claim]{
		some: "claim_hashes", all: "all_claim_hashes",
		records: w.change.Claims,
		id:      func(c *evidence.Claim) string { return c.ID },
		steps:   claimSteps,
		words:   evidence.ClaimText,
		texts:   texts{"insert_claim_text", "update_claim_text"},
		remove:  []string{"delete_claim_text", "delete_claim"},
	}, removed)
}

func claimSteps(c *evidence.Claim, hash evidence.Digest, isNew bool) ([]step, error) {
	steps := []step{{"insert_claim", claimColumns(c, hash)}}
	if !isNew {
		steps = []step{{"update_claim", claimColumns(c, hash)}, {"delete_citations", []any{c.ID}}, {"delete_claim_about", []any{c.ID}}}
	}
	for i, citation := range c.Citations {
		steps = append(steps, step{"put_citation", citationColumns(c.ID, i, citation)})
	}
	for i, entity := range c.About {
		steps = append(steps, step{"put_claim_about", []any{c.ID, i, entity}})
	}
	return steps, nil
}

func (w *writer) practice(ctx context.Context, removed []string) error {
	return writeSort(ctx, w, sortWriter[*evidence.PracticeItem]{
		some: "practice_hashes", all: "all_practice_hashes",
		records: w.change.Practice,
		id:      func(p *evidence.PracticeItem) string { return p.ID },
		steps:   practiceSteps,
		remove:  []string{"delete_practice"},
	}, removed)
}

func practiceSteps(p *evidence.PracticeItem, hash evidence.Digest, isNew bool) ([]step, error) {
	steps := []step{{"put_practice", practiceColumns(p, hash)}}
	if !isNew {
		steps = append(steps, step{"delete_practice_citations", []any{p.ID}}, step{"delete_practice_about", []any{p.ID}})
	}
	for i, citation := range p.Citations {
		steps = append(steps, step{"put_practice_citation", citationColumns(p.ID, i, citation)})
	}
	for i, entity := range p.About {
		steps = append(steps, step{"put_practice_about", []any{p.ID, i, entity}})
	}
	return steps, nil
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
