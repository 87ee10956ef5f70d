package neo4j_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/securebase/securebase/graph"
	"github.com/securebase/securebase/internal/soak"
	"github.com/securebase/securebase/internal/store"
	"github.com/securebase/securebase/internal/store/neo4j"
	"github.com/securebase/securebase/internal/store/sqlite"
)

// extent is how much is compared.
type extent struct {
	graphs, questions int     // questions of each graph
	missable          float64 // the share of the schema that may be left out; some fields seldom have a value
}

func testExtent() extent {
	if soak.Whole() {
		return extent{500, 200, 0.01}
	}
	return extent{soak.Times(10, 500), soak.Times(50, 200), 0.1}
}

// recordsOf is the size of a graph. Graphs are small, since small ones hold as many cases and are quick to write; some
// of a soak are larger, and every hundredth is too large for one transaction.
func recordsOf(number int) int {
	switch {
	case number%100 == 99:
		return 6000
	case number%50 == 49:
		return 1000
	}
	return 200
}

// TestDifferential asks SQLite and Neo4j random questions about random graphs, through everything that stands between a
// client and the database: the answers are equal, byte by byte. A graph and its questions follow from its number.
func TestDifferential(t *testing.T) {
	vocabulary := realVocabulary(t)
	size := testExtent()
	all := newTally(graph.NewExecutableSchema(graph.Config{}).Schema())
	begun := time.Now()
	for number := range size.graphs {
		t.Run(fmt.Sprintf("graph %d", number), func(t *testing.T) {
			compare(t, number, size.questions, newRandomGraph(t, number, vocabulary), all)
		})
		if (number+1)%20 == 0 {
			t.Logf("after %d graphs and %v: %v", number+1, time.Since(begun).Round(time.Second), all)
		}
	}
	if all.questions == size.graphs*size.questions { // else some graphs were left out with -run
		all.check(t, size.missable)
	}
}

// compare brings a random graph into both databases and asks both. A list of which an answer holds a part is often asked
// for its next page.
func compare(t *testing.T, number, questions int, g *randomGraph, all *tally) {
	t.Helper()
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("again with %s", command(number))
		}
	})
	both := openBoth(t)
	fillBoth(t, both, g, recordsOf(number))
	a := &asker{Rand: rand.New(rand.NewPCG(uint64(number), 0xa5c)), schema: all.schema, graph: g, given: all.given,
		times: map[string]int{}}
	asked := a.question()
	for i := range questions {
		data, refused := askBoth(t, both, i, writeQuery(asked))
		all.note(asked, data, refused)
		if pages := a.furtherPages(asked, data); len(pages) > 0 && a.IntN(2) == 0 {
			a.turn(pick(a.Rand, pages))
		} else {
			asked = a.question()
		}
	}
}

// openBoth gives two empty databases, SQLite first.
func openBoth(t *testing.T) [2]*endpoint {
	t.Helper()
	file, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "graph.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := file.Close(); err != nil {
			t.Error(err)
		}
	})
	return [2]*endpoint{newEndpoint(t, file), newEndpoint(t, neo4j.OpenEmpty(t))}
}

// askBoth gives the data of the answer that both databases give, and whether there are errors beside it.
func askBoth(t *testing.T, both [2]*endpoint, number int, query string) (data map[string]any, refused bool) {
	t.Helper()
	first, second := both[0].ask(t, query), both[1].ask(t, query)
	if !bytes.Equal(first, second) {
		t.Fatalf("question %d: the databases answer differently\nquery  %s\n%s\n%s%s",
			number, query, difference(first, second), &both[0].log, &both[1].log)
	}
	if bytes.Contains(first, []byte(`"code":"INTERNAL"`)) {
		t.Fatalf("question %d: both databases fail\nquery  %s\n%s\n%s", number, query, first, &both[0].log)
	}
	var answer struct {
		Data   map[string]any `json:"data"`
		Errors []any          `json:"errors"`
	}
	if err := json.Unmarshal(first, &answer); err != nil {
		t.Fatalf("%v in %s", err, first)
	}
	return answer.Data, len(answer.Errors) > 0
}

func writeQuery(asked []*field) string {
	var b strings.Builder
	writeFields(&b, asked)
	return strings.TrimSpace(b.String())
}

// command is what runs one graph alone.
func command(number int) string {
	long := ""
	if soak.On() {
		long = "SECUREBASE_SOAK=1 "
	}
	return fmt.Sprintf("%sgo test ./internal/store/neo4j -run 'TestDifferential/^graph_%d$'", long, number)
}

// difference shows the first place at which two answers differ.
func difference(first, second []byte) string {
	at := 0
	for at < min(len(first), len(second)) && first[at] == second[at] {
		at++
	}
	around := func(answer []byte) string {
		return fmt.Sprintf("%q", answer[max(0, at-100):min(len(answer), at+100)])
	}
	return fmt.Sprintf("byte %d\nSQLite %s\nNeo4j  %s", at, around(first), around(second))
}

// fillBoth brings both databases to one state by the same changes.
func fillBoth(t *testing.T, both [2]*endpoint, g *randomGraph, records int) {
	t.Helper()
	g.grow(records)
	if !apply(t, both, g.replacement()) {
		t.Fatal("a graph in which all is right is refused")
	}
	for range 1 + g.IntN(3) {
		if g.oneIn(6) {
			apply(t, both, g.replacement())
			continue
		}
		change, fresh := g.alteration()
		if apply(t, both, change) {
			g.forget(change.Delete)
		} else {
			g.forget(fresh)
		}
	}
}

// apply carries a change out on both databases and tells whether it was accepted.
func apply(t *testing.T, both [2]*endpoint, change store.ChangeSet) bool {
	t.Helper()
	var codes [2]store.Code
	for i, e := range both {
		_, err := e.live.Apply(t.Context(), change)
		if codes[i] = store.CodeOf(err); err != nil && codes[i] != store.Invalid {
			t.Fatal(err)
		}
	}
	if codes[0] != codes[1] {
		t.Fatalf("a change is answered %q by SQLite and %q by Neo4j", codes[0], codes[1])
	}
	return codes[0] == ""
}

// endpoint is the GraphQL endpoint over a database.
type endpoint struct {
	live    *store.Live
	handler http.Handler
	log     bytes.Buffer
}

func newEndpoint(t *testing.T, s store.Store) *endpoint {
	t.Helper()
	live, err := store.NewLive(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	e := &endpoint{live: live}
	log := slog.New(slog.NewTextHandler(&e.log, nil))
	e.handler = graph.NewHandler(live, log, func(context.Context) string { return "differential" })
	return e
}

// ask gives the whole answer to a query.
func (e *endpoint) ask(t *testing.T, query string) []byte {
	t.Helper()
	body, err := json.Marshal(map[string]string{"query": query})
	if err != nil {
		t.Fatal(err)
	}
	e.log.Reset()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/graphql", bytes.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	e.handler.ServeHTTP(w, r)
	return inOrder(t, timeless(w.Body.Bytes()))
}

// timeless blanks the one field that tells when the database was written, and not what it holds.
func timeless(answer []byte) []byte {
	changed := regexp.MustCompile(`"changed":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"`)
	return changed.ReplaceAll(answer, []byte(`"changed":"then"`))
}

// inOrder sorts the errors of an answer: the GraphQL library lists them as they come.
func inOrder(t *testing.T, answer []byte) []byte {
	t.Helper()
	var parts struct {
		Errors     []json.RawMessage `json:"errors"`
		Data       json.RawMessage   `json:"data"`
		Extensions json.RawMessage   `json:"extensions"`
	}
	if err := json.Unmarshal(answer, &parts); err != nil {
		t.Fatalf("%v in %s", err, answer)
	}
	if len(parts.Errors) < 2 {
		return answer
	}
	slices.SortFunc(parts.Errors, func(a, b json.RawMessage) int { return bytes.Compare(a, b) })
	sorted, err := json.Marshal(parts)
	if err != nil {
		t.Fatal(err)
	}
	return sorted
}

// tally counts what was asked and what the answers said, to see that the comparison compares something.
type tally struct {
	schema    *ast.Schema
	questions int
	refused   int             // answers with an error
	empty     int             // answers without one, which say nothing
	answered  map[string]int  // fields that an answer gave a value, as Type.field
	given     map[string]bool // see asker
}

func newTally(schema *ast.Schema) *tally {
	return &tally{schema: schema, answered: map[string]int{}, given: map[string]bool{}}
}

func (c *tally) String() string {
	return fmt.Sprintf("%d questions, %d refused, %d answers empty, %d fields answered", c.questions, c.refused, c.empty, len(c.answered))
}

func (c *tally) note(asked []*field, answer map[string]any, refused bool) {
	c.questions++
	says := false
	look(asked, answer, func(f *field, value any) {
		list, isList := value.([]any)
		if value == nil || isList && len(list) == 0 {
			return
		}
		c.answered[c.declared(f.of, f.definition.Name)+"."+f.definition.Name]++
		says = says || !f.nested && value != false && value != 0.0
	})
	switch {
	case refused:
		c.refused++
	case !says:
		c.empty++
	}
}

// declared is the interface that a type has a field from, or the type.
func (c *tally) declared(of, name string) string {
	for _, i := range c.schema.GetImplements(c.schema.Types[of]) {
		if i.Fields.ForName(name) != nil {
			return c.declared(i.Name, name)
		}
	}
	return of
}

// check fails if too little was compared: answers that say something, and parts of the schema. A short run cannot reach
// all of them.
func (c *tally) check(t *testing.T, missable float64) {
	t.Helper()
	if bad := c.refused + c.empty; bad*3 > c.questions {
		t.Errorf("too few answers say something: %v", c)
	}
	if c.refused*50 < c.questions {
		t.Errorf("too few questions are refused: %v", c)
	}
	parts := c.parts()
	missed := slices.DeleteFunc(slices.Clone(parts), func(part string) bool { return c.answered[part] > 0 || c.given[part] })
	soak.Done(t, "%v, %d of %d parts of the schema", c, len(parts)-len(missed), len(parts))
	roots := slices.ContainsFunc(missed, func(part string) bool {
		return strings.HasPrefix(part, c.schema.Query.Name+".") && !strings.HasSuffix(part, ")")
	})
	if roots || float64(len(missed)) > missable*float64(len(parts)) {
		t.Errorf("of %d parts of the schema %d were not compared: %v", len(parts), len(missed), missed)
	}
}

// parts lists what of the schema can be asked: fields, their arguments, and the fields of inputs.
func (c *tally) parts() []string {
	var all []string
	for name, definition := range c.schema.Types {
		if definition.BuiltIn || definition == c.schema.Mutation || definition == c.schema.Subscription {
			continue
		}
		for _, f := range definition.Fields {
			part := name + "." + f.Name
			if strings.HasPrefix(f.Name, "__") || c.declared(name, f.Name) != name {
				continue
			}
			all = append(all, part)
			for _, argument := range f.Arguments {
				all = append(all, part+"("+argument.Name+")")
			}
		}
	}
	slices.Sort(all)
	return all
}
