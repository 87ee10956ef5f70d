package graph_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
)

// nodeLists are queries for some nodes of each type. %s stands for the fields.
var nodeLists = map[string]string{
	"Construct":    `{ entities(kinds: [CONSTRUCT], first: 20) { nodes { ... on Construct { %s } } } }`,
	"Theorist":     `{ entities(kinds: [THEORIST], first: 20) { nodes { ... on Theorist { %s } } } }`,
	"Intervention": `{ entities(kinds: [INTERVENTION], first: 20) { nodes { ... on Intervention { %s } } } }`,
	"Population":   `{ entities(kinds: [POPULATION], first: 20) { nodes { ... on Population { %s } } } }`,
	"Problem":      `{ entities(kinds: [PROBLEM], first: 20) { nodes { ... on Problem { %s } } } }`,
	"Source":       `{ sources(first: 20) { nodes { %s } } }`,
	"Claim":        `{ claims(first: 20) { nodes { %s } } }`,
	"Edge":         `{ entity(id: "secure-base") { edges(first: 20) { nodes { %s } } } }`,
	"PracticeItem": `{ entity(id: "secure-base") { practice { %s } } }`,
}

func TestNodesAreRelays(t *testing.T) {
	s := servedSchema(t)
	node := s.Types["Node"]
	if node.Kind != ast.Interface || len(node.Fields) != 1 || node.Fields[0].Name != "id" || node.Fields[0].Type.String() != "ID!" {
		t.Errorf("2.1 Node must be an interface with exactly one field, id: ID!: %+v", node.Fields)
	}
	for _, c := range []struct{ rule, field, argument, of, gives string }{
		{"3 the root field node must take a non-null ID id and return the Node interface", "node", "id", "ID!", "Node"},
		{"4 a plural root field takes a list and returns a list of as many", "nodes", "ids", "[ID!]!", "[Node]!"},
	} {
		f := s.Query.Fields.ForName(c.field)
		if f.Type.String() != c.gives || f.Arguments.ForName(c.argument).Type.String() != c.of {
			t.Errorf("%s: %s", c.rule, f.Type)
		}
		for _, other := range f.Arguments {
			// The specification has one argument; a client that sends one alone is served. The lens is this schema's own.
			if other.Name != c.argument && (other.Name != "lens" || other.Type.NonNull) {
				t.Errorf("%s: there is the argument %s too", c.rule, other.Name)
			}
		}
	}
	implementors := slices.DeleteFunc(slices.Clone(s.PossibleTypes["Node"]), func(d *ast.Definition) bool { return d.Kind != ast.Object })
	if len(implementors) != len(nodeLists) {
		t.Errorf("%d types are nodes, %d are looked at", len(implementors), len(nodeLists))
	}
	for _, d := range implementors {
		t.Run(d.Name, func(t *testing.T) {
			if !slices.Contains(d.Interfaces, "Node") || d.Fields.ForName("id").Type.String() != "ID!" {
				t.Error("2.2 a type that implements Node has its field")
			}
			fields := leaves(s, d)
			var listed []json.RawMessage
			newAPI(t).collect(fmt.Sprintf(nodeLists[d.Name], fields), &listed)
			if len(listed) == 0 {
				t.Fatal("there are none")
			}
			var ids []string
			for _, raw := range listed {
				var n ref
				if err := json.Unmarshal(raw, &n); err != nil {
					t.Fatal(err)
				}
				ids = append(ids, fmt.Sprintf("%q", n.ID))
			}
			var found struct{ Nodes []json.RawMessage }
			newAPI(t).get(fmt.Sprintf("{ nodes(ids: [%s]) { ... on %s { %s } } }", strings.Join(ids, ", "), d.Name, fields), &found)
			if len(found.Nodes) != len(listed) {
				t.Fatalf("4 %d ids give %d nodes", len(listed), len(found.Nodes))
			}
			for i, id := range ids {
				if string(found.Nodes[i]) != string(listed[i]) {
					t.Errorf("3.2 two objects with the id %s must be equal:\n%s\n%s", id, listed[i], found.Nodes[i])
				}
			}
			var one struct{ Node json.RawMessage }
			newAPI(t).get(fmt.Sprintf("{ node(id: %s) { ... on %s { %s } } }", ids[0], d.Name, fields), &one)
			if string(one.Node) != string(listed[0]) {
				t.Errorf("3.1 node(id: %s) must give the object:\n%s\n%s", ids[0], listed[0], one.Node)
			}
		})
	}
}

// leaves selects all fields of a type that have no fields below and need no arguments.
func leaves(s *ast.Schema, d *ast.Definition) string {
	names := []string{"__typename"}
	for _, f := range d.Fields {
		needs := slices.ContainsFunc(f.Arguments, func(a *ast.ArgumentDefinition) bool { return a.Type.NonNull && a.DefaultValue == nil })
		if s.Types[f.Type.Name()].IsLeafType() && !needs && !strings.HasPrefix(f.Name, "__") {
			names = append(names, f.Name)
		}
	}
	return strings.Join(names, " ")
}

// collect reads the only list of an answer.
func (a *api) collect(query string, into *[]json.RawMessage) {
	a.t.Helper()
	var raw json.RawMessage
	for a.get(query, &raw); json.Unmarshal(raw, into) != nil; {
		var object map[string]json.RawMessage
		if err := json.Unmarshal(raw, &object); err != nil {
			a.t.Fatal(err)
		}
		for _, below := range object {
			raw = below
		}
	}
}

func TestNodesKeepTheirOrder(t *testing.T) {
	var d struct {
		Nodes []*struct{ ID string }
		Node  *struct{ ID string }
	}
	newAPI(t).get(`{ node(id: "nowhere") { id } nodes(ids: ["secure-base", "nowhere", "edge:mary-ainsworth.originated.secure-base", "secure-base",
		"mary-ainsworth.originated.secure-base.2", "", "john-bowlby"]) { id } }`, &d)
	var got []string
	for _, n := range d.Nodes {
		if n == nil {
			got = append(got, "null")
			continue
		}
		got = append(got, n.ID)
	}
	want := []string{"secure-base", "null", "edge:mary-ainsworth.originated.secure-base", "secure-base", "mary-ainsworth.originated.secure-base.2", "null", "john-bowlby"}
	if !slices.Equal(got, want) || d.Node != nil {
		t.Errorf("4 results must be in the order of the ids, null for what is not there: %v, %v", got, d.Node)
	}
}
