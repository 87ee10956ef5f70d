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

// keptRoom is what the answers of one sort may take together, in bytes, so that those of all sorts fit into what the server
// keeps.
const keptRoom = 2 << 20

func newRequestTable() *table {
	return &table{title: "Requests", head: []string{"question", "graph, database", "answer", "p50", "p95", "allocs", "bytes",
		"plain p50", "p95", "allocs", "bytes", "ratio (middle half)", "target", ""}}
}

// requests measures every sort of question in one world: the server when it works the answer out, the server when it has
// kept it, and the plain handler, by turns.
func (b *bench) requests(ctx context.Context, w *world) error {
	if !slices.ContainsFunc(sorts(), func(q string) bool { return b.wants(q, w) }) {
		return nil
	}
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
	for range 2 { // one that works answers out, one that keeps them
		s, err := serverSide(ctx, b.program, w.database)
		if err != nil {
			return err
		}
		sides = append(sides, s)
	}
	s, err := plainSide(ctx, w.database)
	if err != nil {
		return err
	}
	sides = append(sides, s)
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

// ask measures one sort of question, and again with kept answers. Under a lens paths are asked once only.
func (b *bench) ask(ctx context.Context, w *world, q *asked, sides []*side) error {
	ours, keeps, theirs := sides[0], sides[1], sides[2]
	sizes, err := compareAnswers(q, ours, theirs)
	if err != nil {
		return err
	}
	found, err := takeTurns(ctx, []contender{{ours, func(i int) []byte { return q.serverRequest(i, true) }}, {theirs, q.plainRequest}},
		len(q.questions), b.effort)
	if err != nil {
		return err
	}
	target := atLeast(freshRatio, fmt.Sprintf("%.1f×", freshRatio))
	if !strings.HasPrefix(q.name, pathsUnder(lens{})) {
		b.asked(q.name, w, sizes, found, target)
		return b.askKept(ctx, w, q, sizes, keeps, theirs)
	}
	b.asked(q.name, w, sizes, found, target, within(pathsP95))
	if q.name != pathsUnder(lenses("")[0]) {
		return nil
	}
	return b.askKept(ctx, w, q, sizes, keeps, theirs)
}

// askKept measures answers that the server has kept. So that none of them drives out another, questions are asked whose
// answers take little room together.
func (b *bench) askKept(ctx context.Context, w *world, q *asked, sizes []int, ours, theirs *side) error {
	some, room := *q, keptRoom
	var fitting []int
	some.questions = nil
	for i, one := range q.questions {
		if sizes[i] <= room && sizes[i] <= keptRoom/4 {
			room -= sizes[i]
			some.questions, fitting = append(some.questions, one), append(fitting, sizes[i])
		}
	}
	if len(fitting) == 0 {
		return fmt.Errorf("no answer is small enough to be kept")
	}
	found, err := takeTurns(ctx, []contender{{ours, func(i int) []byte { return some.serverRequest(i%len(some.questions), false) }},
		{theirs, some.plainRequest}}, len(some.questions), b.effort)
	if err != nil {
		return err
	}
	b.asked(q.name+", kept", w, fitting, found, atLeast(keptRatio, fmt.Sprintf("%.1f×", keptRatio)))
	return nil
}

// asked notes what was found of the server and the plain handler.
func (b *bench) asked(name string, w *world, sizes []int, found []measured, speed goal, times ...goal) {
	total := 0
	for _, n := range sizes {
		total += n
	}
	r := ratioOf(found[0].turns, found[1].turns)
	words, verdict := speed.judgeRatio(r)
	for _, g := range times {
		more, also := g.judge(float64(quantile(found[0].took, 0.95)))
		words, verdict = words+", p95 "+more, verdict+", "+also
	}
	cells := slices.Concat([]string{name, w.String(), size(float64(total) / float64(len(sizes)))}, found[0].cells(), found[1].cells(),
		[]string{r.String(), words, verdict})
	b.requestTable.add(cells...)
}

// cells are p50, p95, allocations and bytes of a request.
func (m *measured) cells() []string {
	return []string{figure(quantile(m.took, 0.5)), figure(quantile(m.took, 0.95)), thousands(int(m.objects)), size(m.bytes)}
}

// compareAnswers makes sure that both sides give the same content, and gives the sizes of the server's answers.
func compareAnswers(q *asked, ours, theirs *side) ([]int, error) {
	sizes := make([]int, len(q.questions))
	for i := range q.questions {
		got, err := ours.do(q.serverRequest(i, true))
		if err != nil {
			return nil, err
		}
		sizes[i] = len(got)
		var said, want struct{ Data map[string]any }
		if err := json.Unmarshal(got, &said); err != nil {
			return nil, fmt.Errorf("read an answer of the server: %w", err)
		}
		got, err = theirs.do(q.plainRequest(i))
		if err != nil {
			return nil, err
		}
		if err := json.Unmarshal(got, &want); err != nil {
			return nil, fmt.Errorf("read an answer of the plain handler: %w", err)
		}
		if said.Data == nil || !reflect.DeepEqual(said, want) {
			return nil, fmt.Errorf("the two sides say different things of %v", q.questions[i].variables)
		}
	}
	return sizes, nil
}
