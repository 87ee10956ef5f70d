package graph_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

func jsonText(s string) string {
	raw, _ := json.Marshal(s)
	return strings.Trim(string(raw), `"`)
}

func TestBadInputGetsOneClearError(t *testing.T) {
	a := newAPI(t)
	nested := func(levels int) string {
		// one level is the entity, each further one goes through an edge to its subject: two fields
		q := "id"
		for range levels - 2 {
			q = "broader { " + q + " }"
		}
		return `{ entity(id: "adolescents") { ... on Population { ` + q + ` } } }`
	}
	aliases := func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "a%d: __typename ", i)
		}
		return "{ " + b.String() + "}"
	}
	for _, c := range []struct{ name, query, code, says string }{
		{"unknown id of a lineage", `{ lineage(id: "secure-bas") { truncated } }`, "NOT_FOUND", `id: there is no entity "secure-bas"; did you mean secure-base`},
		{"unknown end of a path", `{ evidencePaths(from: "x-y-z-nobody", to: "secure-base") { limit } }`, "NOT_FOUND", `from: there is no entity "x-y-z-nobody"`},
		{"a path to itself", `{ evidencePaths(from: "secure-base", to: "secure-base") { limit } }`, "BAD_INPUT", "to: is the same as from"},
		{"a trail with one stop", `{ trail(stops: ["secure-base"]) { legs { says } } }`, "BAD_INPUT", "stops: 1 is too small; 2 to 12 is right"},
		{"unknown stop of a trail", `{ trail(stops: ["john-bowlby", "jon-bowlby"]) { legs { says } } }`, "NOT_FOUND", `stops[1]: there is no entity "jon-bowlby"; did you mean john-bowlby`},
		{"a trail that stands still", `{ trail(stops: ["john-bowlby", "john-bowlby"]) { legs { says } } }`, "BAD_INPUT", "stops[1]: is the same as the stop before it"},
		{"broken cursor", `{ entities(after: "???") { totalCount } }`, "BAD_INPUT", `after: "???" is no cursor`},
		{"cursor of another list", `{ claims(after: "bjphLWxhZnJhbmNl") { totalCount } }`, "BAD_INPUT", "is no cursor of this list"},
		{"broken cursor of a search", `{ search(query: "base", after: "czo") { totalCount } }`, "BAD_INPUT", "is no cursor of this list"},
		{"negative first", `{ entities(first: -1) { totalCount } }`, "BAD_INPUT", "first: -1 is negative; 0 to 100 is right"},
		{"first too large", `{ entities(first: 10000) { totalCount } }`, "LIMIT_EXCEEDED", "first: 10000 is too many"},
		{"a depth too large", `{ lineage(id: "secure-base", depth: 99) { truncated } }`, "LIMIT_EXCEEDED", "depth: 99 is too large; 0 to 12 is right"},
		{"too many hops", `{ evidencePaths(from: "secure-base", to: "safe-haven", maxHops: 40) { limit } }`, "LIMIT_EXCEEDED", "maxHops: 40 is too large; 1 to 10 is right"},
		{"two numbers out of range", `{ neighborhood(id: "secure-base", depth: 9, limit: 900) { truncated } }`, "LIMIT_EXCEEDED", "depth: 9 is too large; 0 to 3 is right; limit: 900 is too large; 1 to 200 is right"},
		{"a subgraph of nothing", `{ subgraph(ids: []) { truncated } }`, "BAD_INPUT", "ids: 0 is too small; 1 to 200 is right"},
		{"a subgraph of 201", `{ subgraph(ids: [` + strings.Repeat(`"a" `, 201) + `]) { truncated } }`, "LIMIT_EXCEEDED", "ids: 201 is too large; 1 to 200 is right"},
		{"an entity twice in a subgraph", `{ subgraph(ids: ["secure-base", "john-bowlby", "secure-base"]) { truncated } }`, "BAD_INPUT", "ids[2]: is the same as ids[0]; name every entity once"},
		{"unknown id in a subgraph", `{ subgraph(ids: ["secure-base", "jon-bowlby"]) { truncated } }`, "NOT_FOUND", `ids[1]: there is no entity "jon-bowlby"; did you mean john-bowlby`},
		{"unknown predicate", `{ entity(id: "secure-base") { claims(predicates: ["cures"]) { totalCount } } }`, "BAD_INPUT", `"cures" is no predicate`},
		{"unknown practice kind", `{ entity(id: "secure-base") { practice(kinds: ["spell"]) { id } } }`, "BAD_INPUT", `"spell" is no practice kind`},
		{"unknown design in the lens", `{ graph(lens: {designs: ["tea-leaves"]}) { version } }`, "BAD_INPUT", `lens.designs: "tea-leaves" is no design`},
		{"unknown population in the lens", `{ graph(lens: {populations: ["martians"]}) { version } }`, "NOT_FOUND", `lens.populations: there is no entity "martians"`},
		{"unknown subject in the filter", `{ claims(filter: {subject: "nobody-at-all"}) { totalCount } }`, "NOT_FOUND", "filter.subject"},
		{"an empty search", `{ search(query: "") { totalCount } }`, "BAD_INPUT", "query: 0 characters; 1 to 500 are right"},
		{"a long search", `{ search(query: "` + strings.Repeat("base ", 200) + `") { totalCount } }`, "LIMIT_EXCEEDED", "1000 characters"},
		{"no such field", `{ entity(id: "secure-base") { secrets } }`, "BAD_INPUT", `Cannot query field "secrets"`},
		{"a query cut in half", `{ entity(id: "secure-base") { na`, "BAD_INPUT", "Expected Name"},
		{"40 levels", nested(40), "LIMIT_EXCEEDED", "the query has 40 levels; 15 are allowed"},
		{"16 levels", nested(16), "LIMIT_EXCEEDED", "the query has 16 levels"},
		{"101 aliases", aliases(101), "LIMIT_EXCEEDED", "the query has 101 aliases; 100 are allowed"},
		{"more than 1,000 tokens", "{ " + strings.Repeat("__typename ", 1100) + "}", "LIMIT_EXCEEDED", "token limit"},
		{"too many rows", `{ entities(first: 100) { nodes { claims(first: 100) { nodes { citations { source { claims(first: 100) { totalCount } } } } } } } }`, "LIMIT_EXCEEDED", "rows; 25000 are allowed"},
		{"too many rows of a subgraph", `{ subgraph(ids: [` + strings.Repeat(`"a" `, 200) + `]) { nodes { entity { claims(first: 100) { nodes { text } } } } } }`, "LIMIT_EXCEEDED", "the query could return 48964 rows"},
		{"101 ids", `{ nodes(ids: [` + strings.Repeat(`"a" `, 101) + `]) { id } }`, "LIMIT_EXCEEDED", "ids: 101 is too large"},
	} {
		t.Run(c.name, func(t *testing.T) {
			out, statements := a.ask(c.query, nil)
			if len(out.Errors) != 1 {
				t.Fatalf("%d errors: %+v, data %s", len(out.Errors), out.Errors, out.Data)
			}
			e := out.Errors[0]
			if e.Extensions["code"] != c.code || !strings.Contains(e.Message, c.says) {
				t.Errorf("%v %q\nwant %v %q", e.Extensions["code"], e.Message, c.code, c.says)
			}
			if statements != 0 {
				t.Errorf("cost %d statements", statements)
			}
		})
	}
	for _, c := range []struct{ name, query string }{
		{"15 levels", nested(15)},
		{"100 aliases", aliases(100)},
		{"unknown node", `{ node(id: "nobody") { id } entity(id: "nobody") { id } claim(id: "nobody") { id } nodes(ids: ["nobody", "secure-base"]) { id } }`},
		{"an entity through an edge's id that does not exist", `{ node(id: "edge:a.b.c") { id } }`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if out, _ := a.ask(c.query, nil); len(out.Errors) > 0 {
				t.Errorf("%+v", out.Errors)
			}
		})
	}
}

// TestWhatADrawingAsksForIsAllowed asks for all that a drawing shows of as many entities as there may be.
func TestWhatADrawingAsksForIsAllowed(t *testing.T) {
	a := newAPI(t)
	const fields = ` { nodes { distance degree entity { id kind name summary { text provenance } } }
		edges { id subject { id } object { id } predicate { id label class } strength { value llmOnly } bestTier disputed year supporting qualifying disputing null }
		groups { entity { id } predicate { id label inverseLabel } direction shown total } hidden { claims edges entities } truncated } }`
	var d struct{ Entities struct{ Nodes []ref } }
	var ids []string
	for _, kind := range []string{"CONSTRUCT", "INTERVENTION"} {
		a.get(`{ entities(kinds: [`+kind+`], orderBy: DEGREE, first: 100) { nodes { id } } }`, &d)
		for _, n := range d.Entities.Nodes {
			ids = append(ids, n.ID)
		}
	}
	for _, c := range []struct {
		name, query string
		variables   map[string]any
	}{
		{"200 entities", "query($ids: [ID!]!) { subgraph(ids: $ids)" + fields, map[string]any{"ids": ids}},
		{"200 nodes around one", `{ neighborhood(id: "secure-base", depth: 3, limit: 200)` + fields, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			if out, statements := a.ask(c.query, c.variables); len(out.Errors) > 0 || statements != 1 {
				t.Errorf("%+v, %d statements", out.Errors, statements)
			}
		})
	}
}

// introspection is the query that graphql-js 16 sends; its deepest field is the 15th level.
const introspection = `query IntrospectionQuery { __schema { queryType { name kind } types { ...FullType } directives { name locations args { ...InputValue } } } }
fragment FullType on __Type { kind name description fields(includeDeprecated: true) { name description args { ...InputValue } type { ...TypeRef } isDeprecated deprecationReason } inputFields { ...InputValue } interfaces { ...TypeRef } enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason } possibleTypes { ...TypeRef } }
fragment InputValue on __InputValue { name description type { ...TypeRef } defaultValue }
fragment TypeRef on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } } } }`

func TestEverythingInTheSchemaIsDescribed(t *testing.T) {
	var d struct {
		Schema struct {
			Types []struct {
				Name, Kind, Description string
				Fields                  []struct{ Name, Description string }
			}
		} `json:"__schema"`
	}
	newAPI(t).get(introspection, &d)
	inherited := map[string]bool{}
	for _, typ := range d.Schema.Types {
		if typ.Kind == "INTERFACE" {
			for _, f := range typ.Fields {
				inherited[f.Name] = true
			}
		}
	}
	obvious := map[string]bool{"cursor": true, "node": true, "nodes": true, "edges": true, "pageInfo": true, "hidden": true, "totalCount": true}
	for _, typ := range d.Schema.Types {
		if strings.HasPrefix(typ.Name, "__") || strings.HasSuffix(typ.Name, "Edge") && typ.Name != "Edge" || typ.Name == "Query" {
			continue
		}
		if typ.Description == "" && typ.Kind != "SCALAR" {
			t.Errorf("%s has no description", typ.Name)
		}
		for _, f := range typ.Fields {
			if f.Description == "" && !inherited[f.Name] && !obvious[f.Name] {
				t.Errorf("%s.%s has no description", typ.Name, f.Name)
			}
		}
	}
}
