//go:build !race

// The knowledge takes minutes to import under the race detector, which looks at the other tests of this package.

package server_test

import (
	"encoding/json"
	"html"
	"maps"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/securebase/securebase/internal/content"
	"github.com/securebase/securebase/seed"
	"github.com/securebase/securebase/web"
)

// startSeed serves the knowledge that comes with the program.
func startSeed(t *testing.T) *httptest.Server {
	t.Helper()
	graph, problems := content.ReadYAML(seed.FS)
	if len(problems) > 0 {
		t.Fatalf("the seed has problems, first %v", problems[0])
	}
	srv, _ := startWith(t, graph.ChangeSet())
	return srv
}

// answer asks a query and gives its data; an error fails the test.
func answer(t *testing.T, srv *httptest.Server, query, variables string) map[string]any {
	t.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "variables": json.RawMessage(variables)})
	if err != nil {
		t.Fatal(err)
	}
	got := send(t, "POST", srv.URL+"/graphql", "application/json", string(body))
	var said struct {
		Data   map[string]any
		Errors []struct{ Message string }
	}
	if err := json.Unmarshal([]byte(got.body), &said); err != nil || len(said.Errors) > 0 || said.Data == nil {
		t.Fatalf("%d %.400s", got.status, got.body)
	}
	return said.Data
}

func TestExamplesAreAnswered(t *testing.T) {
	srv := startSeed(t)
	all, err := web.Examples()
	if err != nil {
		t.Fatal(err)
	}
	builders := send(t, "GET", srv.URL+"/builders", "", "").body
	for _, e := range all {
		t.Run(e.Name, func(t *testing.T) {
			data := answer(t, srv, e.Query, "null")
			if len(texts(data, func(string, string) bool { return true })) == 0 {
				t.Errorf("nothing in %v", data)
			}
			if emptyLists(data) {
				t.Errorf("a list that the question is about is empty: %v", data)
			}
			if !strings.Contains(builders, html.EscapeString(e.Title)) {
				t.Error("is not on the page for builders")
			}
		})
	}
}

// emptyLists tells whether the first list that an answer leads to is empty.
func emptyLists(v any) bool {
	fields, ok := v.(map[string]any)
	if !ok {
		return false
	}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if list, ok := fields[name].([]any); ok {
			return len(list) == 0
		}
		if emptyLists(fields[name]) {
			return true
		}
	}
	return false
}

// texts collects the texts of an answer that are wanted, by the field they stand in.
func texts(v any, wanted func(field, text string) bool) map[string]bool {
	found := map[string]bool{}
	var walk func(string, any)
	walk = func(field string, v any) {
		switch v := v.(type) {
		case map[string]any:
			for name, x := range v {
				walk(name, x)
			}
		case []any:
			for _, x := range v {
				walk(field, x)
			}
		case string:
			if wanted(field, v) {
				found[v] = true
			}
		}
	}
	walk("", v)
	return found
}

// queryOn finds the query that a page gives for itself, as its link to GraphiQL carries it.
func queryOn(t *testing.T, page string) (query, variables string) {
	t.Helper()
	found := regexp.MustCompile(`href="(/graphiql\?[^"]*)">Run it`).FindStringSubmatch(page)
	if found == nil {
		t.Fatal("the page has no query")
	}
	link := html.UnescapeString(found[1])
	u, err := url.Parse(link)
	if err != nil {
		t.Fatal(err)
	}
	if len(link) > 16<<10 {
		t.Errorf("the address has %d bytes", len(link))
	}
	query, variables = u.Query().Get("query"), u.Query().Get("variables")
	if query == "" || variables == "" {
		t.Fatal("the query is not whole")
	}
	if !strings.Contains(html.UnescapeString(page), query) {
		t.Error("the query shown is not the query linked")
	}
	return query, variables
}

// marked lists the ids that a page's attributes begin with a word.
func marked(page, pattern string) map[string]bool {
	all := map[string]bool{}
	for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(page, -1) {
		id, _ := url.PathUnescape(html.UnescapeString(m[1]))
		all[id] = true
	}
	return all
}

var lenses = []string{"", "tier=T1", "llm=off", "asof=1990", "stance=null&stance=disputes", "design=rct", "population=foster-children", "tier=T2&llm=off&asof=2010"}

func lensed(path, lens string) string {
	switch {
	case lens == "":
		return path
	case strings.Contains(path, "?"):
		return path + "&" + lens
	}
	return path + "?" + lens
}

func TestQueriesOfTopicPagesHoldTheirClaims(t *testing.T) {
	srv := startSeed(t)
	for _, path := range []string{"/constructs/secure-base", "/interventions/circle-of-security-parenting", "/theorists/john-bowlby",
		"/populations/foster-children", "/problems/relationship-distress", "/sources/cassidy-2017", "/constructs/attachment-security"} {
		for _, lens := range lenses {
			t.Run(path+" "+lens, func(t *testing.T) {
				page := send(t, "GET", srv.URL+lensed(path, lens), "", "").body
				query, variables := queryOn(t, page)
				data := answer(t, srv, query, variables)
				claims := texts(data, func(field, text string) bool {
					return field == "id" && strings.Count(text, ".") >= 2 && !strings.HasPrefix(text, "edge:")
				})
				for id := range marked(page, `<li class="sen" id="claim-([^"]*)"`) {
					if !claims[id] {
						t.Errorf("the answer lacks the claim %s", id)
					}
				}
				if !strings.Contains(page, "claims of this section") && len(claims) != len(marked(page, ` id="claim-([^"]*)"`)) {
					t.Errorf("%d claims in the answer, %d on the page", len(claims), len(marked(page, ` id="claim-([^"]*)"`)))
				}
			})
		}
	}
}

func TestQueriesOfLineagePagesHoldTheirEdges(t *testing.T) {
	srv := startSeed(t)
	for _, path := range []string{"/lineage/secure-base", "/lineage/emotionally-focused-therapy?direction=ancestors&depth=3", "/lineage/john-bowlby?direction=descendants&depth=1"} {
		for _, lens := range lenses {
			t.Run(path+" "+lens, func(t *testing.T) {
				page := send(t, "GET", srv.URL+lensed(path, lens), "", "").body
				query, variables := queryOn(t, page)
				lineage, ok := answer(t, srv, query, variables)["lineage"].(map[string]any)
				if !ok {
					t.Fatal("the answer has no lineage")
				}
				edges := texts(lineage["edges"], func(field, text string) bool { return field == "id" && strings.HasPrefix(text, "edge:") })
				shown := marked(page, `href="/edges/([^"?]*)`)
				for id := range edges {
					if !shown[strings.TrimPrefix(id, "edge:")] {
						t.Errorf("the page lacks the edge %s", id)
					}
				}
			})
		}
	}
}

func TestQueriesOfPathPagesHoldTheirPaths(t *testing.T) {
	srv := startSeed(t)
	strength := regexp.MustCompile(`Weakest step <b>([0-9.]+)</b>`)
	for _, path := range []string{"/paths?from=john-bowlby&to=emotionally-focused-therapy", "/paths?from=john-bowlby&to=circle-of-security&direction=flow",
		"/paths?from=circle-of-security-parenting&to=attachment-security&hops=3"} {
		for _, lens := range lenses {
			t.Run(path+" "+lens, func(t *testing.T) {
				page := send(t, "GET", srv.URL+lensed(path, lens), "", "").body
				query, variables := queryOn(t, page)
				paths, ok := answer(t, srv, query, variables)["evidencePaths"].(map[string]any)
				if !ok {
					t.Fatal("the answer has no paths")
				}
				nodes, _ := paths["nodes"].([]any)
				if shown := strength.FindAllString(page, -1); len(shown) != len(nodes) {
					t.Errorf("%d paths in the answer, %d on the page", len(nodes), len(shown))
				}
				shown := marked(page, `href="/edges/([^"?]*)`)
				for id := range texts(nodes, func(field, text string) bool { return field == "id" && strings.HasPrefix(text, "edge:") }) {
					if !shown[strings.TrimPrefix(id, "edge:")] {
						t.Errorf("the page lacks the step %s", id)
					}
				}
				claims := texts(paths, func(field, text string) bool {
					return field == "id" && strings.Count(text, ".") >= 2 && !strings.HasPrefix(text, "edge:")
				})
				for id := range marked(page, ` id="(?:path-[0-9]+-)?claim-([^"]*)"`) {
					if !claims[id] {
						t.Errorf("the answer lacks the claim %s", id)
					}
				}
			})
		}
	}
}
