package sqlite

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
)

func secureBase() store.ChangeSet {
	return store.ChangeSet{
		Entities: []evidence.Entity{
			&evidence.Theorist{Common: evidence.Common{ID: "john-bowlby", Kind: evidence.KindTheorist, Name: "John Bowlby"}},
			&evidence.Construct{Common: evidence.Common{ID: "secure-base", Kind: evidence.KindConstruct, Name: "Secure base"}},
			&evidence.Source{Common: evidence.Common{ID: "bowlby-1988", Kind: evidence.KindSource}, Title: "A Secure Base", Tier: evidence.T1},
		},
		Claims: []*evidence.Claim{{ID: "bowlby-described", Subject: "john-bowlby", Predicate: "developed", Object: "secure-base",
			Text: "Bowlby described the secure base.", Stance: evidence.Supports, Provenance: evidence.Sourced,
			Citations: []evidence.Citation{{Source: "bowlby-1988", Locator: "p. 11"}}}},
	}
}

func TestOpenRefuses(t *testing.T) {
	directory := t.TempDir()
	file := func(name, content string) string {
		path := filepath.Join(directory, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	database := func(name, script string) string {
		path := filepath.Join(directory, name)
		s := open(t, path)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		db := raw(t, path)
		run(t, db, script)
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		return path
	}
	foreign := filepath.Join(directory, "foreign.db")
	run(t, raw(t, foreign), "CREATE TABLE bookmarks (url TEXT)")
	marked := filepath.Join(directory, "marked.db")
	run(t, raw(t, marked), "PRAGMA application_id = 7")
	locked := database("locked.db", "SELECT 1")
	locker := raw(t, locked)
	run(t, locker, "PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE; UPDATE meta SET seed = 'x'")
	damaged := database("damaged.db", "SELECT 1")
	content, err := os.ReadFile(damaged)
	if err != nil {
		t.Fatal(err)
	}
	copy(content[100:], strings.Repeat("\xff", 2000))

	tests := []struct {
		name, path string
		code       store.Code
		message    string // a part of it
	}{
		{"a directory", directory, store.Invalid, "is a directory; name a file in it, such as " + filepath.Join(directory, "securebase.db")},
		{"no directory", filepath.Join(directory, "none", "graph.db"), store.NotFound, "There is no directory " + filepath.Join(directory, "none") + "; make it first."},
		{"a file as directory", filepath.Join(file("plain", "x"), "graph.db"), store.NotFound, "There is no directory"},
		{"a text file", file("notes.txt", strings.Repeat("The secure base of Bowlby. ", 100)), store.Invalid, "is no SQLite database"},
		{"a damaged file", file("damaged.db", string(content)), store.Invalid, "is damaged"},
		{"another application's tables", foreign, store.Invalid, "is another application's database"},
		{"another application's mark", marked, store.Invalid, "is another application's database"},
		{"a newer schema", database("newer.db", "PRAGMA user_version = 99"), store.Conflict, "was written by a newer Secure Base (schema 99, this one knows 1)"},
		{"a locked file", "file:" + locked + "?busy_timeout=20", store.Unavailable, "is locked by another program"},
		{"a full disk", "file:" + filepath.Join(directory, "full.db") + "?max_page_count=5", store.Unavailable, "has no room to grow"},
		{"reading what is not there", "file:" + filepath.Join(directory, "missing.db") + "?mode=ro", store.NotFound, "missing.db does not exist"},
		{"no making", "file:" + filepath.Join(directory, "missing.db") + "?mode=rw", store.NotFound, "missing.db does not exist"},
		{"reading an empty file", "file:" + file("empty.db", "") + "?mode=ro", store.NotFound, "holds no graph yet"},
		{"an unknown mode", "file:graph.db?mode=memory", store.Invalid, "mode=memory is unknown"},
		{"an unknown parameter", "file:graph.db?cache=shared", store.Invalid, `The parameter "cache" is unknown`},
		{"no number", "file:graph.db?busy_timeout=long", store.Invalid, "busy_timeout=long is no number"},
		{"unreadable parameters", "file:graph.db?mode=%zz", store.Invalid, "cannot be read"},
		{"an unreadable name", "file:graph%zz.db", store.Invalid, "is no valid address of a file"},
		{"memory", ":memory:", store.Invalid, "A database in memory would be lost"},
		{"no name", "", store.Invalid, "name a file"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s, err := Open(t.Context(), test.path)
			if err == nil {
				_ = s.Close()
			}
			if store.CodeOf(err) != test.code || !strings.Contains(err.Error(), test.message) {
				t.Fatalf("got %s: %v\nwant %s: … %s …", store.CodeOf(err), err, test.code, test.message)
			}
			leaksNothing(t, err)
		})
	}
	if left, err := os.ReadFile(foreign); err != nil || strings.Contains(string(left[18:20]), "\x02") {
		t.Errorf("another application's file was switched to write-ahead logging (%v)", err)
	}
}

// leaksNothing wants a message without words of SQL or of the driver.
func leaksNothing(t *testing.T, err error) {
	t.Helper()
	for _, word := range []string{"SQLITE_", "SELECT", "INSERT", "sqlite3", "constraint failed", "SQL logic", "(5)", "pragma"} {
		if strings.Contains(err.Error(), word) {
			t.Errorf("the message holds %q: %v", word, err)
		}
	}
}

func TestOpenMakesAndReopens(t *testing.T) {
	directory := t.TempDir()
	for _, name := range []string{"graph.db", "with space & é?.db", "100%.db", "a#b.db", "semi;colon.db"} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(directory, name)
			s := open(t, path)
			written, err := s.Apply(t.Context(), secureBase())
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			if _, err := os.Stat(path); err != nil {
				t.Fatal(err)
			}
			if _, err := os.Stat(path + "-wal"); err == nil {
				t.Error("the log is not folded back on closing")
			}
			read, err := open(t, path).Version(t.Context())
			if err != nil || read.Digest != written.Digest || read.Number != 1 {
				t.Errorf("reopened as %+v (%v), written was %+v", read, err, written)
			}
		})
	}
}

func TestFileCarriesItsMarks(t *testing.T) {
	path := newFile(t)
	open(t, path)
	db := raw(t, path)
	for pragma, want := range map[string]string{"application_id": "1396851027", "user_version": "1", "journal_mode": "wal", "integrity_check": "ok"} {
		var got string
		if err := db.QueryRowContext(t.Context(), "PRAGMA "+pragma).Scan(&got); err != nil || got != want {
			t.Errorf("%s is %s (%v), want %s", pragma, got, err, want)
		}
	}
}

func TestManyMayOpenANewFileAtOnce(t *testing.T) {
	for range 5 {
		path := newFile(t)
		var all sync.WaitGroup
		for range 6 {
			all.Go(func() {
				s, err := Open(context.Background(), path)
				if err != nil {
					t.Error(err)
					return
				}
				if err := s.Close(); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
	}
}

func TestReadOnly(t *testing.T) {
	path := newFile(t)
	writing := open(t, path)
	if _, err := writing.Apply(t.Context(), secureBase()); err != nil {
		t.Fatal(err)
	}
	reading := open(t, "file:"+path+"?mode=ro")
	if _, err := reading.Apply(t.Context(), store.ChangeSet{}); store.CodeOf(err) != store.Forbidden {
		t.Errorf("a change of what is opened for reading: %v", err)
	}
	if _, err := writing.Apply(t.Context(), store.ChangeSet{Delete: []string{"bowlby-described"}}); err != nil {
		t.Fatal(err)
	}
	version, err := reading.Version(t.Context())
	if err != nil || version.Number != 2 {
		t.Errorf("the reader sees %+v (%v), want what the writer left", version, err)
	}
	if err := writing.Close(); err != nil {
		t.Fatal(err)
	}
	if entities, err := reading.Entities(t.Context(), []string{"secure-base"}); err != nil || len(entities) != 1 {
		t.Errorf("after the writer's end the reader is given %v (%v)", entities, err)
	}
}
