package main

import (
	"context"
	"fmt"
	"runtime"
	"time"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
)

// Goals of the index of 200,000 claims, and of a page's contents in the store alone.
const (
	indexTime  = 3 * time.Second
	indexBytes = 150e6
	pageRead   = 2 * time.Millisecond
)

// keeping measures what a server does at its start and keeps in memory, and the store without a server.
func (b *bench) keeping(ctx context.Context, w *world) error {
	if b.wants(indexRead, w) || b.wants(indexWeight, w) {
		b.say("%s: index", w)
		if err := b.indexing(ctx, w); err != nil {
			return err
		}
	}
	if !b.wants(indexBuild, w) && !b.wants(pageAlone, w) && !b.wants(exported, w) {
		return nil
	}
	live, err := w.live(ctx)
	if err != nil {
		return err
	}
	defer live.Close()
	if err := b.building(ctx, w, live); err != nil {
		return err
	}
	if err := b.reading(ctx, w, live); err != nil {
		return err
	}
	return b.exports(ctx, w, live)
}

// indexing reads the content out of the database into an index, and weighs it.
func (b *bench) indexing(ctx context.Context, w *world) error {
	var took []time.Duration
	var weights []float64
	claims := 0
	for range b.rounds(w.graph) {
		db, err := w.open(ctx)
		if err != nil {
			return err
		}
		before := heap()
		begun := time.Now()
		live, err := store.NewLive(ctx, db)
		if err != nil {
			return fmt.Errorf("index: %w", err)
		}
		took = append(took, time.Since(begun))
		weights = append(weights, heap()-before)
		_, claims, _, _ = live.Index().Counts()
		runtime.KeepAlive(live)
		if err := db.Close(); err != nil {
			return fmt.Errorf("close the database: %w", err)
		}
	}
	b.timed(indexRead, w, took, claims, goal{})
	weight := quantile(weights, 0.5)
	g := goal{}
	if claims >= 200_000 {
		g = atMost(indexBytes, size(indexBytes))
	}
	target, verdict := g.judge(weight)
	b.loadTable.add(indexWeight, w.String(), size(weight), "", "", "", "", "", target, verdict)
	return nil
}

// heap is what is in use after everything that can go is gone.
func heap() float64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC() // what finalizers have let go
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc)
}

// building builds an index of records that are in memory.
func (b *bench) building(ctx context.Context, w *world, live *store.Live) error {
	if !b.wants(indexBuild, w) {
		return nil
	}
	var records []store.Record
	if _, err := live.Stream(ctx, func(r store.Record) error {
		records = append(records, r)
		return nil
	}); err != nil {
		return fmt.Errorf("read the records: %w", err)
	}
	_, claims, _, _ := live.Index().Counts()
	var took []time.Duration
	for range b.rounds(w.graph) {
		runtime.GC()
		begun := time.Now()
		builder := evidence.NewBuilder()
		for _, r := range records {
			if err := builder.Add(r); err != nil {
				return fmt.Errorf("index: %w", err)
			}
		}
		if _, err := builder.Build(live.Index().Version); err != nil {
			return fmt.Errorf("index: %w", err)
		}
		took = append(took, time.Since(begun))
	}
	g := goal{}
	if claims >= 200_000 {
		g = within(indexTime)
	}
	b.timed(indexBuild, w, took, claims, g)
	return nil
}

// reading reads the contents of pages, an entity with fifty claims and all that they name, from the store alone.
func (b *bench) reading(ctx context.Context, w *world, live *store.Live) error {
	if !b.wants(pageAlone, w) {
		return nil
	}
	b.say("%s: %s", w, pageAlone)
	took, err := readPages(ctx, live, b.effort.budget/2)
	if err != nil {
		return err
	}
	b.timed(pageAlone, w, took, 0, within(pageRead))
	return nil
}

func readPages(ctx context.Context, live *store.Live, budget time.Duration) ([]time.Duration, error) {
	a := newAsker(live.Index())
	pages := a.pages()
	wants := make([]store.Want, len(pages))
	for i, n := range pages {
		claims := a.view.EntityClaims(n, evidence.RoleAny, nil)
		wants[i] = store.Want{Entities: []string{a.view.EntityID(n)}, Claims: a.view.ClaimIDs(claims[:min(50, len(claims))]), References: true}
	}
	return repeat(len(wants), budget, func(i int) error {
		_, err := store.Read(ctx, live, wants[i])
		return err
	})
}

// repeat does each of several things once to warm up, and then again and again until the time is used up.
func repeat(count int, budget time.Duration, do func(i int) error) ([]time.Duration, error) {
	for i := range count {
		if err := do(i); err != nil {
			return nil, err
		}
	}
	var took []time.Duration
	for begun := time.Now(); time.Since(begun) < budget || len(took) < count; {
		start := time.Now()
		if err := do(len(took) % count); err != nil {
			return nil, err
		}
		took = append(took, time.Since(start))
	}
	return took, nil
}

// timed notes times; claims, if there are any, give a rate.
func (b *bench) timed(what string, w *world, took []time.Duration, claims int, g goal) {
	middle := quantile(took, 0.5)
	rate := ""
	if claims > 0 {
		rate = thousands(int(float64(claims) / middle.Seconds()))
	}
	p95 := ""
	if len(took) >= 20 {
		p95 = figure(quantile(took, 0.95))
	}
	target, verdict := g.judge(float64(middle))
	b.loadTable.add(what, w.String(), figure(middle), p95, rate, "", "", "", target, verdict)
}
