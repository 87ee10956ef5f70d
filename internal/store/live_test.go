package store_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
	"github.com/securebase/securebase/internal/store/sqlite"
)

func open(t *testing.T, file string) *sqlite.Store {
	t.Helper()
	db, err := sqlite.Open(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func naming(id, name string) store.ChangeSet {
	return store.ChangeSet{Entities: []evidence.Entity{&evidence.Theorist{Common: evidence.Common{ID: id, Kind: evidence.KindTheorist, Name: name}}}}
}

// TestTwoServersOnOneDatabase writes through one and reads through the other.
func TestTwoServersOnOneDatabase(t *testing.T) {
	file := filepath.Join(t.TempDir(), "graph.db")
	first := open(t, file)
	change := naming("john-bowlby", "John Bowlby")
	change.Vocabulary = &evidence.Vocabulary{}
	if _, err := first.Apply(t.Context(), change); err != nil {
		t.Fatal(err)
	}
	writer, err := store.NewLive(t.Context(), first)
	if err != nil {
		t.Fatal(err)
	}
	reader, err := store.NewLive(t.Context(), open(t, file))
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	watched := make(chan struct{})
	go func() {
		reader.Watch(ctx, 10*time.Millisecond, func(err error) { t.Errorf("watch: %v", err) })
		close(watched)
	}()
	if _, err := writer.Apply(t.Context(), naming("mary-ainsworth", "Mary Ainsworth")); err != nil {
		t.Fatal(err)
	}
	if _, ok := writer.Index().Entity("mary-ainsworth"); !ok {
		t.Error("the writer does not read its own write")
	}
	deadline := time.Now().Add(2 * time.Second)
	for _, ok := reader.Index().Entity("mary-ainsworth"); !ok; _, ok = reader.Index().Entity("mary-ainsworth") {
		if time.Now().After(deadline) {
			t.Fatal("the other server did not see the write within two seconds")
		}
		time.Sleep(5 * time.Millisecond)
	}
	if reader.Now().Digest != writer.Now().Digest || reader.Index().Version != writer.Index().Version {
		t.Errorf("versions differ: %+v, %+v", reader.Now(), writer.Now())
	}
	stop()
	<-watched
}

// TestARequestIsCarriedOutAgainWhenTheGraphMoves removes what a reader is about to read.
func TestARequestIsCarriedOutAgainWhenTheGraphMoves(t *testing.T) {
	file := filepath.Join(t.TempDir(), "graph.db")
	other := open(t, file)
	change := naming("john-bowlby", "John Bowlby")
	change.Vocabulary = &evidence.Vocabulary{}
	if _, err := other.Apply(t.Context(), change); err != nil {
		t.Fatal(err)
	}
	live, err := store.NewLive(t.Context(), open(t, file))
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	watched := make(chan struct{})
	go func() {
		live.Watch(ctx, time.Hour, func(err error) { t.Errorf("watch: %v", err) })
		close(watched)
	}()
	change = naming("mary-ainsworth", "Mary Ainsworth")
	change.Delete = []string{"john-bowlby"}
	if _, err := other.Apply(t.Context(), change); err != nil {
		t.Fatal(err)
	}
	var failures []error
	live.Steadily(t.Context(), func(ctx context.Context) {
		id := "john-bowlby"
		if _, ok := live.Index().Entity(id); !ok {
			id = "mary-ainsworth"
		}
		_, err := store.Read(ctx, live, store.Want{Entities: []string{id}})
		failures = append(failures, err)
	})
	if len(failures) != 2 || store.CodeOf(failures[0]) != store.Unavailable || failures[1] != nil {
		t.Errorf("the request gave %v", failures)
	}
	stop()
	<-watched
}

// TestReplacedTellsEveryoneWhoWaits waits for a change in several places, and for one that has been.
func TestReplacedTellsEveryoneWhoWaits(t *testing.T) {
	live, err := store.NewLive(t.Context(), open(t, filepath.Join(t.TempDir(), "graph.db")))
	if err != nil {
		t.Fatal(err)
	}
	_, before := live.Current()
	waiting := []<-chan struct{}{live.Replaced(before.Digest), live.Replaced(before.Digest)}
	for _, change := range []store.ChangeSet{{Entities: naming("john-bowlby", "John Bowlby").Entities, Vocabulary: &evidence.Vocabulary{}},
		naming("mary-ainsworth", "Mary Ainsworth")} {
		for _, w := range waiting {
			select {
			case <-w:
				t.Error("told of a change before there was one")
			default:
			}
		}
		if _, err := live.Apply(t.Context(), change); err != nil {
			t.Fatal(err)
		}
		for _, w := range append(waiting, live.Replaced(before.Digest)) {
			<-w
		}
		ix, now := live.Current()
		if ix.Version != now.Digest || now.Digest == before.Digest {
			t.Errorf("the index is of %s, the version is %s, it was %s", ix.Version, now.Digest, before.Digest)
		}
		before, waiting = now, []<-chan struct{}{live.Replaced(now.Digest), live.Replaced(now.Digest)}
	}
	if _, err := live.Apply(t.Context(), naming("mary-ainsworth", "Mary Ainsworth")); err != nil {
		t.Fatal(err)
	}
	select {
	case <-waiting[0]:
		t.Error("told of a change that changed nothing")
	default:
	}
}

// TestWatchTellsOfFailureOnce closes the database under a watcher.
func TestWatchTellsOfFailureOnce(t *testing.T) {
	db := open(t, filepath.Join(t.TempDir(), "graph.db"))
	live, err := store.NewLive(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer stop()
	var told []error
	live.Watch(ctx, time.Millisecond, func(err error) { told = append(told, err) })
	if len(told) != 1 || store.CodeOf(told[0]) != store.Unavailable {
		t.Errorf("told %v", told)
	}
	if live.Index() == nil {
		t.Error("readers lost the index they had")
	}
	if w := live.Work(); w.Failures < 2 || w.Builds != 1 || w.LastBuild <= 0 {
		t.Errorf("%+v; every look that fails is counted", w)
	}
}

// TestReadTellsOfAMovedGraph asks for what the database does not hold.
func TestReadTellsOfAMovedGraph(t *testing.T) {
	db := open(t, filepath.Join(t.TempDir(), "graph.db"))
	for name, want := range map[string]store.Want{
		"an entity":       {Entities: []string{"john-bowlby"}},
		"a claim":         {Claims: []string{"john-bowlby.originated.secure-base"}},
		"a practice item": {Practice: []string{"step-one"}},
	} {
		_, err := store.Read(t.Context(), db, want)
		var own *store.Error
		if !errors.As(err, &own) || own.Code != store.Unavailable {
			t.Errorf("%s: %v", name, err)
		}
	}
}
