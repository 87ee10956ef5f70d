package graph_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/securebase/securebase/graph"
	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/soak"
)

func newHandler() *graph.Handler {
	return graph.NewHandler(known, slog.New(slog.DiscardHandler), func(context.Context) string { return "test" })
}

// compare answers a query both ways. The quick way must give the very bytes of gqlgen's executor, and must answer every
// query that has no errors, unless it asks for the schema.
func compare(t *testing.T, h *graph.Handler, request graph.Request) (refused, sound bool) {
	t.Helper()
	quick, slow, sound, refused := h.Both(t.Context(), request)
	if refused {
		return true, false
	}
	variables, err := json.Marshal(request.Variables)
	if err != nil {
		t.Fatal(err)
	}
	switch {
	case quick != nil && string(quick) != string(slow):
		at := 0
		for at < min(len(quick), len(slow)) && quick[at] == slow[at] {
			at++
		}
		from := max(0, at-200)
		t.Fatalf("the answers differ\n%s\n%s\nquick …%.400s\nslow  …%.400s", request.Query, variables, quick[from:], slow[from:])
	case quick == nil && sound && !strings.Contains(request.Query, "__schema") && !strings.Contains(request.Query, "__type("):
		t.Fatalf("the quick way gave up\n%s\n%s\n%.400s", request.Query, variables, slow)
	}
	return false, sound
}

func TestQuickAnswersAreThoseOfTheExecutor(t *testing.T) {
	for _, c := range []struct {
		name, query string
		variables   map[string]any
	}{
		{name: "one entity", query: `{ entity(id: "secure-base") { id name aliases summary { text citations { source { name } } } } }`},
		{name: "nothing", query: `{ entity(id: "no-such-thing") { id } }`},
		{name: "aliases", query: `{ a: entity(id: "secure-base") { x: id y: id } b: entity(id: "john-bowlby") { x: name } }`},
		{name: "a field twice", query: `{ entity(id: "secure-base") { claims(first: 2) { nodes { id } } claims(first: 2) { nodes { text } } } }`},
		{name: "types of an interface", query: `{ nodes(ids: ["secure-base", "john-bowlby", "bowlby-1969", "mary-ainsworth.originated.secure-base", "edge:mary-ainsworth.originated.secure-base", "nothing"]) {
			__typename id ... on Entity { kind } ... on Theorist { born works(first: 2) { nodes { title } } } ... on Claim { text citations { depth } } ... on Edge { strength { value weights { t1 } } } } }`},
		{name: "fragments", query: `query { entity(id: "secure-base") { ...A ...B } } fragment A on Entity { name ...C } fragment B on Node { id ... on Construct { introduced ...C } } fragment C on Entity { aliases kind }`},
		{name: "a fragment merged with more", query: `{ entity(id: "secure-base") { claims(first: 3) { a: nodes { ...S } b: nodes { ...S subject { name } } } } } fragment S on Claim { subject { id } }`},
		{name: "directives", query: `query($no: Boolean!, $yes: Boolean = true) { entity(id: "secure-base") { id @skip(if: $no) name @include(if: $no) aliases @include(if: $yes) ... @skip(if: $yes) { kind } } }`, variables: map[string]any{"no": false}},
		{name: "directives the other way", query: `query($no: Boolean!, $yes: Boolean = true) { entity(id: "secure-base") { id @skip(if: $no) name @include(if: $no) aliases @include(if: $yes) ... @skip(if: $yes) { kind } } }`, variables: map[string]any{"no": true, "yes": false}},
		{name: "all fields left out", query: `{ entity(id: "secure-base") { id @skip(if: true) } }`},
		{name: "an error beside data", query: `{ entity(id: "secure-base") { id } lineage(id: "nobody-knows") { truncated } }`},
		{name: "an error in a nullable field", query: `{ entity(id: "secure-base") { id } claim(id: "x", lens: {designs: ["tea-leaves"]}) { id } }`},
		{name: "JSON and markup", query: `{ node(id: "bowlby-1969") { ... on Source { csl citation(style: BIBTEX) } } neighborhood(id: "secure-base") { cypher { text parameters } } }`},
		{name: "names only", query: `{ __typename graph { __typename version } }`},
		{name: "the schema", query: `{ __schema { queryType { name } } __type(name: "Claim") { fields { name } } }`},
		{name: "numbers", query: `{ evidencePaths(from: "john-bowlby", to: "circle-of-security") { nodes { strength product weakest { edge { id strength { value support dispute teams { q side tier works { id } } } } } } } }`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if refused, _ := compare(t, newHandler(), graph.Request{Query: c.query, Variables: c.variables}); refused {
				t.Error("the query was refused")
			}
		})
	}
}

func TestQuickAnswersToRandomQueries(t *testing.T) {
	questions := soak.Times(2500, 200_000)
	h := newHandler()
	r := rand.New(rand.NewPCG(6, 28))
	q := &querier{r: r, schema: graph.NewExecutableSchema(graph.Config{}).Schema(), ids: someIDs()}
	tally := map[string]int{}
	for range questions {
		refused, sound := compare(t, h, q.query())
		switch {
		case refused:
			tally["refused"]++
		case sound:
			tally["sound"]++
		default:
			tally["with errors"]++
		}
	}
	soak.Done(t, "%d queries: %d sound, %d with errors, %d refused", questions, tally["sound"], tally["with errors"], tally["refused"])
	if tally["sound"] < questions/3 || tally["with errors"] < questions/20 {
		t.Errorf("too few answers of a sort: %v", tally)
	}
}

// someIDs are ids of every sort, and some of nothing.
func someIDs() []string {
	ids := []string{"no-such-thing", "edge:a.b.c", "practice:nothing"}
	ix := known.Index()
	entities, claims, _, _ := ix.Counts()
	for n := 0; n < entities; n += 7 {
		ids = append(ids, ix.EntityID(int32(n)))
	}
	for n := 0; n < claims; n += 29 {
		ids = append(ids, ix.ClaimID(int32(n)))
		if e, ok := ix.EdgeOf(int32(n)); ok {
			ids = append(ids, ix.EdgeID(e))
		}
	}
	return append(ids, "secure-base", "john-bowlby", "circle-of-security", "mary-ainsworth", "attachment-theory")
}

// querier makes up queries that the schema allows.
type querier struct {
	r         *rand.Rand
	schema    *ast.Schema
	ids       []string
	fields    int
	aliases   int
	fragments []string
	variables []string
	values    map[string]any
}

func (q *querier) query() graph.Request {
	q.fields, q.aliases, q.fragments, q.variables, q.values = 0, 0, nil, nil, map[string]any{}
	body := q.selection(q.schema.Query, 1+q.r.IntN(2), 0)
	head := "query"
	if len(q.variables) > 0 {
		head += "(" + strings.Join(q.variables, ", ") + ")"
	}
	return graph.Request{Query: head + " " + body + strings.Join(q.fragments, ""), Variables: q.values}
}

// selection writes a selection of some fields.
func (q *querier) selection(on *ast.Definition, most, depth int) string {
	var out []string
	for range 1 + q.r.IntN(most) {
		out = append(out, q.part(on, depth))
	}
	return "{ " + strings.Join(out, " ") + " }"
}

func (q *querier) part(on *ast.Definition, depth int) string {
	switch q.r.IntN(12) {
	case 0:
		return "__typename" + q.directive()
	case 1:
		to := q.narrower(on)
		return "... on " + to.Name + q.directive() + " " + q.selection(to, 3, depth)
	case 2:
		to := q.narrower(on)
		body := q.selection(to, 3, depth)
		name := fmt.Sprintf("F%d", len(q.fragments))
		q.fragments = append(q.fragments, " fragment "+name+" on "+to.Name+" "+body)
		return "..." + name + q.directive() + " ..." + name
	case 3:
		return "..." + q.directive() + " " + q.selection(on, 2, depth)
	}
	var able []*ast.FieldDefinition
	for _, f := range on.Fields {
		deep := q.schema.Types[f.Type.Name()].IsCompositeType()
		if !strings.HasPrefix(f.Name, "__") && (!deep || depth < 6 && q.fields < 25) {
			able = append(able, f)
		}
	}
	if len(able) == 0 {
		return "__typename"
	}
	return q.field(able[q.r.IntN(len(able))], depth)
}

// narrower is the type itself, or one that a value of it can be or is.
func (q *querier) narrower(on *ast.Definition) *ast.Definition {
	others := append([]*ast.Definition{on}, q.schema.GetPossibleTypes(on)...)
	others = append(others, q.schema.GetImplements(on)...)
	return others[q.r.IntN(len(others))]
}

func (q *querier) directive() string {
	switch q.r.IntN(10) {
	case 0:
		return []string{" @skip(if: false)", " @include(if: true)", " @skip(if: true)", " @include(if: false)"}[q.r.IntN(4)]
	case 1:
		name := fmt.Sprintf("b%d", len(q.variables))
		q.variables = append(q.variables, "$"+name+": Boolean!")
		q.values[name] = q.r.IntN(2) == 0
		return []string{" @skip(if: $", " @include(if: $"}[q.r.IntN(2)] + name + ")"
	}
	return ""
}

func (q *querier) field(f *ast.FieldDefinition, depth int) string {
	q.fields++
	text := f.Name
	var args []string
	for _, a := range f.Arguments {
		if a.Type.NonNull || q.r.IntN(4) == 0 {
			if v := q.value(a.Name, a.Type); v != "" {
				args = append(args, a.Name+": "+v)
			}
		}
	}
	if len(args) > 0 {
		text += "(" + strings.Join(args, ", ") + ")"
	}
	if len(f.Arguments) > 0 || q.r.IntN(5) == 0 {
		q.aliases++
		text = fmt.Sprintf("a%d: %s", q.aliases, text)
	}
	text += q.directive()
	to := q.schema.Types[f.Type.Name()]
	if !to.IsCompositeType() {
		return text
	}
	return text + " " + q.selection(to, 4, depth+1)
}

// value writes a value of an argument, now and then a bad one; "" leaves it out.
func (q *querier) value(name string, of *ast.Type) string {
	if of.Elem != nil {
		var list []string
		for range 1 + q.r.IntN(3) {
			list = append(list, q.value(name, of.Elem))
		}
		return "[" + strings.Join(list, ", ") + "]"
	}
	def := q.schema.Types[of.Name()]
	switch {
	case def.Kind == ast.Enum:
		return def.EnumValues[q.r.IntN(len(def.EnumValues))].Name
	case def.Kind == ast.InputObject:
		var fields []string
		for _, f := range def.Fields {
			if f.Type.NonNull || q.r.IntN(4) == 0 {
				if v := q.value(f.Name, f.Type); v != "" {
					fields = append(fields, f.Name+": "+v)
				}
			}
		}
		return "{" + strings.Join(fields, ", ") + "}"
	case name == "after", name == "before":
		return ""
	case name == "predicates":
		all := known.Index().Vocabulary.Predicates
		return fmt.Sprintf("%q", all[q.r.IntN(len(all))].ID)
	case name == "designs":
		all := known.Index().Vocabulary.Designs
		return fmt.Sprintf("%q", all[q.r.IntN(len(all))].ID)
	case name == "kinds":
		return []string{`"misconception"`, `"step"`, `"spell"`}[q.r.IntN(3)]
	case name == "query":
		return fmt.Sprintf("%q", []string{"secure base", "bowlby", "attachment", "strange situation", "x"}[q.r.IntN(5)])
	case def.Name == "Boolean":
		return []string{"true", "false"}[q.r.IntN(2)]
	case name == "first", name == "last", name == "limit":
		return fmt.Sprint(q.r.IntN(8) - 1)
	case def.Name == "Int":
		if name == "asOf" || name == "from" || name == "to" {
			return fmt.Sprint(1960 + q.r.IntN(60))
		}
		return fmt.Sprint(q.r.IntN(4))
	}
	return fmt.Sprintf("%q", q.ids[q.r.IntN(len(q.ids))])
}

// TestDataTakesTheTypesOfTheDomain asks as a page does, whose variables are not what JSON decodes to.
func TestDataTakesTheTypesOfTheDomain(t *testing.T) {
	lens := map[string]any{"minTier": evidence.T1, "stances": []string{"SUPPORTS"}, "asOf": int32(1990)}
	data, err := newHandler().Data(t.Context(), `query($ids: [ID!]!, $lens: Lens) { nodes(ids: $ids, lens: $lens) { id } }`,
		map[string]any{"ids": []string{"secure-base"}, "lens": lens})
	if err != nil || string(data) != `{"nodes":[{"id":"secure-base"}]}` {
		t.Errorf("%s, %v", data, err)
	}
}
