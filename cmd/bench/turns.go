package main

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// effort says how long is measured. Sides take turns of about the turn's length until the budget is used up, and as often
// as the fewest turns at least.
type effort struct {
	turn   time.Duration
	budget time.Duration // for all sides of one question together
	fewest int
}

// most and least requests of a turn.
const (
	leastOfTurn = 5
	mostOfTurn  = 500
)

// contender is one side of a measurement: who is asked, and what.
type contender struct {
	*side
	request func(i int) []byte
}

// measured is what was found of one contender.
type measured struct {
	took    []time.Duration // of each request
	turns   []time.Duration // of each turn, requests alone
	objects float64         // allocated for a request
	bytes   float64
}

// takeTurns measures contenders by turns, A B C A B C …, each with the same questions in a turn.
func takeTurns(ctx context.Context, all []contender, questions int, e effort) ([]measured, error) {
	found := make([]measured, len(all))
	size, next, err := warm(all, questions, e.turn)
	if err != nil {
		return nil, err
	}
	asked := 0
	before := make([]memory, len(all))
	for i, c := range all {
		if before[i], err = c.memory(); err != nil {
			return nil, err
		}
	}
	for begun := time.Now(); time.Since(begun) < e.budget || len(found[0].turns) < e.fewest; next += size {
		for i, c := range all {
			if err := ctx.Err(); err != nil {
				return nil, fmt.Errorf("measure: %w", err)
			}
			if err := found[i].turn(c, next, size); err != nil {
				return nil, err
			}
		}
		asked += size
	}
	for i, c := range all {
		after, err := c.memory()
		if err != nil {
			return nil, err
		}
		spent := after.minus(before[i]).minus(c.reading)
		found[i].objects, found[i].bytes = float64(spent.Objects)/float64(asked), float64(spent.Bytes)/float64(asked)
	}
	return found, nil
}

// warm asks every question once and says how many requests make a turn, and which is the next one.
func warm(all []contender, questions int, turn time.Duration) (size, next int, err error) {
	slowest := time.Duration(0)
	for _, c := range all {
		begun := time.Now()
		for i := range questions {
			if _, err := c.do(c.request(i)); err != nil {
				return 0, 0, err
			}
		}
		slowest = max(slowest, time.Since(begun)/time.Duration(questions))
	}
	size = int(turn / max(slowest, time.Microsecond))
	return min(max(size, leastOfTurn), mostOfTurn), questions, nil
}

// turn is one turn of a contender: so many questions from the first on.
func (m *measured) turn(c contender, first, count int) error {
	if err := c.ready(); err != nil {
		return err
	}
	whole := time.Duration(0)
	for i := first; i < first+count; i++ {
		request := c.request(i)
		begun := time.Now()
		if _, err := c.do(request); err != nil {
			return err
		}
		took := time.Since(begun)
		m.took = append(m.took, took)
		whole += took
	}
	m.turns = append(m.turns, whole)
	return nil
}

// quantile gives the value below which the share of the values lies.
func quantile[T ~int64 | ~float64](values []T, share float64) T {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[min(len(sorted)-1, int(share*float64(len(sorted))))]
}

// ratio is how often one side does its work in the time that the other takes. Half of the pairs of turns lie between low
// and high.
type ratio struct{ middle, low, high float64 }

// ratioOf compares two sides turn by turn: above 1 the first is the faster one.
func ratioOf(ours, theirs []time.Duration) ratio {
	pairs := make([]float64, min(len(ours), len(theirs)))
	for i := range pairs {
		pairs[i] = float64(theirs[i]) / float64(ours[i])
	}
	return ratio{quantile(pairs, 0.5), quantile(pairs, 0.25), quantile(pairs, 0.75)}
}
