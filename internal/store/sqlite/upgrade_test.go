package sqlite

import (
	"database/sql"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
)

// oldFile makes the database that testdata/schema-1.sql describes: a file of the first schema as the release of that
// time wrote it. testdata/schema-1.jsonl is what it holds.
func oldFile(t *testing.T) string {
	t.Helper()
	script, err := os.ReadFile("testdata/schema-1.sql")
	if err != nil {
		t.Fatal(err)
	}
	path := newFile(t)
	change(t, path, string(script))
	return path
}

// lines gives the content of a store as canonical lines.
func lines(t *testing.T, s *Store) []string {
	t.Helper()
	var all []string
	_, err := s.Stream(t.Context(), func(r store.Record) error {
		line, err := evidence.Line(r)
		all = append(all, string(line))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// story gives the lines of testdata/schema-1.jsonl, and the change that writes them.
func story(t *testing.T) ([]string, store.ChangeSet) {
	t.Helper()
	text, err := os.ReadFile("testdata/schema-1.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	all := strings.Split(strings.TrimSpace(string(text)), "\n")
	change := store.ChangeSet{Replace: true}
	for i, line := range all {
		record, err := evidence.ParseLine([]byte(line))
		if err != nil {
			t.Fatalf("line %d: %v", i+1, err)
		}
		switch r := record.(type) {
		case *evidence.Vocabulary:
			change.Vocabulary = r
		case evidence.Entity:
			change.Entities = append(change.Entities, r)
		case *evidence.Claim:
			change.Claims = append(change.Claims, r)
		case *evidence.PracticeItem:
			change.Practice = append(change.Practice, r)
		}
	}
	return all, change
}

// number reads a pragma.
func number(t *testing.T, path, pragma string) (n int) {
	t.Helper()
	db := raw(t, path)
	if err := errors.Join(db.QueryRowContext(t.Context(), "PRAGMA "+pragma).Scan(&n), db.Close()); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestUpgradeFromTheFirstSchema(t *testing.T) {
	want, change := story(t)
	imported := open(t, newFile(t))
	fresh, err := imported.Apply(t.Context(), change)
	if err != nil {
		t.Fatal(err)
	}
	path := oldFile(t)
	if schema := number(t, path, "user_version"); schema != 1 {
		t.Fatalf("the old file is of schema %d", schema)
	}
	copied := filepath.Join(t.TempDir(), "backup.db")
	if _, err := Backup(t.Context(), path, copied, false); err != nil || number(t, copied, "user_version") != 1 {
		t.Errorf("an old file must be backed up as it is: %v", err)
	}
	s, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	version, err := s.Version(t.Context())
	if err != nil || version.Digest != fresh.Digest || version.Number != 7 || !version.Edited || !strings.HasPrefix(version.Seed, "feed") {
		t.Errorf("%+v (%v), a fresh import has %.12s", version, err, fresh.Digest)
	}
	if got := lines(t, s); !slices.Equal(got, want) || !slices.Equal(lines(t, imported), want) {
		t.Errorf("the content is\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	for _, word := range []string{"安全基地", "ainsworth", "trial"} {
		got, err1 := s.Match(t.Context(), evidence.ParseTextQuery(word))
		want, err2 := imported.Match(t.Context(), evidence.ParseTextQuery(word))
		if err := errors.Join(err1, err2); err != nil || !slices.Equal(got.Entities, want.Entities) || !slices.Equal(got.Claims, want.Claims) || len(got.Entities)+len(got.Claims) == 0 {
			t.Errorf("%s: found %+v, want %+v (%v)", word, got, want, err)
		}
	}
	if again, err := s.Apply(t.Context(), change); err != nil || again.Number != version.Number {
		t.Errorf("the same content again makes %+v (%v)", again, err)
	}
	if after, err := s.Apply(t.Context(), secureBase()); err != nil || after.Number != version.Number+1 {
		t.Errorf("a change makes %+v (%v)", after, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	l, err := LookAt(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if err := l.Check(t.Context(), true); err != nil || l.Schema != l.Known {
		t.Errorf("schema %d of %d: %v", l.Schema, l.Known, err)
	}
}

// TestTheFirstMigrationStaysAsItWas compares the tables of the old file with those that the first migration makes now.
func TestTheFirstMigrationStaysAsItWas(t *testing.T) {
	scripts, err := migrations(migrationFiles)
	if err != nil {
		t.Fatal(err)
	}
	path := newFile(t)
	change(t, path, scripts[0])
	objects := func(path string) map[string]string {
		db := raw(t, path)
		rows, err := db.QueryContext(t.Context(), "SELECT type || ' ' || name, coalesce(sql, '') FROM sqlite_schema")
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		all := map[string]string{}
		for rows.Next() {
			var name, text string
			if err := rows.Scan(&name, &text); err != nil {
				t.Fatal(err)
			}
			all[name] = text
		}
		return all
	}
	if was, is := objects(oldFile(t)), objects(path); !maps.Equal(was, is) || len(is) < 20 {
		t.Errorf("the first migration was changed; add another one instead\nwas %v\nis  %v", was, is)
	}
}

// TestMigrationsAreCarriedOutWholeOrNot brings the old file to a schema that is to come.
func TestMigrationsAreCarriedOutWholeOrNot(t *testing.T) {
	first, err := migrationFiles.ReadFile("migrations/0001_graph.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, second, third string
		schema              int
	}{
		{"all go well", "CREATE TABLE vote (id TEXT) STRICT; PRAGMA user_version = 2;", "INSERT INTO vote VALUES ('a'); PRAGMA user_version = 3;", 3},
		{"the last one fails", "CREATE TABLE vote (id TEXT) STRICT; PRAGMA user_version = 2;", "INSERT INTO vote VALUES ('a'); INSERT INTO none VALUES (1);", 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := oldFile(t)
			s := open(t, path)
			before := lines(t, s)
			err := s.migrate(t.Context(), place{file: path}, fstest.MapFS{"migrations/0001_graph.sql": {Data: first},
				"migrations/0002_vote.sql": {Data: []byte(c.second)}, "migrations/0003_first_vote.sql": {Data: []byte(c.third)}})
			if (err == nil) != (c.schema == 3) {
				t.Fatal(err)
			}
			var votes int
			err = s.writer.QueryRowContext(t.Context(), "SELECT count(*) FROM vote").Scan(&votes)
			if (err == nil) != (c.schema == 3) || errors.Is(err, sql.ErrNoRows) {
				t.Errorf("%d votes (%v)", votes, err)
			}
			if got := number(t, path, "user_version"); got != c.schema || !slices.Equal(lines(t, s), before) {
				t.Errorf("left at schema %d, want %d, with the content as it was", got, c.schema)
			}
		})
	}
}
