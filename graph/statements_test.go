package graph_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
)

// TestStatementsAreFixed asks for few and for many rows: the number of statements depends on the shape of the query,
// at most one for each selected connection and level, and not on the rows.
func TestStatementsAreFixed(t *testing.T) {
	a := newAPI(t)
	for _, c := range []struct {
		name, query string // %d is a page size
		statements  int
	}{
		{"ids only", `{ entities(first: %d) { nodes { id kind } } }`, 0},
		{"names, which the index knows", `{ entities(first: %d) { nodes { name } } }`, 0},
		{"names and more", `{ entities(first: %d) { nodes { name aliases } } }`, 1},
		{"entities with their claims", `{ entities(kinds: [CONSTRUCT], first: %d) { nodes { name claims(first: 5) { totalCount nodes { text } } } } }`, 1},
		{"claims with citations and sources", `{ claims(first: %d) { nodes { text subject { name } object { name } citations { locator source { name } } } } }`, 1},
		{"through fragments", `{ entities(kinds: [THEORIST], first: %d) { edges { node { ... on Theorist { name works(first: 3) { nodes { title } } } ... on Construct { name } } } } }`, 1},
		{"edges with strengths and works", `{ entity(id: "secure-base") { edges(first: %d) { nodes { object { name } strength { value teams { works { title } } } } } } }`, 1},
		{"pages with sections", `{ entities(kinds: [INTERVENTION], orderBy: DEGREE, first: %d) { nodes { page { sections { claims(first: 3) { nodes { text } } practice { text } sources { name } } } } } }`, 2},
		{"search", `{ search(query: "secure", first: %d) { nodes { fragment entity { name } claim { text } } } }`, 2},
		{"lineage", `{ lineage(id: "secure-base", depth: %d) { nodes { entity { name } } edges { claims(first: 2) { nodes { text } } } } }`, 1},
		{"neighborhood", `{ neighborhood(id: "secure-base", limit: %d) { nodes { entity { name } } edges { strength { value } claims(first: 2) { nodes { text } } } groups { entity { name } } } }`, 1},
		{"paths", `{ evidencePaths(from: "john-bowlby", to: "circle-of-security", first: %d) { nodes { entities { name } steps { edge { strength { teams { works { name } } } } } } } }`, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			var costs []int
			for _, size := range []int{5, 12} {
				out, statements := a.ask(fmt.Sprintf(c.query, size), nil)
				if len(out.Errors) > 0 {
					t.Fatalf("%+v", out.Errors)
				}
				costs = append(costs, statements)
			}
			if costs[0] != costs[1] || costs[1] != c.statements {
				t.Errorf("%d statements for 5 rows, %d for 12; want %d", costs[0], costs[1], c.statements)
			}
		})
	}
}

// TestPagesJoin walks lists page by page, forwards and backwards, and compares with the whole.
func TestPagesJoin(t *testing.T) {
	a := newAPI(t)
	type connection struct {
		TotalCount int
		PageInfo   struct {
			HasNextPage, HasPreviousPage bool
			StartCursor, EndCursor       *string
		}
		Nodes []ref
	}
	for _, c := range []struct{ name, field, query string }{
		{"entities by name", "entities", `{ entities(kinds: [POPULATION], %s) `},
		{"entities by year", "entities", `{ entities(kinds: [POPULATION], orderBy: YEAR, %s) `},
		{"entities by degree", "entities", `{ entities(kinds: [POPULATION], orderBy: DEGREE, %s) `},
		{"claims", "claims", `{ claims(filter: {entity: "secure-base"}, %s) `},
		{"claims under a lens", "claims", `{ claims(filter: {entity: "secure-base"}, lens: {minTier: T1}, %s) `},
	} {
		walk := func(t *testing.T, size, cursor string) []ref {
			var all []ref
			args := size + ": 7"
			for range 100 {
				out, _ := a.ask(fmt.Sprintf(c.query, args)+`{ totalCount nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`, nil)
				if len(out.Errors) > 0 {
					t.Fatalf("%+v", out.Errors)
				}
				var d map[string]connection
				if err := json.Unmarshal(out.Data, &d); err != nil {
					t.Fatal(err)
				}
				page := d[c.field]
				if size == "first" {
					all = append(all, page.Nodes...)
					if !page.PageInfo.HasNextPage {
						if len(all) != page.TotalCount {
							t.Errorf("%d of %d", len(all), page.TotalCount)
						}
						return all
					}
					args = fmt.Sprintf("first: 7, after: %q", *page.PageInfo.EndCursor)
					continue
				}
				all = append(page.Nodes, all...)
				if !page.PageInfo.HasPreviousPage {
					return all
				}
				args = fmt.Sprintf("last: 7, before: %q", *page.PageInfo.StartCursor)
			}
			t.Fatal("no end")
			return nil
		}
		t.Run(c.name, func(t *testing.T) {
			forth, back := walk(t, "first", "after"), walk(t, "last", "before")
			if !slices.Equal(forth, back) {
				t.Errorf("forwards %v\nbackwards %v", forth, back)
			}
			seen := map[string]bool{}
			for _, n := range forth {
				if seen[n.ID] {
					t.Errorf("%s is there twice", n.ID)
				}
				seen[n.ID] = true
			}
		})
	}
}

// TestLensIsInherited asks the same thing with the lens above and with the lens on every field.
func TestLensIsInherited(t *testing.T) {
	a := newAPI(t)
	const lens = `lens: {minTier: T1, includeLLM: false}`
	above, _ := a.ask(`{ entity(id: "secure-base", `+lens+`) { summary { text citations { source { id } } }
		claims(first: 100) { totalCount nodes { id citations { source { id } } } } edges(first: 100) { nodes { id strength { value } } }
		page { hidden { claims } sections { id claims(first: 100) { totalCount } } } } }`, nil)
	each, _ := a.ask(`{ entity(id: "secure-base", `+lens+`) { summary { text citations { source { id } } }
		claims(first: 100, `+lens+`) { totalCount nodes { id citations { source { id } } } } edges(first: 100, `+lens+`) { nodes { id strength { value } } }
		page(`+lens+`) { hidden { claims } sections { id claims(first: 100) { totalCount } } } } }`, nil)
	if len(above.Errors)+len(each.Errors) > 0 || string(above.Data) != string(each.Data) {
		t.Errorf("above %+v %s\neach %+v %s", above.Errors, above.Data, each.Errors, each.Data)
	}
	none, _ := a.ask(`{ entity(id: "secure-base", `+lens+`) { claims(first: 1, lens: {}) { totalCount } } }`, nil)
	full, _ := a.ask(`{ entity(id: "secure-base") { claims(first: 1) { totalCount } } }`, nil)
	if string(none.Data) != string(full.Data) {
		t.Errorf("an empty lens is no lens: %s, %s", none.Data, full.Data)
	}
}
