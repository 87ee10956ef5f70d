package main

import (
	"errors"
	"time"
)

// baton lets works that cannot be cut into requests go on by turns, and measures how long each works.
type baton struct {
	passed []chan struct{} // who receives from theirs may work
	begun  time.Time
	spent  []time.Duration
	ended  []bool
}

// batonTurn is how long a turn lasts at least.
const batonTurn = 250 * time.Millisecond

// byTurns carries out works by turns and gives how long each of them worked. A work tells now and then that the turn may
// go on to the next one.
func byTurns(works ...func(between func()) error) ([]time.Duration, error) {
	b := &baton{passed: make([]chan struct{}, len(works)), spent: make([]time.Duration, len(works)), ended: make([]bool, len(works))}
	failures := make(chan error, len(works))
	for i, work := range works {
		b.passed[i] = make(chan struct{}, 1)
		go func() {
			b.begin(i)
			defer b.end(i)
			failures <- work(func() { b.next(i) })
		}()
	}
	b.passed[0] <- struct{}{}
	var all error
	for range works {
		all = errors.Join(all, <-failures)
	}
	return b.spent, all
}

func (b *baton) begin(me int) {
	<-b.passed[me]
	b.begun = time.Now()
}

// next ends a turn that has lasted long enough, and waits for the next one.
func (b *baton) next(me int) {
	if time.Since(b.begun) < batonTurn {
		return
	}
	b.pass(me)
	b.begin(me)
}

// end leaves the turns to the others.
func (b *baton) end(me int) {
	b.ended[me] = true
	b.pass(me)
}

func (b *baton) pass(me int) {
	b.spent[me] += time.Since(b.begun)
	for i := 1; i <= len(b.passed); i++ {
		if next := (me + i) % len(b.passed); !b.ended[next] {
			b.passed[next] <- struct{}{}
			return
		}
	}
}
