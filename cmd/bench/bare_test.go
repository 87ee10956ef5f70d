package main

import (
	"path/filepath"
	"reflect"
	"sync/atomic"
	"testing"
	"time"

	"github.com/securebase/securebase/internal/store"
	"github.com/securebase/securebase/internal/synthetic"
)

// What the bare loader writes is what the store wrote, and a store can serve it.
func TestTheBareLoaderWritesTheSameRows(t *testing.T) {
	generated, err := synthetic.New(synthetic.Of(20))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	written, copied := database{address: "sqlite:" + filepath.Join(dir, "store.db")}, database{address: "sqlite:" + filepath.Join(dir, "bare.db")}
	db, err := written.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := apply(t.Context(), db, generated.ChangeSet(), func() {}); err != nil {
		t.Fatal(err)
	}
	rows := func(d database) []bareTable {
		tables, err := readBare(t.Context(), d.address, true, func() {})
		if err != nil {
			t.Fatal(err)
		}
		return tables
	}
	want := rows(written)
	if err := makeTables(t.Context(), copied.address); err != nil {
		t.Fatal(err)
	}
	if err := writeBare(t.Context(), copied.address, want, func() {}); err != nil {
		t.Fatal(err)
	}
	if got := rows(copied); !reflect.DeepEqual(got, want) {
		t.Error("the rows differ")
	}
	digests := map[string]bool{}
	for _, d := range []database{written, copied} {
		live, err := d.live(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer live.Close()
		if _, err := live.Stream(t.Context(), func(store.Record) error { return nil }); err != nil {
			t.Error(err)
		}
		digests[live.Now().Digest] = true
	}
	if len(digests) != 1 || digests[""] {
		t.Errorf("the two databases are of the versions %v", digests)
	}
}

// Works that share a baton never work at the same time, and the time of each is that of its own turns.
func TestWorksGoOnByTurns(t *testing.T) {
	var at atomic.Int32
	work := func(steps int) func(func()) error {
		return func(between func()) error {
			for range steps {
				if at.Add(1) != 1 {
					t.Error("two work at once")
				}
				time.Sleep(batonTurn / 2)
				at.Add(-1)
				between()
			}
			return nil
		}
	}
	spent, err := byTurns(work(2), work(4))
	if err != nil {
		t.Fatal(err)
	}
	if spent[0] < batonTurn || spent[1] < 2*batonTurn || spent[0] > spent[1] {
		t.Errorf("they worked for %v", spent)
	}
}
