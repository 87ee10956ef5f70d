package neo4j

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/securebase/securebase/internal/store"
)

// TestClockStepsBack sets what the database knows of the time an hour ahead, as it is when its clock has stepped back.
func TestClockStepsBack(t *testing.T) {
	s := open(t)
	before, err := s.Apply(t.Context(), many(10, "old words"))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	change := many(loadSize+500, "new words")
	change.Progress = func(done, _ int) {
		if done >= batchSize {
			cancel()
		}
	}
	if _, err := s.Apply(ctx, change); !errors.Is(err, context.Canceled) {
		t.Fatalf("a load that was given up: %v", err)
	}
	change.Progress = nil
	ahead := func() {
		t.Helper()
		if err := server.Run(t.Context(), "MATCH (l:Lock {name: 'apply'}), (v:GraphVersion {id: 'graph'}) "+
			"SET l.until = timestamp() + 3600000, v.at = datetime() + duration('PT1H'), l.at = v.at"); err != nil {
			t.Error(err)
		}
	}

	other := connect(t)
	other.loadPatience = 400 * time.Millisecond
	const signs = 6
	alive := make(chan struct{})
	go func() { // whoever loads is alive, and gives signs of it
		defer close(alive)
		for range signs {
			ahead()
			time.Sleep(other.loadPatience / 2)
		}
	}()
	ahead()
	begun := time.Now()
	after, err := other.Apply(t.Context(), change)
	if err != nil || after.Number != before.Number+1 {
		t.Fatalf("the load after the death of another one: %+v (%v)", after, err)
	}
	if took := time.Since(begun); took < (signs-1)*other.loadPatience/2 {
		t.Errorf("it went on after %v, while the other gave signs of life", took)
	}
	<-alive
	ahead()
	last, err := s.Apply(t.Context(), many(3, "third words"))
	if err != nil || last.Number != after.Number+1 || last.Digest == after.Digest || !last.At.Before(time.Now().Add(time.Minute)) {
		t.Errorf("the change after: %+v (%v)", last, err)
	}
	if seen, err := s.Stream(t.Context(), func(store.Record) error { return nil }); err != nil || seen.Digest != last.Digest {
		t.Errorf("%s is seen, want %s (%v)", seen.Digest, last.Digest, err)
	}
}
