package neo4j_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
	"github.com/securebase/securebase/internal/store/neo4j"
)

const (
	// callTime is the deadline of every call under a fault; where an answer is wanted it is longer.
	callTime = 2 * time.Second
	// overdue is how much later than its deadline a call may come back on a busy machine. A commit under way is waited
	// for as long as the store's patience, since it may be made all the same.
	overdue = 6 * time.Second
)

// TestFaultsOfTheNetwork disturbs the connections between the store and the server under every call at once. An answer
// that comes is whole and right, and everything else is an error that names the fault within the deadline. When the
// fault is over the same store answers, what it was told to have written is there, and nothing is left behind.
func TestFaultsOfTheNetwork(t *testing.T) {
	const halfOpen = `{"timeout": 0}`
	for _, test := range []struct {
		name   string
		during func(*testing.T, *wire)
		want   string // what every reading call gives: "answers", "errors" or "either"
	}{
		{"none", func(*testing.T, *wire) {}, "answers"},
		{"server gone", func(_ *testing.T, w *wire) { w.Stop() }, "errors"},
		{"two seconds of latency", func(t *testing.T, w *wire) {
			w.disturb(t, "latency", "downstream", `{"latency": 2000}`)
		}, "errors"},
		{"a little latency", func(t *testing.T, w *wire) {
			w.disturb(t, "latency", "downstream", `{"latency": 50, "jitter": 30}`)
		}, "answers"},
		{"half open, answers are lost", func(t *testing.T, w *wire) { w.disturb(t, "timeout", "downstream", halfOpen) }, "errors"},
		{"half open, questions are lost", func(t *testing.T, w *wire) { w.disturb(t, "timeout", "upstream", halfOpen) }, "errors"},
		{"cut within the first answer", func(t *testing.T, w *wire) {
			w.disturb(t, "limit_data", "downstream", `{"bytes": 5}`)
		}, "errors"},
		{"cut within the rows", func(t *testing.T, w *wire) {
			w.disturb(t, "limit_data", "downstream", `{"bytes": 2000}`)
		}, "either"},
		{"cut within the question", func(t *testing.T, w *wire) {
			w.disturb(t, "limit_data", "upstream", `{"bytes": 300}`)
		}, "errors"},
		{"reset", func(t *testing.T, w *wire) { w.disturb(t, "reset_peer", "downstream", `{"timeout": 0}`) }, "errors"},
		{"reset after a while", func(t *testing.T, w *wire) { w.disturb(t, "reset_peer", "downstream", `{"timeout": 200}`) }, "errors"},
		{"slices of some bytes", func(t *testing.T, w *wire) {
			w.disturb(t, "slicer", "downstream", `{"average_size": 7, "size_variation": 3, "delay": 5}`)
		}, "either"},
		{"slow drip", func(t *testing.T, w *wire) { w.disturb(t, "bandwidth", "downstream", `{"rate": 10}`) }, "either"},
		{"slow close", func(t *testing.T, w *wire) { w.disturb(t, "slow_close", "downstream", `{"delay": 1000}`) }, "answers"},
	} {
		t.Run(test.name, func(t *testing.T) {
			empty(t)
			w := newWire(t)
			s, err := neo4j.Open(t.Context(), w.address(), impatient())
			if err != nil {
				t.Fatal(err)
			}
			held := newHeld(t, s)
			held.askEverything(t, "answers") // so that there are connections
			test.during(t, w)
			held.askEverything(t, test.want)
			w.mend(t)
			held.askEverything(t, "answers")
			held.written(t)
			noDriverWorks(t)
			if err := s.Close(); err != nil {
				t.Error(err)
			}
			noneConnected(t)
		})
	}
}

// TestSilenceEndsReadsWithoutDeadline asks without a deadline, as a server does that looks for changes, while nothing
// arrives on connections that stand.
func TestSilenceEndsReadsWithoutDeadline(t *testing.T) {
	empty(t)
	w := newWire(t)
	h := newHeld(t, connect(t, w.address(), impatient()))
	h.askEverything(t, "answers")
	w.disturb(t, "timeout", "downstream", `{"timeout": 0}`)
	var calls sync.WaitGroup
	for name, call := range map[string]func(context.Context) error{
		"version": h.version, "entities": h.entities, "match": h.match, "stream": h.stream,
	} {
		calls.Go(func() {
			begun := time.Now()
			if err := call(t.Context()); store.CodeOf(err) != store.Timeout {
				t.Errorf("%s: %v", name, err)
			}
			if took := time.Since(begun); took > 2*impatient().Patience {
				t.Errorf("%s took %v", name, took)
			}
		})
	}
	calls.Wait()
	w.mend(t)
	h.askEverything(t, "answers")
}

// impatient does not wait long where there is no deadline.
func impatient() neo4j.Options {
	o := options()
	o.Patience = 5 * time.Second
	return o
}

// held knows what a store holds: constructs that stay as they are, and one that is written again and again.
type held struct {
	store     *neo4j.Store
	ids       []string
	round     int
	told      int // the last round of which the store said that it is written
	attempted int
}

const (
	stays     = "what stays"
	rewritten = "construct-written"
)

func newHeld(t *testing.T, s *neo4j.Store) *held {
	t.Helper()
	change := constructs(200, stays)
	if _, err := s.Apply(t.Context(), change); err != nil {
		t.Fatal(err)
	}
	h := &held{store: s}
	for _, e := range change.Entities {
		h.ids = append(h.ids, e.Head().ID)
	}
	return h
}

// askEverything carries out every call at once and judges what comes.
func (h *held) askEverything(t *testing.T, want string) {
	t.Helper()
	h.round++
	deadline := callTime
	if want == "answers" {
		deadline *= 10
	}
	var calls sync.WaitGroup
	for name, call := range map[string]func(context.Context) error{
		"version": h.version, "entities": h.entities, "match": h.match, "stream": h.stream, "apply": h.apply,
	} {
		calls.Go(func() {
			ctx, cancel := context.WithTimeout(t.Context(), deadline)
			defer cancel()
			begun := time.Now()
			err := call(ctx)
			took := time.Since(begun)
			if took > deadline+overdue || took > deadline+overdue/3 && name != "apply" {
				t.Errorf("%s took %v", name, took)
			}
			code := store.CodeOf(err)
			switch {
			case err == nil && (want != "errors" || name == "apply"):
			case (code == store.Unavailable || code == store.Timeout) && want != "answers":
			default:
				t.Errorf("%s gave %q, %v; wanted are %s", name, code, err, want)
			}
			if err != nil && strings.ContainsAny(err.Error(), "{:[") {
				t.Errorf("the message of %s is not for everyone: %v", name, err)
			}
		})
	}
	calls.Wait()
}

func (h *held) version(ctx context.Context) error {
	version, err := h.store.Version(ctx)
	if err == nil && (version.Number == 0 || version.Digest == "") {
		return fmt.Errorf("the version is %+v", version)
	}
	return err
}

func (h *held) entities(ctx context.Context) error {
	all, err := h.store.Entities(ctx, h.ids)
	if err != nil {
		return err
	}
	return h.allThere(all)
}

// allThere wants all that stays, in order.
func (h *held) allThere(all []evidence.Entity) error {
	var got []string
	for _, e := range all {
		if e.Head().Summary != stays {
			return fmt.Errorf("%s says %q", e.Head().ID, e.Head().Summary)
		}
		got = append(got, e.Head().ID)
	}
	if !slices.Equal(got, h.ids) {
		return fmt.Errorf("%d entities of %d", len(got), len(h.ids))
	}
	return nil
}

func (h *held) match(ctx context.Context) error {
	match, err := h.store.Match(ctx, evidence.ParseTextQuery(stays))
	if err == nil && !slices.Equal(match.Entities, h.ids) {
		return fmt.Errorf("%d entities match, of %d", len(match.Entities), len(h.ids))
	}
	return err
}

func (h *held) stream(ctx context.Context) error {
	var all []evidence.Entity
	_, err := h.store.Stream(ctx, func(record store.Record) error {
		if e, ok := record.(evidence.Entity); ok && e.Head().ID != rewritten {
			all = append(all, e)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return h.allThere(all)
}

func (h *held) apply(ctx context.Context) error {
	h.attempted = h.round
	_, err := h.store.Apply(ctx, store.ChangeSet{Entities: []evidence.Entity{&evidence.Construct{Common: evidence.Common{
		ID: rewritten, Kind: evidence.KindConstruct, Summary: fmt.Sprintf("round %03d", h.round)}}}})
	if err == nil {
		h.told = h.round
	}
	return err
}

// written wants the last change of which the store said that it is written.
func (h *held) written(t *testing.T) {
	t.Helper()
	all, err := h.store.Entities(t.Context(), []string{rewritten})
	if err != nil || len(all) != 1 {
		t.Errorf("what was written: %v, %v", all, err)
		return
	}
	if want := fmt.Sprintf("round %03d", h.told); all[0].Head().Summary != want {
		t.Errorf("it says %q, written was %q", all[0].Head().Summary, want)
	}
}
