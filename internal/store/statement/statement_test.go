package statement_test

import (
	"slices"
	"testing"
	"testing/fstest"

	"github.com/securebase/securebase/internal/store/statement"
)

func TestParse(t *testing.T) {
	for _, c := range []struct{ name, content, want string }{
		{"text before a name", "SELECT 1;", `x.sql:1: a statement begins with "-- name:"`},
		{"no comment", "-- name: one\nSELECT 1;", `x.sql: the statement "one" needs a name, a comment and a text`},
		{"no name", "-- name:\n-- What for.\nSELECT 1;", `x.sql: the statement "" needs a name, a comment and a text`},
		{"no text", "-- name: one\n-- What for.\n-- name: two\n-- What for.\nSELECT 2;", `x.sql: the statement "one" needs a name, a comment and a text`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := statement.SQL().Parse("x.sql", c.content); err == nil || err.Error() != c.want {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
	all, err := statement.SQL().Parse("x.sql", "\n-- name: one\n-- What for,\n-- exactly.\nSELECT 1 -- one\n  AS n;\n\n-- name: two\n-- Why.\nSELECT 2;\n")
	want := []statement.Statement{
		{File: "x.sql", Name: "one", Comment: "What for, exactly.", Text: "SELECT 1 -- one\n  AS n;"},
		{File: "x.sql", Name: "two", Comment: "Why.", Text: "SELECT 2;"},
	}
	if err != nil || !slices.Equal(all, want) {
		t.Errorf("got %q (%v), want %q", all, err, want)
	}
}

func TestLoad(t *testing.T) {
	files := fstest.MapFS{
		"a.cypher": {Data: []byte("// name: one\n// What for.\nRETURN 1;\n")},
		"b.cypher": {Data: []byte("// name: two\n// no sentence\nRETURN 2; RETURN 3;\n")},
		"c.sql":    {Data: []byte("-- name: one\n-- What for.\nSELECT 1;\n")},
	}
	all, err := statement.Load(files, statement.Cypher())
	if err != nil || len(all) != 2 {
		t.Fatalf("%v (%v)", all, err)
	}
	want := []string{`b.cypher: nothing runs the statement two`, `b.cypher: the comment of two is no sentence: "no sentence"`,
		`b.cypher: two is not one statement that ends with a semicolon`}
	code := fstest.MapFS{"a.go": {Data: []byte(`run("one")`)}, "a_test.go": {Data: []byte(`run("two")`)}}
	if wrong, err := statement.Lint(all, code); err != nil || !slices.Equal(wrong, want) {
		t.Errorf("%q (%v), want %q", wrong, err, want)
	}
	files["d.cypher"] = files["a.cypher"]
	if _, err := statement.Load(files, statement.Cypher()); err == nil || err.Error() != `d.cypher: the statement "one" stands in a.cypher too` {
		t.Errorf("a name that stands twice: %v", err)
	}
}
