package sqlite

import (
	"testing"
	"time"

	"github.com/securebase/securebase/internal/store"
)

// TestClockStepsBack sets the time of the last change a year ahead, as it is when the clock has stepped back. Changes are
// told apart by number and digest, so nothing waits for that time to come.
func TestClockStepsBack(t *testing.T) {
	path := newFile(t)
	s := open(t, path)
	before, err := s.Apply(t.Context(), secureBase())
	if err != nil {
		t.Fatal(err)
	}
	db := raw(t, path)
	run(t, db, "UPDATE meta SET at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '+1 year')")
	reader := open(t, path)
	if ahead, err := reader.Version(t.Context()); err != nil || ahead.At.Before(time.Now().AddDate(0, 11, 0)) {
		t.Fatalf("the last change was at %v (%v)", ahead.At, err)
	}
	after, err := s.Apply(t.Context(), library(20, "after the step"))
	if err != nil || after.Number != before.Number+1 || after.At.After(time.Now().Add(time.Minute)) {
		t.Fatalf("the change after: %+v (%v)", after, err)
	}
	seen, err := reader.Stream(t.Context(), func(store.Record) error { return nil })
	if err != nil || seen != after {
		t.Errorf("readers see %+v (%v), want %+v", seen, err, after)
	}
}
