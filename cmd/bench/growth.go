package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
)

// pathsGrowth is how much longer paths may take at the largest size than at the smallest.
const pathsGrowth = 3.0

// growth is the same figures for graphs of several sizes, all on SQLite, without a server.
type growth struct {
	sizes []int
	rows  []string // in their order
	cells map[string][]string
	times map[string][]float64
}

// note takes a figure of the size that is being measured.
func (g *growth) note(row, cell string, value float64) {
	if g.cells == nil {
		g.cells, g.times = map[string][]string{}, map[string][]float64{}
	}
	if _, known := g.cells[row]; !known {
		g.rows = append(g.rows, row)
	}
	g.cells[row], g.times[row] = append(g.cells[row], cell), append(g.times[row], value)
}

func (g *growth) noteTimes(row string, took []time.Duration) {
	p50, p95 := quantile(took, 0.5), quantile(took, 0.95)
	g.note(row+", p50", figure(p50), float64(p50))
	g.note(row+", p95", figure(p95), float64(p95))
}

func (g *growth) table() *table {
	t := &table{title: "Growth", head: []string{"entities"}}
	for _, n := range g.sizes {
		t.head = append(t.head, thousands(n))
	}
	t.head = append(t.head, "last / first", "target", "")
	for _, row := range g.rows {
		values := g.times[row]
		times := values[len(values)-1] / values[0]
		cells := append([]string{row}, g.cells[row]...)
		target := goal{}
		if strings.HasPrefix(row, "evidence paths, ") && strings.HasSuffix(row, "p95") {
			target = atMost(pathsGrowth, fmt.Sprintf("%.0f× growth", pathsGrowth))
		}
		words, verdict := target.judge(times)
		t.add(append(cells, digits(times)+"×", words, verdict)...)
	}
	return t
}

// grow measures one size.
func (b *bench) grow(ctx context.Context, entities int) error {
	w, err := newWorld(ctx, generated(entities), onSQLite)
	if err != nil {
		return err
	}
	defer w.remove()
	b.say("growth, %s: import", w)
	claims, took, err := fillAlone(ctx, w)
	if err != nil {
		return err
	}
	g := &b.growth
	g.sizes = append(g.sizes, entities)
	rate := float64(claims) / took.Seconds()
	g.note("claims", thousands(claims), float64(claims))
	g.note("import", figure(took), float64(took))
	g.note("import, claims a second", thousands(int(rate)), rate)

	b.say("growth, %s: index", w)
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
	defer live.Close()
	took = time.Since(begun)
	weight := heap() - before
	g.note("index from the database", figure(took), float64(took))
	g.note("index, memory", size(weight), weight)
	g.note("index, memory of a claim", size(weight/float64(claims)), weight/float64(claims))
	return b.answers(ctx, w, live)
}

// fillAlone imports the graph of a world and gives the number of its claims and the time that the store took.
func fillAlone(ctx context.Context, w *world) (claims int, took time.Duration, err error) {
	change, err := w.graph.content()
	if err != nil {
		return 0, 0, err
	}
	db, err := w.open(ctx)
	if err != nil {
		return 0, 0, err
	}
	begun := time.Now()
	err = errors.Join(apply(ctx, db, change, func() {}), db.Close())
	return len(change.Claims), time.Since(begun), err
}

// answers measures the index, and the store where it is asked, without a server.
func (b *bench) answers(ctx context.Context, w *world, live *store.Live) error {
	g, a, budget := &b.growth, newAsker(live.Index()), b.effort.budget/3
	b.say("growth, %s: answers", w)
	var fresh []time.Duration
	for i := range 20 {
		year := 1960 + i
		begun := time.Now()
		live.Index().View(evidence.Lens{AsOf: &year, MinTier: evidence.T2})
		fresh = append(fresh, time.Since(begun))
	}
	g.noteTimes("view of a new lens", fresh)
	worst, under, pairs := []time.Duration{0}, "", a.pairs()
	for _, l := range lenses(a.population()) {
		view := live.Index().View(lensOf(l.parameters))
		took, err := repeat(len(pairs), budget, func(i int) error {
			view.EvidencePaths(evidence.PathQuery{From: pairs[i][0], To: pairs[i][1], MaxHops: 6, Slack: 1, Direction: evidence.AnyWay, First: 5})
			return nil
		})
		if err != nil {
			return err
		}
		if under == "" {
			g.noteTimes("evidence paths, no lens", took)
		}
		if under == "" || quantile(took, 0.95) > quantile(worst, 0.95) {
			worst, under = took, l.name
		}
	}
	p50, p95 := quantile(worst, 0.5), quantile(worst, 0.95)
	g.note("evidence paths, worst lens, p50", figure(p50), float64(p50))
	g.note("evidence paths, worst lens, p95", figure(p95)+" ("+under+")", float64(p95))
	took, err := readPages(ctx, live, budget)
	if err != nil {
		return err
	}
	g.noteTimes("entity page, store alone", took)
	search, err := a.searches(ctx, live)
	if err != nil {
		return err
	}
	took, err = repeat(len(search.questions), budget, func(i int) error {
		text := search.questions[i].parameters.Get("query")
		typed := evidence.ParseTextQuery(text)
		match, err := live.Match(ctx, typed)
		if err != nil {
			return fmt.Errorf("search: %w", err)
		}
		a.view.Search(text, typed, match, nil)
		return nil
	})
	if err != nil {
		return err
	}
	g.noteTimes("search", took)
	var roots []int32
	for i := range questionCount {
		roots = append(roots, a.one(i))
	}
	for _, walk := range []struct {
		name string
		from func(int32)
	}{
		{"2-hop neighborhood", func(n int32) { a.view.Neighborhood(n, 2, 10, 60) }},
		{"lineage", func(n int32) { a.view.Lineage(n, evidence.BothWays, 4) }},
	} {
		took, err := repeat(len(roots), budget, func(i int) error {
			walk.from(roots[i])
			return nil
		})
		if err != nil {
			return err
		}
		g.noteTimes(walk.name, took)
	}
	return nil
}
