package sqlite

import (
	"database/sql"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/securebase/securebase/internal/store/statement"
)

func open(t *testing.T, path string) *Store {
	t.Helper()
	s, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func newFile(t *testing.T) string {
	t.Helper()
	return filepath.Join(t.TempDir(), "graph.db")
}

// raw is a plain connection to a file, for what only another program would do.
func raw(t *testing.T, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func run(t *testing.T, db *sql.DB, script string) {
	t.Helper()
	if _, err := db.ExecContext(t.Context(), script); err != nil {
		t.Fatalf("%s: %v", script, err)
	}
}

func TestEveryStatementIsNamedDescribedAndUsed(t *testing.T) {
	all, err := statement.Load(statementFiles, statement.SQL())
	if err != nil {
		t.Fatal(err)
	}
	wrong, err := statement.Lint(all, os.DirFS("."))
	if err != nil {
		t.Fatal(err)
	}
	for _, what := range wrong {
		t.Error(what)
	}
}

func TestStatementsScanNoTable(t *testing.T) {
	all, err := statement.Load(statementFiles, statement.SQL())
	if err != nil {
		t.Fatal(err)
	}
	path := newFile(t)
	open(t, path)
	db := raw(t, path)
	for _, s := range all {
		// stream.sql, whole.sql and backup.sql are there to read everything.
		if s.File == "stream.sql" || s.File == "whole.sql" || s.File == "open.sql" || s.File == "backup.sql" {
			continue
		}
		var parameters []any
		for strings.Contains(s.Text, fmt.Sprintf("?%d", len(parameters)+1)) {
			parameters = append(parameters, nil)
		}
		rows, err := db.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+s.Text, parameters...)
		if err != nil {
			t.Errorf("%s: %v", s.Name, err)
			continue
		}
		for rows.Next() {
			var id, parent, unused int
			var detail string
			if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
				t.Fatal(err)
			}
			if scansTable(detail) {
				t.Errorf("%s: %s", s.Name, detail)
			}
		}
		if err := rows.Err(); err != nil {
			t.Errorf("%s: %v", s.Name, err)
		}
		if err := rows.Close(); err != nil {
			t.Error(err)
		}
	}
}

// scansTable tells whether a step of a plan reads a whole table. The list of ids, a search in the full-text index and
// the rows of a subquery are no tables.
func scansTable(detail string) bool {
	scanned, found := strings.CutPrefix(detail, "SCAN ")
	if !found || strings.HasPrefix(scanned, "(") || strings.HasPrefix(scanned, "CONSTANT") {
		return false
	}
	name, how, _ := strings.Cut(scanned, " ")
	switch name {
	case "wanted":
		return false
	case "entity_text", "claim_text":
		return !strings.Contains(how, ":M") && !strings.Contains(how, ":=")
	}
	return true
}

func TestMigrationsAreNumbered(t *testing.T) {
	names, err := fs.Glob(migrationFiles, "migrations/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	scripts, err := migrations(migrationFiles)
	if err != nil {
		t.Fatal(err)
	}
	for i, name := range names {
		if !strings.HasPrefix(name, fmt.Sprintf("migrations/%04d_", i+1)) {
			t.Errorf("%s is number %d", name, i+1)
		}
		if !strings.Contains(scripts[i], fmt.Sprintf("PRAGMA user_version = %d;", i+1)) {
			t.Errorf("%s does not set the schema's number", name)
		}
	}
}

func TestWrongTypesNameStatementAndColumn(t *testing.T) {
	db := raw(t, newFile(t))
	tests := []struct {
		name string
		read func(*cursor)
		want string
	}{
		{"text", func(c *cursor) { c.text("year") }, "read column year of sample: text is wanted, found int64"},
		{"no text", func(c *cursor) { c.text("absent") }, "read column absent of sample: text is wanted, found <nil>"},
		{"optional", func(c *cursor) { c.optional("year") }, "read column year of sample: text or nothing is wanted, found int64"},
		{"integer", func(c *cursor) { c.integer("name") }, "read column name of sample: an integer is wanted, found string"},
		{"number", func(c *cursor) { c.number("effect") }, "read column effect of sample: an integer or nothing is wanted, found float64"},
		{"bytes", func(c *cursor) { c.bytes("name") }, "read column name of sample: bytes is wanted, found string"},
		{"JSON", func(c *cursor) { c.decode("name", new([]string)) }, "read the JSON in column name of sample: jsontext: invalid character 'B' at start of value"},
		{"missing", func(c *cursor) { c.text("born") }, "read column born of sample: there is none of that name"},
		{"the first counts", func(c *cursor) { c.text("year"); c.text("absent") }, "read column year of sample: text is wanted, found int64"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			rows, err := db.QueryContext(t.Context(), "SELECT 'Bowlby' AS name, 1907 AS year, NULL AS absent, 0.5 AS effect")
			if err != nil {
				t.Fatal(err)
			}
			c, err := newCursor("sample", rows, func(error) {})
			if err != nil {
				t.Fatal(err)
			}
			for c.next() {
				test.read(c)
			}
			if err := c.finish(); err == nil || err.Error() != test.want {
				t.Errorf("got %v, want %s", err, test.want)
			}
		})
	}
}
