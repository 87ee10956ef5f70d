package graph_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/securebase/securebase/schema"
)

// The rules of Relay's Cursor Connections Specification and Global Object Identification Specification.

func servedSchema(t *testing.T) *ast.Schema {
	t.Helper()
	text, err := schema.Text()
	if err != nil {
		t.Fatal(err)
	}
	s, err := gqlparser.LoadSchema(&ast.Source{Input: text})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// connections lists all fields that return a connection, as Type.field.
func connections(s *ast.Schema) map[string]*ast.FieldDefinition {
	all := map[string]*ast.FieldDefinition{}
	for _, d := range s.Types {
		if d.Kind != ast.Object && d.Kind != ast.Interface {
			continue
		}
		for _, f := range d.Fields {
			if strings.HasSuffix(f.Type.Name(), "Connection") {
				all[d.Name+"."+f.Name] = f
			}
		}
	}
	return all
}

func TestConnectionTypesAreRelays(t *testing.T) {
	s := servedSchema(t)
	is := func(t *testing.T, of, field, want string) {
		t.Helper()
		f := s.Types[of].Fields.ForName(field)
		if f == nil || f.Type.String() != want {
			t.Errorf("%s.%s is %+v, want %s", of, field, f, want)
		}
	}
	found := 0
	for name, d := range s.Types {
		of, ok := strings.CutSuffix(name, "Connection")
		if !ok {
			continue
		}
		found++
		t.Run(name, func(t *testing.T) {
			if d.Kind != ast.Object {
				t.Errorf("2 a connection type must be an object, not %s", d.Kind)
			}
			is(t, name, "edges", "["+of+"Edge!]!")
			is(t, name, "pageInfo", "PageInfo!")
			if s.Types[of+"Edge"].Kind != ast.Object {
				t.Errorf("3 an edge type must be an object, not %s", s.Types[of+"Edge"].Kind)
			}
			node := s.Types[of+"Edge"].Fields.ForName("node")
			if node == nil || node.Type.Elem != nil || s.Types[node.Type.Name()].Kind == ast.InputObject {
				t.Errorf("3.1.1 node may be anything but a list: %+v", node)
			}
			is(t, of+"Edge", "cursor", "String!")
			is(t, name, "nodes", "["+node.Type.String()+"]!")
		})
	}
	if found < 5 {
		t.Errorf("%d connection types", found)
	}
	for field, want := range map[string]string{"hasNextPage": "Boolean!", "hasPreviousPage": "Boolean!", "startCursor": "String", "endCursor": "String"} {
		is(t, "PageInfo", field, want)
	}
	for name, f := range connections(s) {
		t.Run(name, func(t *testing.T) {
			forward := f.Arguments.ForName("first") != nil && f.Arguments.ForName("after") != nil
			if !forward {
				t.Error("4 a field that returns a connection must have forward arguments, backward arguments, or both")
			}
			if (f.Arguments.ForName("last") != nil) != (f.Arguments.ForName("before") != nil) {
				t.Error("4.2 last and before go together")
			}
			for arg, want := range map[string]string{"first": "Int", "last": "Int", "after": "String", "before": "String"} {
				if a := f.Arguments.ForName(arg); a != nil && a.Type.String() != want {
					t.Errorf("4 %s is %s, want %s", arg, a.Type, want)
				}
			}
		})
	}
}

// place is a list of the graph, and how it is asked for.
type place struct {
	before, after string // what stands around the field
	arguments     string // of the field, besides those of the page
}

// places are one list for each field that returns a connection.
func places() map[string]place {
	all := map[string]place{
		"Query.claims":       {"{ claims", "}", `filter: {source: "cassidy-2017"}`},
		"Query.entities":     {"{ entities", "}", "kinds: [POPULATION, PROBLEM], orderBy: YEAR"},
		"Query.search":       {"{ search", "}", `query: "security"`},
		"Query.sources":      {"{ sources", "}", "tier: T2"},
		"GraphInfo.disputed": {"{ graph { disputed", "} }", ""},
		"Edge.claims":        {`{ node(id: "edge:mary-ainsworth.originated.secure-base") { ... on Edge { claims`, "} } }", ""},
		"Section.claims":     {`{ entity(id: "secure-base") { page { sections { claims`, "} } } }", ""},
		"Theorist.works":     {`{ entity(id: "john-bowlby") { ... on Theorist { works`, "} } }", ""},
	}
	for kind, id := range map[string]string{"Construct": "attachment-security", "Theorist": "john-bowlby", "Intervention": "circle-of-security-parenting",
		"Population": "foster-children", "Problem": "relationship-distress", "Source": "rothbaum-2000", "Entity": "secure-base"} {
		for _, field := range []string{"edges", "claims", "sources"} {
			all[kind+"."+field] = place{fmt.Sprintf("{ entity(id: %q) { ... on %s { %s", id, kind, field), "} } }", ""}
		}
	}
	return all
}

// relayPage is a page of a connection. nodes are told apart as JSON.
type relayPage struct {
	TotalCount int
	PageInfo   struct {
		HasNextPage, HasPreviousPage bool
		StartCursor, EndCursor       *string
	}
	Edges []struct {
		Cursor string
		Node   json.RawMessage
	}
	Nodes []json.RawMessage
}

func (p relayPage) cursors() []string {
	list := []string{}
	for _, e := range p.Edges {
		list = append(list, e.Cursor)
	}
	return list
}

// page asks for a page of a list.
func (a *api) page(p place, arguments ...string) relayPage {
	a.t.Helper()
	if p.arguments != "" {
		arguments = append(arguments, p.arguments)
	}
	query := p.before
	if len(arguments) > 0 {
		query += "(" + strings.Join(arguments, ", ") + ")"
	}
	node := "__typename ... on Node { id }"
	if strings.HasPrefix(p.before, "{ search") {
		node = "field fragment entity { id } claim { id }"
	}
	query += fmt.Sprintf(" { totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor node { %s } } nodes { %s } } %s", node, node, p.after)
	out, _ := a.ask(query, nil)
	if len(out.Errors) > 0 {
		a.t.Fatalf("%s\n%+v", query, out.Errors)
	}
	var page relayPage
	raw := out.Data
	for { // down to the connection: the only field of each object, or the longest list of its kind
		var object map[string]json.RawMessage
		if err := json.Unmarshal(raw, &object); err != nil {
			var list []json.RawMessage
			if err := json.Unmarshal(raw, &list); err != nil || len(list) == 0 {
				a.t.Fatalf("%v in %s", err, raw)
			}
			raw = slices.MaxFunc(list, func(x, y json.RawMessage) int { return totalOf(x) - totalOf(y) })
			continue
		}
		if _, ok := object["pageInfo"]; ok {
			if err := json.Unmarshal(raw, &page); err != nil {
				a.t.Fatal(err)
			}
			return page
		}
		for _, below := range object {
			raw = below
		}
	}
}

func totalOf(section json.RawMessage) int {
	var s struct{ Claims struct{ TotalCount int } }
	_ = json.Unmarshal(section, &s)
	return s.Claims.TotalCount
}

// span are the arguments of a page; -1 and "" for those not given.
type span struct {
	first, last   int
	after, before string
}

func (s span) arguments() (all []string) {
	if s.first >= 0 {
		all = append(all, fmt.Sprintf("first: %d", s.first))
	}
	if s.last >= 0 {
		all = append(all, fmt.Sprintf("last: %d", s.last))
	}
	if s.after != "" {
		all = append(all, fmt.Sprintf("after: %q", s.after))
	}
	if s.before != "" {
		all = append(all, fmt.Sprintf("before: %q", s.before))
	}
	return all
}

// edges is EdgesToReturn, HasPreviousPage and HasNextPage of the specification, section by section. Without first and
// last this server gives 20.
func (s span) edges(all []string) (edges []string, previous, next bool) {
	edges = all
	if at := slices.Index(edges, s.after); at >= 0 {
		edges = edges[at+1:]
	}
	if at := slices.Index(edges, s.before); at >= 0 {
		edges = edges[:at]
	}
	window := len(edges)
	first := s.first
	if first < 0 && s.last < 0 {
		first = 20
	}
	if first >= 0 && len(edges) > first {
		edges = edges[:first]
	}
	if s.last >= 0 && len(edges) > s.last {
		edges = edges[len(edges)-s.last:]
	}
	switch {
	case s.last >= 0:
		previous = window > s.last
	case s.after != "":
		previous = true // elements exist before it, the one of the cursor at least
	}
	switch {
	case first >= 0 && (s.first >= 0 || s.before == ""):
		next = window > first
	case s.before != "":
		next = true
	}
	return edges, previous, next
}

func TestConnectionsPageAsRelayHasIt(t *testing.T) {
	fields := connections(servedSchema(t))
	all := places()
	for name := range fields {
		if _, ok := all[name]; !ok {
			t.Errorf("%s is not looked at", name)
		}
	}
	for name, p := range all {
		t.Run(name, func(t *testing.T) {
			a := newAPI(t)
			backwards := fields[name].Arguments.ForName("last") != nil
			whole := a.walk(p, span{first: 100, last: -1})
			total := a.page(p).TotalCount
			if len(whole) != total || total == 0 || len(dedupe(whole)) != total {
				t.Fatalf("%d of %d, %d of them different", len(whole), total, len(dedupe(whole)))
			}
			size := max(1, min(100, (total+4)/5))
			if forth := a.walk(p, span{first: size, last: -1}); !slices.Equal(forth, whole) {
				t.Errorf("in pages of %d forwards: %d of %d", size, len(forth), total)
			}
			if backwards {
				if back := a.walk(p, span{first: -1, last: size}); !slices.Equal(back, whole) {
					t.Errorf("in pages of %d backwards: %d of %d", size, len(back), total)
				}
			}
			random := rand.New(rand.NewPCG(1, uint64(len(name))))
			for range 12 {
				a.compare(p, randomSpan(random, whole, backwards), whole)
			}
		})
	}
}

func dedupe(list []string) []string { return slices.Compact(slices.Sorted(slices.Values(list))) }

// walk goes through a list page by page.
func (a *api) walk(p place, s span) []string {
	a.t.Helper()
	var all []string
	for range 100 {
		page := a.page(p, s.arguments()...)
		if s.first >= 0 {
			all = append(all, page.cursors()...)
			if !page.PageInfo.HasNextPage {
				return all
			}
			s.after = *page.PageInfo.EndCursor
			continue
		}
		all = append(page.cursors(), all...)
		if !page.PageInfo.HasPreviousPage {
			return all
		}
		s.before = *page.PageInfo.StartCursor
	}
	a.t.Fatal("no end")
	return nil
}

func randomSpan(random *rand.Rand, whole []string, backwards bool) span {
	s := span{first: random.IntN(min(len(whole)+2, 100)), last: -1}
	if random.IntN(2) == 0 {
		s.after = whole[random.IntN(len(whole))]
	}
	if !backwards {
		return s
	}
	if at := slices.Index(whole, s.after) + 1; at < len(whole) && random.IntN(2) == 0 {
		s.before = whole[at+random.IntN(len(whole)-at)]
	}
	switch random.IntN(4) {
	case 0:
		s.first = -1
	case 1:
		s.last = random.IntN(min(len(whole)+2, 100))
	case 2:
		s.first, s.last = -1, random.IntN(min(len(whole)+2, 100))
	}
	return s
}

// TestCursorsThatCrossLeaveNothing differs from the letter of section 4.4, which passes over the second cursor, and has
// it as Relay's own library does.
func TestCursorsThatCrossLeaveNothing(t *testing.T) {
	a := newAPI(t)
	p := places()["Query.entities"]
	whole := a.walk(p, span{first: 100, last: -1})
	page := a.page(p, span{first: 5, last: -1, after: whole[8], before: whole[3]}.arguments()...)
	if len(page.Edges) != 0 || page.PageInfo.HasNextPage {
		t.Errorf("%+v", page)
	}
}

// compare holds a page against what the specification wants.
func (a *api) compare(p place, s span, whole []string) {
	a.t.Helper()
	page := a.page(p, s.arguments()...)
	edges, previous, next := s.edges(whole)
	if !slices.Equal(page.cursors(), edges) {
		a.t.Errorf("4.4 %v gives %d edges, want %d", s.arguments(), len(page.Edges), len(edges))
		return
	}
	if page.PageInfo.HasPreviousPage != previous || page.PageInfo.HasNextPage != next {
		a.t.Errorf("5.1 %v of %d: before %t, after %t; want %t, %t", s.arguments(), len(whole), page.PageInfo.HasPreviousPage, page.PageInfo.HasNextPage, previous, next)
	}
	if len(edges) == 0 {
		if page.PageInfo.StartCursor != nil || page.PageInfo.EndCursor != nil {
			a.t.Error("5.1 an empty page has cursors")
		}
		return
	}
	if *page.PageInfo.StartCursor != edges[0] || *page.PageInfo.EndCursor != edges[len(edges)-1] {
		a.t.Error("5.1 startCursor and endCursor must be those of the first and last edge")
	}
	for i, e := range page.Edges {
		if string(e.Node) != string(page.Nodes[i]) {
			a.t.Errorf("nodes and edges differ at %d", i)
		}
	}
}

func TestSizesThatAreNoneAreRefused(t *testing.T) {
	a := newAPI(t)
	for _, arguments := range []string{"first: -1", "last: -1", "first: 1, last: -1"} {
		out, _ := a.ask("{ entities("+arguments+") { totalCount } }", nil)
		if len(out.Errors) != 1 || !strings.Contains(out.Errors[0].Message, "-1 is negative") {
			t.Errorf("4.4 %s must be an error: %+v", arguments, out.Errors)
		}
	}
}
