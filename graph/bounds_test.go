package graph_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// each writes one part of a query for every number below n.
func each(n int, part string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.ReplaceAll(part, "#", fmt.Sprint(i)))
		b.WriteByte(' ')
	}
	return b.String()
}

func inPopulation(selection string) string {
	return `{ entity(id: "adolescents") { ... on Population { ` + selection + ` } } }`
}

func TestAQueryOverABoundIsRefusedBeforeItIsValidated(t *testing.T) {
	a := newAPI(t)
	type variables = map[string]any
	long, deep := strings.Repeat("x", 65), any("x")
	for range 12 {
		deep = []any{deep}
	}
	many := make([]any, 1001)
	for _, c := range []struct {
		name, query string
		variables   variables
		code, says  string
	}{
		{"a query of 40 KB", "{ graph { version } }" + strings.Repeat(" ", 40<<10), nil, "LIMIT_EXCEEDED", "the query is 40981 bytes long; 32768 are allowed"},
		{"one field 200 times", each(1, inPopulation(strings.Repeat("id ", 200))), nil, "LIMIT_EXCEEDED", "the query has 19900 pairs of fields with the same name at the same place; 5000 are allowed: name each field once"},
		{"nested fields of one name", inPopulation(strings.Repeat("broader { "+strings.Repeat("id ", 20)+"} ", 20)), nil, "LIMIT_EXCEEDED", "79990 pairs of fields"},
		{"a pyramid of fragments on one field", pyramid(9), nil, "LIMIT_EXCEEDED", "pairs of fields with the same name at the same place; 5000 are allowed"},
		{"fragments spread often", "{ ...F0 } fragment F0 on Query { " + each(60, "f#: entity(id: 1) { ...F }") + "} fragment F on Entity { " + each(40, "...G") + "} fragment G on Entity { " + each(20, "e#: id") + "}", nil,
			"LIMIT_EXCEEDED", "more than 5000 fields and fragments once every fragment stands where it is spread"},
		{"fragments in fragments", "{ " + strings.Repeat("... { ", 9) + "__typename" + strings.Repeat(" }", 9) + " }", nil, "LIMIT_EXCEEDED", "more than 8 fragments within each other without a field between"},
		{"51 fragments", "{ " + each(51, "...F#") + " } " + each(51, "fragment F# on Query { f#: __typename }"), nil, "LIMIT_EXCEEDED", "the query has 51 fragments; 50 are allowed"},
		{"201 spreads", "{ " + strings.Repeat("...F ", 201) + "} fragment F on Query { __typename }", nil, "LIMIT_EXCEEDED", "the query has 201 spreads of fragments; 200 are allowed"},
		{"a fragment that spreads itself", "{ ...F } fragment F on Query { ...F }", nil, "BAD_INPUT", `the fragment "F" spreads itself`},
		{"fragments in a circle", "{ ...A } fragment A on Query { ...B } fragment B on Query { graph { version } ... { ...C } } fragment C on Query { ...A }", nil,
			"BAD_INPUT", `the fragment "A" spreads itself through "B", "C"`},
		{"a circle that nothing uses", "{ graph { version } } fragment A on Query { ...B } fragment B on Query { ...A }", nil, "BAD_INPUT", `the fragment "A" spreads itself through "B"`},
		{"5 directives on a field", "{ graph { version " + strings.Repeat("@skip(if: false) ", 5) + "} }", nil, "LIMIT_EXCEEDED", "the query has 5 directives at one place; 4 are allowed"},
		{"101 directives", "{ " + each(101, "a#: __typename @a") + "}", nil, "LIMIT_EXCEEDED", "the query has 101 directives; 100 are allowed"},
		{"21 arguments", `{ entities(` + each(21, "a#: 1") + `) { totalCount } }`, nil, "LIMIT_EXCEEDED", "the query has 21 arguments at one place; 20 are allowed"},
		{"51 variables", "query(" + each(51, "$a#: Int") + ") { graph { version } }", nil, "LIMIT_EXCEEDED", "the query has 51 variables in an operation; 50 are allowed"},
		{"lists in lists", `{ nodes(ids: ` + strings.Repeat("[", 11) + strings.Repeat("]", 11) + `) { id } }`, nil, "LIMIT_EXCEEDED", "the query has 11 lists and objects within each other; 10 are allowed"},
		{"a type of lists in lists", "query($a: " + strings.Repeat("[", 11) + "ID" + strings.Repeat("]", 11) + ") { nodes(ids: $a) { id } }", nil, "LIMIT_EXCEEDED", "11 lists within each other"},
		{"a long name of a field", "{ " + long + " }", nil, "LIMIT_EXCEEDED", "the name xxxxxxxxxxxxxxxxxxxx… is 65 bytes long; 64 are allowed"},
		{"a long name of a type", "{ graph { version } } fragment F on " + long + " { id }", nil, "LIMIT_EXCEEDED", "is 65 bytes long"},
		{"a long text", `{ entity(id: "` + strings.Repeat("x", 5000) + `") { id } }`, nil, "LIMIT_EXCEEDED", "the query has a value of 5000 bytes; 4096 are allowed"},
		{"an operation that is not asked for", `query A { graph { version } } query B { ` + each(101, "a#: __typename") + `}`, nil, "LIMIT_EXCEEDED", "the query has 101 aliases; 100 are allowed"},
		{"a deep variable", "query($a: [ID!]!) { nodes(ids: $a) { id } }", variables{"a": deep}, "LIMIT_EXCEEDED", "variables.a: has more than 10 lists and objects within each other; 10 are allowed"},
		{"a variable that nothing uses", "{ graph { version } }", variables{"a": variables{"b": many}}, "LIMIT_EXCEEDED", "variables.a: is one value too many; 1000 are allowed in all variables together"},
		{"a long variable", "query($a: ID!) { entity(id: $a) { id } }", variables{"a": strings.Repeat("x", 5000)}, "LIMIT_EXCEEDED", "variables.a: has a value of 5000 bytes; 4096 are allowed"},
		{"a long name in a variable", "query($a: Lens) { graph(lens: $a) { version } }", variables{"a": variables{long: 1}}, "LIMIT_EXCEEDED", "variables.a: the name xxxxxxxxxxxxxxxxxxxx… is 65 bytes long"},
		{"a page's size as text", `query($a: Int) { entities(first: $a) { nodes { claims(first: $a) { nodes { citations { source { claims(first: $a) { totalCount } } } } } } } }`, variables{"a": "100"}, "LIMIT_EXCEEDED", "rows; 25000 are allowed"},
		{"an object for a number", `query($a: Int) { entities(first: $a) { totalCount } }`, variables{"a": variables{}}, "BAD_INPUT", "variables.a: an object is no Int"},
		{"a fraction for a number", `query($a: Int) { entities(first: $a) { totalCount } }`, variables{"a": 1.5}, "BAD_INPUT", "variables.a: this number is no Int"},
		{"a list for a lens", `query($a: Lens) { graph(lens: $a) { version } }`, variables{"a": []any{1}}, "BAD_INPUT", "variables.a: must be a Lens, not a list"},
		{"an enum in other letters", `query($a: [Kind!]) { entities(kinds: $a) { totalCount } }`, variables{"a": []any{"SOURCE", "construct"}}, "BAD_INPUT", `variables.a[1]: "construct" is no Kind`},
		{"an enum in a lens in other letters", `query($a: Lens) { graph(lens: $a) { version } }`, variables{"a": variables{"minTier": "t1"}}, "BAD_INPUT", `variables.a.minTier: "t1" is no Tier`},
		{"a number for an enum", `query($a: Lens) { graph(lens: $a) { version } }`, variables{"a": variables{"minTier": []any{}}}, "BAD_INPUT", `variables.a.minTier: one of the names of its enum is right`},
		{"two operations, and neither is named", "query A { graph { version } } query B { graph { version } }", nil, "BAD_INPUT", "operationName: is missing"},
		{"a deep field of a lens", `query($a: Lens) { graph(lens: $a) { version } }`, variables{"a": variables{"designs": []any{"rct", []any{1}}}}, "BAD_INPUT", "variables.a.designs[1]: a list is no ID"},
	} {
		t.Run(c.name, func(t *testing.T) {
			out, statements := a.ask(c.query, c.variables)
			if len(out.Errors) == 0 {
				t.Fatalf("accepted, with the answer %.200s", out.Data)
			}
			e := out.Errors[0]
			if e.Extensions["code"] != c.code || !strings.Contains(e.Message, c.says) {
				t.Errorf("%v %q\nwant %v %q", e.Extensions["code"], e.Message, c.code, c.says)
			}
			if c.code == "LIMIT_EXCEEDED" && len(out.Errors) > 1 || statements > 0 {
				t.Errorf("%d errors, %d statements", len(out.Errors), statements)
			}
		})
	}
}

// pyramid doubles a field with every fragment.
func pyramid(stories int) string {
	q := inPopulation("...F0")
	for i := range stories {
		q += fmt.Sprintf(" fragment F%d on Population { broader { ...F%d } broader { ...F%d } }", i, i+1, i+1)
	}
	return q + fmt.Sprintf(" fragment F%d on Population { id }", stories)
}

func TestErrorsOfARefusedQueryAreFewAndShort(t *testing.T) {
	a := newAPI(t)
	out, _ := a.ask("{ "+each(300, "secret#")+"}", nil)
	if len(out.Errors) != 11 || out.Errors[10].Message != "290 more things are wrong with the query" || out.Errors[10].Extensions["code"] != "BAD_INPUT" {
		t.Errorf("%d errors, the last %+v", len(out.Errors), out.Errors[len(out.Errors)-1])
	}
	out, _ = a.ask(`{ entities(kinds: [`+strings.Repeat(`"é" `, 300)+`]) { totalCount } }`, nil)
	for _, e := range out.Errors {
		if len(e.Message) > 1003 {
			t.Errorf("a message of %d bytes", len(e.Message))
		}
	}
	out, _ = a.ask(`{ entity(id: `+strings.Repeat("x", 30000)+` }`, nil)
	if len(out.Errors) != 1 || len(out.Errors[0].Message) > 1003 {
		t.Errorf("%d errors, the first of %d bytes", len(out.Errors), len(out.Errors[0].Message))
	}
}

// TestQueriesOfToolsAndPagesAreWithinTheBounds asks what this server's own pages ask, and what tools ask of any server.
func TestQueriesOfToolsAndPagesAreWithinTheBounds(t *testing.T) {
	a := newAPI(t)
	whole := strings.NewReplacer("query IntrospectionQuery { __schema { ", "query IntrospectionQuery { __schema { description ",
		"kind name description fields", "kind name description specifiedByURL isOneOf fields", "inputFields {", "inputFields(includeDeprecated: true) {",
		"directives { name ", "directives { name description isRepeatable ", "args {", "args(includeDeprecated: true) {",
		"type { ...TypeRef } defaultValue", "type { ...TypeRef } defaultValue isDeprecated deprecationReason").Replace(introspection)
	queries := map[string]string{"introspection of graphql-js": introspection, "introspection of graphql-js with every option": whole}
	for _, folder := range []string{"../internal/pages", "../web/src"} {
		err := fs.WalkDir(os.DirFS(folder), ".", func(path string, _ fs.DirEntry, err error) error {
			if err != nil || filepath.Ext(path) != ".graphql" {
				return err
			}
			raw, err := os.ReadFile(filepath.Join(folder, path))
			queries[path] = string(raw)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(queries) < 18 {
		t.Fatalf("only %d queries were found", len(queries))
	}
	for name, query := range queries {
		out, _ := a.ask(query, nil)
		for _, e := range out.Errors {
			if e.Extensions["code"] == "LIMIT_EXCEEDED" || strings.HasPrefix(name, "introspection") {
				t.Errorf("%s: %s", name, e.Message)
			}
		}
	}
}

// TestKeptQueriesTakeBoundedMemory fills what is kept of queries with the largest there may be, under all settings of
// their directives.
func TestKeptQueriesTakeBoundedMemory(t *testing.T) {
	a := newAPI(t)
	heap := func() int {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return int(m.HeapAlloc >> 20)
	}
	before := heap()
	for i := range 105 {
		query := fmt.Sprintf("query A%d($a: Boolean!, $b: Boolean!, $c: Boolean!) { x: __typename @skip(if: $a) y: __typename @skip(if: $b) z: __typename @skip(if: $c) %s}%s",
			i, each(70, "a#: entity(id: 1) { id name }"), strings.Repeat(" ", 28_000))
		for setting := range 5 {
			if out, _ := a.ask(query, map[string]any{"a": setting&1 > 0, "b": setting&2 > 0, "c": setting&4 > 0}); len(out.Errors) > 0 {
				t.Fatal(out.Errors[0].Message)
			}
		}
	}
	if kept := heap() - before; kept > 128 {
		t.Errorf("%d MB are kept; 80 are usual", kept)
	}
	runtime.KeepAlive(a)
}
