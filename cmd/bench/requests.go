package main

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"
)

// Goals of answers over HTTP.
const (
	freshRatio = 1.0 // of the plain handler's speed, when the server works the answer out
	keptRatio  = 1.8 // when it has kept the answer
	pathsP95   = 50 * time.Millisecond
)

func newRequestTable() *table {
	return &table{title: "Requests", head: []string{"question", "graph, database", "answer", "p50", "p95", "allocs", "bytes",
		"plain p50", "p95", "allocs", "bytes", "ratio (middle half)", "target", ""}}
}

// requests measures every sort of question in one world: the server when it works the answer out, the server when it has
// kept it, and the plain handler, by turns.
func (b *bench) requests(ctx context.Context, w *world) error {
	live, err := w.live(ctx)
	if err != nil {
		return err
	}
	sorts, err := newAsker(live.Index()).all(ctx, live)
	if err := live.Close(); err != nil {
		return fmt.Errorf("close the database: %w", err)
	}
	if err != nil {
		return err
	}
	var sides []*side
	defer func() {
		for _, s := range sides {
			s.stop()
		}
	}()
	for _, which := range []string{theServer, theServer, thePlain} {
		s, err := startSide(ctx, which, w.database)
		if err != nil {
			return err
		}
		sides = append(sides, s)
	}
	for _, q := range sorts {
		if b.wants(q.name, w) {
			b.say("%s: %s", w, q.name)
			if err := b.ask(ctx, w, q, sides); err != nil {
				return fmt.Errorf("ask %s on %s: %w", q.name, w, err)
			}
		}
	}
	return nil
}

// ask measures one sort of question. Paths under a lens are asked without the kept answers.
func (b *bench) ask(ctx context.Context, w *world, q *asked, sides []*side) error {
	bytes, err := compareAnswers(q, sides[0], sides[2])
	if err != nil {
		return err
	}
	isPath := strings.HasPrefix(q.name, "evidence paths")
	all := []contender{{sides[0], func(i int) []byte { return q.serverRequest(i, true) }}, {sides[2], q.plainRequest}}
	if !isPath || strings.HasSuffix(q.name, "no lens") {
		kept := contender{sides[1], func(i int) []byte { return q.serverRequest(i%len(q.questions), false) }}
		all = slices.Insert(all, 1, kept)
	}
	found, err := takeTurns(ctx, all, len(q.questions), b.effort)
	if err != nil {
		return err
	}
	plain := found[len(found)-1]
	for i, name := range []string{q.name, q.name + ", kept"}[:len(found)-1] {
		target := atLeast(freshRatio, fmt.Sprintf("%.1f×", freshRatio))
		if i == 1 {
			target = atLeast(keptRatio, fmt.Sprintf("%.1f×", keptRatio))
		}
		r := ratioOf(found[i].turns, plain.turns)
		words, verdict := target.judge(r.middle)
		if isPath && i == 0 {
			more, also := within(pathsP95).judge(float64(quantile(found[i].took, 0.95)))
			words, verdict = words+", p95 "+more, verdict+", "+also
		}
		cells := append([]string{name, w.String(), size(bytes)}, found[i].cells()...)
		cells = append(cells, plain.cells()...)
		b.requestTable.add(append(cells, r.String(), words, verdict)...)
	}
	return nil
}

// cells are p50, p95, allocations and bytes of a request.
func (m *measured) cells() []string {
	return []string{figure(quantile(m.took, 0.5)), figure(quantile(m.took, 0.95)), thousands(int(m.objects)), size(m.bytes)}
}

// compareAnswers makes sure that both sides give the same content, and gives the mean size of an answer of the server.
func compareAnswers(q *asked, ours, theirs *side) (float64, error) {
	total := 0
	for i := range q.questions {
		got, err := ours.do(q.serverRequest(i, true))
		if err != nil {
			return 0, err
		}
		total += len(got)
		var said, want struct{ Data map[string]any }
		if err := json.Unmarshal(got, &said); err != nil {
			return 0, fmt.Errorf("read an answer of the server: %w", err)
		}
		got, err = theirs.do(q.plainRequest(i))
		if err != nil {
			return 0, err
		}
		if err := json.Unmarshal(got, &want); err != nil {
			return 0, fmt.Errorf("read an answer of the plain handler: %w", err)
		}
		if said.Data == nil || !reflect.DeepEqual(said, want) {
			return 0, fmt.Errorf("the two sides say different things of %v", q.questions[i].variables)
		}
	}
	return float64(total) / float64(len(q.questions)), nil
}
