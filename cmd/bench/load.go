package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/export"
	"github.com/securebase/securebase/internal/store"
	"github.com/securebase/securebase/internal/store/neo4j/neo4jtest"
)

// Rows of the table of loading, starting and keeping.
const (
	imported    = "import"
	exported    = "export"
	indexRead   = "index from the database"
	indexWeight = "index, memory"
	indexBuild  = "index from records"
	pageAlone   = "entity page, store alone"
	firstAnswer = "first answer after the start"
	resident    = "resident memory, serving"
)

// importRatio is the goal of an import: its share of the speed of a bare loader.
const importRatio = 0.8

func newLoadTable() *table {
	return &table{title: "Loading, starting, keeping", head: []string{"what", "graph, database", "p50", "p95", "claims/s", "bare p50", "claims/s",
		"ratio (middle half)", "target", ""}}
}

// rounds is how often something is done that takes as long as a graph is large.
func (b *bench) rounds(g graph) int {
	if g.large() {
		return b.few
	}
	return b.many
}

// imports is how often a graph is imported. A large one is imported once: its turns alone are many.
func (b *bench) imports(g graph) int {
	if g.large() {
		return 1
	}
	return b.many
}

// fill brings the content into the database of a world, measured beside a bare loader if that is wanted.
func (b *bench) fill(ctx context.Context, w *world) error {
	b.say("%s: make the graph", w)
	change, err := w.graph.content()
	if err != nil {
		return err
	}
	b.say("%s: import", w)
	switch {
	case !b.wants(imported, w):
		db, err := w.open(ctx)
		if err != nil {
			return err
		}
		return errors.Join(apply(ctx, db, change, func() {}), db.Close())
	case w.on == onSQLite:
		return b.importSQLite(ctx, w, change)
	}
	return b.importNeo4j(ctx, w, change)
}

// apply brings a content in through the store.
func apply(ctx context.Context, db store.Store, change store.ChangeSet, between func()) error {
	change.Progress = func(int, int) { between() }
	if _, err := db.Apply(ctx, change); err != nil {
		return fmt.Errorf("import: %w", err)
	}
	return nil
}

// importSQLite imports into new files; the bare loader is given the rows that the store has written.
func (b *bench) importSQLite(ctx context.Context, w *world, change store.ChangeSet) error {
	db, err := w.open(ctx)
	if err != nil {
		return err
	}
	if err := errors.Join(apply(ctx, db, change, func() {}), db.Close()); err != nil {
		return err
	}
	tables, err := readBare(ctx, w.address, true, func() {})
	if err != nil {
		return err
	}
	var ours, theirs []time.Duration
	for range b.imports(w.graph) {
		into, bare := database{address: w.freshFile()}, w.freshFile()
		if err := makeTables(ctx, bare); err != nil {
			return err
		}
		if db, err = into.open(ctx); err != nil {
			return err
		}
		spent, err := byTurns(
			func(between func()) error { return apply(ctx, db, change, between) },
			func(between func()) error { return writeBare(ctx, bare, tables, between) })
		if err := errors.Join(err, db.Close()); err != nil {
			return err
		}
		ours, theirs = append(ours, spent[0]), append(theirs, spent[1])
	}
	b.loaded(imported, w, len(change.Claims), ours, theirs, atLeast(importRatio, fmt.Sprintf("%.1f×", importRatio)))
	return nil
}

// importNeo4j imports into servers that were emptied. The bare loader has a server of its own.
func (b *bench) importNeo4j(ctx context.Context, w *world, change store.ChangeSet) error {
	groups, err := bareGraph(change)
	if err != nil {
		return err
	}
	second, err := startNeo4j(ctx, filepath.Join(w.dir, "bare"))
	if err != nil {
		return err
	}
	defer func() { _ = second.Stop() }() // all that it holds goes
	bare := databaseOf(second)
	made, err := bare.open(ctx) // makes names and indexes
	if err != nil {
		return err
	}
	if err := made.Close(); err != nil {
		return fmt.Errorf("close the database: %w", err)
	}
	var ours, theirs []time.Duration
	for range b.imports(w.graph) {
		for _, s := range []*neo4jtest.Server{w.server, second} {
			if err := s.Empty(ctx); err != nil {
				return fmt.Errorf("empty Neo4j: %w", err)
			}
		}
		db, err := w.open(ctx)
		if err != nil {
			return err
		}
		spent, err := byTurns(
			func(between func()) error { return apply(ctx, db, change, between) },
			func(between func()) error { return bare.loadBare(ctx, groups, between) })
		if err := errors.Join(err, db.Close()); err != nil {
			return err
		}
		ours, theirs = append(ours, spent[0]), append(theirs, spent[1])
	}
	got, err := w.extent(ctx)
	if err != nil {
		return err
	}
	if want, err := bare.extent(ctx); err != nil || got != want {
		return errors.Join(err, fmt.Errorf("the store wrote %+v, the bare loader %+v", got, want))
	}
	b.loaded(imported, w, len(change.Claims), ours, theirs, atLeast(importRatio, fmt.Sprintf("%.1f×", importRatio)))
	return nil
}

// exports measures an export as JSON Lines beside bare reading of the same records.
func (b *bench) exports(ctx context.Context, w *world, live *store.Live) error {
	if !b.wants(exported, w) {
		return nil
	}
	b.say("%s: export", w)
	var ours, theirs []time.Duration
	for range b.rounds(w.graph) {
		spent, err := byTurns(
			func(between func()) error {
				return export.JSONL(ctx, export.Whole(live, evidence.Lens{}), io.Discard, between)
			},
			func(between func()) error {
				if w.on == onNeo4j {
					return w.unloadBare(ctx, between)
				}
				_, err := readBare(ctx, w.address, false, between)
				return err
			})
		if err != nil {
			return fmt.Errorf("export: %w", err)
		}
		ours, theirs = append(ours, spent[0]), append(theirs, spent[1])
	}
	_, claims, _, _ := live.Index().Counts()
	b.loaded(exported, w, claims, ours, theirs, goal{})
	return nil
}

// loaded notes what was found of an import or export.
func (b *bench) loaded(what string, w *world, claims int, ours, theirs []time.Duration, g goal) {
	rate := func(took []time.Duration) string {
		return thousands(int(float64(claims) / quantile(took, 0.5).Seconds()))
	}
	r := ratioOf(ours, theirs)
	compared := r.String()
	if len(ours) == 1 {
		compared = fmt.Sprintf("%.2f", r.middle)
	}
	target, verdict := g.judgeRatio(r)
	b.loadTable.add(what, w.String(), figure(quantile(ours, 0.5)), "", rate(ours), figure(quantile(theirs, 0.5)), rate(theirs),
		compared, target, verdict)
}
