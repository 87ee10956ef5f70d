package neo4j

import (
	"cmp"
	"context"
	"iter"
	"maps"
	"slices"

	"github.com/securebase/securebase/internal/evidence"
)

// sink runs a statement of a change: in the one transaction of a small change, or in one of its own.
type sink func(ctx context.Context, name string, parameters map[string]any) error

// write carries out the plan. Nodes come before the relationships between them, and what readers are not to lose is
// only marked to go.
func (w *writer) write(ctx context.Context, run sink) error {
	p := w.plan
	if err := w.writeVocabulary(ctx, run); err != nil {
		return err
	}
	sorts := []*part{&p.entities, &p.claims, &p.practice}
	w.halves = 0
	for _, sort := range sorts {
		w.progress(2 * (len(sort.ids) - len(sort.puts)))
		if err := w.writeNodes(ctx, run, sort); err != nil {
			return err
		}
	}
	for _, sort := range sorts {
		if err := w.writeReferences(ctx, run, sort); err != nil {
			return err
		}
	}
	for _, sort := range sorts {
		mark := stamp{commit: w.after.commit, gone: true}
		for ids := range slices.Chunk(sort.gone, w.batch) {
			if err := run(ctx, sort.names.part, map[string]any{"rows": ids, "stamp": mark.String()}); err != nil {
				return err
			}
		}
	}
	if err := w.writeEdges(ctx, run); err != nil {
		return err
	}
	w.progress(2 * w.size)
	return nil
}

func (w *writer) writeVocabulary(ctx context.Context, run sink) error {
	part := &w.plan.vocabulary
	if len(part.puts) == 0 && len(part.gone) == 0 {
		return nil
	}
	if err := run(ctx, "clear_terms", nil); err != nil {
		return err
	}
	if len(part.gone) > 0 {
		mark := stamp{commit: w.after.commit, gone: true}
		return run(ctx, "delete_vocabulary", map[string]any{"stamp": mark.String()})
	}
	kept, err := seal(sortVocabulary, part.records[0])
	if err != nil {
		return err
	}
	shown := map[string]any{"id": sortVocabulary, "record": kept.record, "stamp": w.stampOf(part, 0).String()}
	if err := run(ctx, "put_vocabulary", map[string]any{"properties": shown}); err != nil {
		return err
	}
	rows, err := terms(part.records[0].(*evidence.Vocabulary))
	if err != nil || len(rows) == 0 {
		return err
	}
	return run(ctx, "put_terms", map[string]any{"rows": rows})
}

func (w *writer) stampOf(part *part, i int) stamp {
	s := stamp{commit: w.after.commit, born: w.after.commit, hash: part.hashes[i]}
	if k, ok := part.known[part.ids[i]]; ok && k.stamp.born > 0 {
		s.born = k.stamp.born
	}
	return s
}

func (w *writer) writeNodes(ctx context.Context, run sink, part *part) error {
	return ahead(w.nodeRows(part), func(b batch) error {
		if err := run(ctx, part.names.put, map[string]any{"rows": b.rows}); err != nil {
			return err
		}
		w.progress(b.records)
		return nil
	})
}

func (w *writer) nodeRows(part *part) iter.Seq2[batch, error] {
	return func(yield func(batch, error) bool) {
		for numbers := range slices.Chunk(part.puts, w.batch) {
			b := batch{rows: make([]any, len(numbers)), records: len(numbers)}
			for at, i := range numbers {
				row, err := w.nodeRow(part, i)
				if err != nil {
					yield(batch{}, err)
					return
				}
				b.rows[at] = row
			}
			if !yield(b, nil) {
				return
			}
		}
	}
}

func (w *writer) nodeRow(part *part, i int) (map[string]any, error) {
	record := part.records[i]
	kept, err := seal(part.sort, record)
	if err != nil {
		return nil, err
	}
	shown, err := properties(record, kept, w.stampOf(part, i))
	if err != nil {
		return nil, err
	}
	row := map[string]any{"id": part.ids[i], "properties": shown}
	switch r := record.(type) {
	case *evidence.Claim:
		if e, ok := w.plan.edgeOf(r); ok {
			shown["edge"] = e.id
		}
	case evidence.Entity:
		row["kind"] = string(r.Head().Kind)
	}
	return row, nil
}

// writeReferences puts relationships in place of the ones that the records had before.
func (w *writer) writeReferences(ctx context.Context, run sink, part *part) error {
	var changed []string
	for _, i := range part.puts {
		if _, known := part.known[part.ids[i]]; known || w.resumed {
			changed = append(changed, part.ids[i])
		}
	}
	for ids := range slices.Chunk(changed, w.batch) {
		if err := run(ctx, part.names.clear, map[string]any{"rows": ids}); err != nil {
			return err
		}
	}
	return ahead(w.referenceRows(part), func(b batch) error {
		if len(b.rows) > 0 {
			if err := run(ctx, part.names.refer, map[string]any{"rows": b.rows}); err != nil {
				return err
			}
		}
		w.progress(b.records)
		return nil
	})
}

func (w *writer) referenceRows(part *part) iter.Seq2[batch, error] {
	return func(yield func(batch, error) bool) {
		var b batch
		for _, i := range part.puts {
			for _, r := range referencesOf(part.records[i]) {
				b.rows = append(b.rows, map[string]any{"record": part.ids[i], "target": r.target, "type": r.relation, "properties": r.properties})
			}
			if b.records++; len(b.rows) < w.links {
				continue
			}
			if !yield(b, nil) {
				return
			}
			b = batch{rows: make([]any, 0, len(b.rows))}
		}
		if b.records > 0 {
			yield(b, nil)
		}
	}
}

// batch is what one statement writes.
type batch struct {
	rows    []any
	records int // of which the rows are
}

// ahead prepares each batch while the server has the one before to write.
func ahead(batches iter.Seq2[batch, error], write func(batch) error) error {
	type prepared struct {
		batch
		err error
	}
	ready, enough := make(chan prepared), make(chan struct{})
	go func() {
		defer close(ready)
		for b, err := range batches {
			select {
			case ready <- prepared{b, err}:
			case <-enough:
				return
			}
		}
	}()
	defer func() { // what the batches are made of belongs to the caller again
		close(enough)
		for range ready {
		}
	}()
	for p := range ready {
		if p.err != nil {
			return p.err
		}
		if err := write(p.batch); err != nil {
			return err
		}
	}
	return nil
}

// writeEdges sums up the claims of each edge. If the change is the whole content it holds all of them; else the database
// adds up what the change does not hold.
func (w *writer) writeEdges(ctx context.Context, run sink) error {
	edges := slices.SortedFunc(maps.Values(w.plan.edges), func(a, b edge) int { return cmp.Compare(a.id, b.id) })
	put, sums := "put_edges", edgeSums(nil)
	if w.change.Replace {
		put, sums = "put_whole_edges", w.plan.sums()
	}
	for batch := range slices.Chunk(edges, w.links) {
		rows := make([]any, len(batch))
		var puts []any
		for i, e := range batch {
			row := e.row()
			rows[i] = row
			if sum := sums[e.id]; sum != nil {
				row["properties"] = sum.properties()
			}
			if !w.change.Replace || sums[e.id] != nil {
				puts = append(puts, row)
			}
		}
		if w.before.Number > 0 || w.resumed {
			if err := run(ctx, "clear_edges", map[string]any{"rows": rows}); err != nil {
				return err
			}
		}
		if len(puts) == 0 {
			continue
		}
		if err := run(ctx, put, map[string]any{"rows": puts}); err != nil {
			return err
		}
	}
	return nil
}
