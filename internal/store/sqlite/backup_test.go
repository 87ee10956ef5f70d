package sqlite

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
)

// filled makes a database and closes it.
func filled(t *testing.T, path string, change store.ChangeSet) store.Version {
	t.Helper()
	s, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	version, err := s.Apply(t.Context(), change)
	if err := errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
	return version
}

// holds reads a whole database and tells its version; the records must add up to its digest.
func holds(t *testing.T, path string) store.Version {
	t.Helper()
	s, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var sum evidence.Digest
	version, err := s.Stream(t.Context(), func(r store.Record) error {
		line, err := evidence.Line(r)
		sum.Add(evidence.RecordDigest(line))
		return err
	})
	if err != nil || sum.String() != version.Digest {
		t.Fatalf("%s: the records add up to %.12s, the version says %.12s (%v)", path, sum, version.Digest, err)
	}
	return version
}

// change does to a file what another program would, and closes it.
func change(t *testing.T, path, script string) {
	t.Helper()
	db := raw(t, path)
	run(t, db, script)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

func named(i int) store.ChangeSet {
	return store.ChangeSet{Entities: []evidence.Entity{&evidence.Theorist{Common: evidence.Common{
		ID: fmt.Sprintf("person-%d", i), Kind: evidence.KindTheorist, Name: strings.Repeat("Mary Ainsworth ", 50)}}}}
}

func TestBackupWhileAServerWrites(t *testing.T) {
	path := newFile(t)
	s := open(t, path)
	if _, err := s.Apply(t.Context(), secureBase()); err != nil {
		t.Fatal(err)
	}
	done, written := make(chan struct{}), make(chan int)
	go func() {
		n := 0
		defer func() { written <- n }()
		for {
			select {
			case <-done:
				return
			default:
			}
			if _, err := s.Apply(t.Context(), named(n)); err != nil {
				t.Error(err)
				return
			}
			n++
		}
	}()
	var last store.Version
	for i := range 10 {
		out := filepath.Join(t.TempDir(), "backup.db")
		told, err := Backup(t.Context(), path, out, false)
		if err != nil {
			t.Fatal(err)
		}
		if left, err := filepath.Glob(out + "*"); err != nil || len(left) != 1 {
			t.Errorf("left beside the backup: %v", left)
		}
		got := holds(t, out)
		if got != told || got.Number < last.Number {
			t.Errorf("backup %d holds %+v, told was %+v", i, got, told)
		}
		last = got
	}
	close(done)
	if n := <-written; n < 10 || last.Number < 2 {
		t.Errorf("%d changes meanwhile, the last backup is of change %d: nothing was seen", n, last.Number)
	}
}

func TestBackupRefuses(t *testing.T) {
	directory := t.TempDir()
	path, taken := filepath.Join(directory, "graph.db"), filepath.Join(directory, "taken.db")
	want := filled(t, path, secureBase())
	if err := os.WriteFile(taken, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	foreign := filepath.Join(directory, "foreign.db")
	change(t, foreign, "CREATE TABLE bookmarks (url TEXT)")
	link := filepath.Join(directory, "link.db")
	if err := os.Link(path, link); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, from, to string
		replace        bool
		code           store.Code
		says           string
	}{
		{"a file that exists", path, taken, false, store.Conflict, "taken.db exists; name another file, or replace it with --force"},
		{"itself", path, path, true, store.Invalid, "is the database itself"},
		{"itself by another name", path, link, true, store.Invalid, "is the database itself"},
		{"a directory", path, directory, true, store.Invalid, "is a directory"},
		{"no directory", path, filepath.Join(directory, "none", "b.db"), false, store.NotFound, "There is no directory"},
		{"no database", filepath.Join(directory, "none.db"), filepath.Join(directory, "b.db"), false, store.NotFound, "none.db does not exist"},
		{"another application's", foreign, filepath.Join(directory, "b.db"), false, store.Invalid, "another application's database"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Backup(t.Context(), c.from, c.to, c.replace)
			if store.CodeOf(err) != c.code || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%s: %v", store.CodeOf(err), err)
			}
		})
	}
	if left, _ := filepath.Glob(filepath.Join(directory, "*.part*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	if mine, err := os.ReadFile(taken); err != nil || string(mine) != "mine" {
		t.Errorf("what was there is gone: %q (%v)", mine, err)
	}
	if _, err := Backup(t.Context(), path, taken, true); err != nil || holds(t, taken) != want {
		t.Errorf("a file that may be replaced: %v", err)
	}
}

func TestRestore(t *testing.T) {
	directory := t.TempDir()
	path, copied := filepath.Join(directory, "graph.db"), filepath.Join(directory, "backup.db")
	old := filled(t, path, secureBase())
	if _, err := Backup(t.Context(), path, copied, false); err != nil {
		t.Fatal(err)
	}
	newer := filled(t, path, named(1))
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	before, version, err := Restore(t.Context(), copied, path, false)
	if err != nil || version != old || before != path+".before-restore" {
		t.Fatalf("%s %+v (%v)", before, version, err)
	}
	if holds(t, path) != old || holds(t, before) != newer {
		t.Error("the old is not in the place of the new one, or the new one is not beside it")
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("the file has become %v (%v)", info.Mode(), err)
	}
	if _, _, err := Restore(t.Context(), copied, path, false); store.CodeOf(err) != store.Conflict || !strings.Contains(err.Error(), "before-restore of an earlier restore exists") {
		t.Errorf("a second restore: %v", err)
	}
	if _, _, err := Restore(t.Context(), copied, path, true); err != nil || holds(t, before) != old {
		t.Errorf("a second restore with force: %v", err)
	}
	fresh := filepath.Join(directory, "fresh.db")
	if before, _, err := Restore(t.Context(), copied, fresh, false); err != nil || before != "" || holds(t, fresh) != old {
		t.Errorf("where there was nothing: %q (%v)", before, err)
	}
}

// TestRestoreUponALog leaves a database as a killed server does, with commits that are in its log only.
func TestRestoreUponALog(t *testing.T) {
	directory := t.TempDir()
	path, copied, killed := filepath.Join(directory, "graph.db"), filepath.Join(directory, "backup.db"), filepath.Join(directory, "killed.db")
	old := filled(t, path, secureBase())
	if _, err := Backup(t.Context(), path, copied, false); err != nil {
		t.Fatal(err)
	}
	s := open(t, path)
	newer, err := s.Apply(t.Context(), named(1))
	if err != nil {
		t.Fatal(err)
	}
	for _, ending := range []string{"", "-wal"} {
		content, err := os.ReadFile(path + ending)
		if err == nil {
			err = os.WriteFile(killed+ending, content, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	before, _, err := Restore(t.Context(), copied, killed, false)
	if err != nil {
		t.Fatal(err)
	}
	if left, _ := filepath.Glob(killed + "-*"); len(left) > 0 {
		t.Errorf("left for the new database to trip over: %v", left)
	}
	if holds(t, killed) != old || holds(t, before) != newer {
		t.Error("the log went to the wrong database, or was lost")
	}
}

func TestRestoreRefuses(t *testing.T) {
	directory := t.TempDir()
	at := func(name string) string { return filepath.Join(directory, name) }
	old := filled(t, at("graph.db"), secureBase())
	if _, err := Backup(t.Context(), at("graph.db"), at("backup.db"), false); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(at("backup.db"))
	if err != nil {
		t.Fatal(err)
	}
	broken := append([]byte{}, content...)
	copy(broken[8192:], strings.Repeat("\xff", 4096))
	cut := content[:len(content)/2]
	headless := append([]byte(strings.Repeat("\x00", 100)), content[100:]...)
	for name, bytes := range map[string][]byte{"broken.db": broken, "cut.db": cut, "headless.db": headless, "ruin.db": broken[:4096], "notes.txt": []byte(strings.Repeat("attachment ", 100))} {
		if err := os.WriteFile(at(name), bytes, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	filled(t, at("newer.db"), secureBase())
	change(t, at("newer.db"), "PRAGMA user_version = 99")
	filled(t, at("loose.db"), secureBase())
	change(t, at("loose.db"), "PRAGMA foreign_keys = OFF; DELETE FROM entity WHERE id = 'secure-base'")
	change(t, at("foreign.db"), "CREATE TABLE bookmarks (url TEXT)")
	opened := open(t, at("open.db"))
	if _, err := opened.Version(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, from, to string
		force          bool
		code           store.Code
		says           string
	}{
		{"a copy that is broken", "broken.db", "graph.db", true, store.Invalid, "broken.db is damaged"},
		{"a copy that is cut off", "cut.db", "graph.db", true, store.Invalid, "cut.db is damaged"},
		{"a copy without a head", "headless.db", "graph.db", true, store.Invalid, "headless.db is no SQLite database"},
		{"a text", "notes.txt", "graph.db", true, store.Invalid, "notes.txt is no SQLite database"},
		{"another application's", "foreign.db", "graph.db", true, store.Invalid, "foreign.db is another application's database"},
		{"a newer schema", "newer.db", "graph.db", true, store.Conflict, "newer.db was written by a newer Secure Base"},
		{"references that lead nowhere", "loose.db", "graph.db", true, store.Invalid, "loose.db refers to what is not there, first in the table claim"},
		{"what is not there", "none.db", "graph.db", true, store.NotFound, "none.db does not exist"},
		{"itself", "graph.db", "graph.db", true, store.Invalid, "is the database itself"},
		{"another application's place", "backup.db", "foreign.db", true, store.Invalid, "foreign.db is another application's database"},
		{"a database that is open", "backup.db", "open.db", true, store.Unavailable, "open.db is open in another program; stop that"},
		{"a ruin that may be open", "backup.db", "headless.db", false, store.Conflict, "so that nobody can tell whether a program has it open"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, _, err := Restore(t.Context(), at(c.from), at(c.to), c.force)
			if store.CodeOf(err) != c.code || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%s: %v\nwant %s: … %s …", store.CodeOf(err), err, c.code, c.says)
			}
		})
	}
	if left, _ := filepath.Glob(at("*.part*")); len(left) > 0 || holds(t, at("graph.db")) != old {
		t.Errorf("left behind: %v", left)
	}
	for _, ruin := range []string{"headless.db", "ruin.db", "newer.db"} {
		if before, _, err := Restore(t.Context(), at("backup.db"), at(ruin), true); err != nil || holds(t, at(ruin)) != old || !exists(before) {
			t.Errorf("%s in the end: %v", ruin, err)
		}
	}
	if _, err := opened.Apply(t.Context(), named(1)); err != nil {
		t.Errorf("who had it open cannot write any more: %v", err)
	}
}
