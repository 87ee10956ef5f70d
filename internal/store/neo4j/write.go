package neo4j

import (
	"cmp"
	"context"
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
	for _, sort := range sorts {
		w.progress(w.done + len(sort.ids) - len(sort.puts))
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
	w.progress(w.size)
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
	for batch := range slices.Chunk(part.puts, w.batch) {
		rows := make([]any, 0, len(batch))
		for _, i := range batch {
			record := part.records[i]
			kept, err := seal(part.sort, record)
			if err != nil {
				return err
			}
			shown, err := properties(record, kept, w.stampOf(part, i))
			if err != nil {
				return err
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
			rows = append(rows, row)
		}
		if err := run(ctx, part.names.put, map[string]any{"rows": rows}); err != nil {
			return err
		}
		w.progress(w.done + len(batch))
	}
	return nil
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
	var rows []any
	flush := func() error {
		if len(rows) == 0 {
			return nil
		}
		err := run(ctx, part.names.refer, map[string]any{"rows": rows})
		rows = rows[:0]
		return err
	}
	for _, i := range part.puts {
		for _, r := range referencesOf(part.records[i]) {
			rows = append(rows, map[string]any{"record": part.ids[i], "target": r.target, "type": r.relation, "properties": r.properties})
		}
		if len(rows) >= w.batch {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	return flush()
}

// writeEdges sums up the claims of each edge. If the change is the whole content it holds all of them; else the database
// adds up what the change does not hold.
func (w *writer) writeEdges(ctx context.Context, run sink) error {
	edges := slices.SortedFunc(maps.Values(w.plan.edges), func(a, b edge) int { return cmp.Compare(a.id, b.id) })
	put, sums := "put_edges", edgeSums(nil)
	if w.change.Replace {
		put, sums = "put_whole_edges", w.plan.sums()
	}
	for batch := range slices.Chunk(edges, w.batch) {
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
