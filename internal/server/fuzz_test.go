//go:build !race

package server_test

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/securebase/securebase/internal/content"
	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/server"
	"github.com/securebase/securebase/internal/store"
	"github.com/securebase/securebase/internal/store/sqlite"
	"github.com/securebase/securebase/seed"
	"github.com/securebase/securebase/web"
)

// answerTime is how long an answer may take, many times what the slowest does.
const answerTime = 10 * time.Second

// whole is everything that the program serves, over the knowledge in a real database.
type whole struct {
	handler http.Handler
	log     *syncBuffer // errors only
}

func newWhole(f *testing.F) *whole {
	f.Helper()
	graph, problems := content.ReadYAML(seed.FS)
	if len(problems) > 0 {
		f.Fatal(problems[0])
	}
	db, err := sqlite.Open(f.Context(), filepath.Join(f.TempDir(), "graph.db"))
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = db.Close() })
	if _, err := db.Apply(f.Context(), graph.ChangeSet()); err != nil {
		f.Fatal(err)
	}
	live, err := store.NewLive(f.Context(), db)
	if err != nil {
		f.Fatal(err)
	}
	w := &whole{log: &syncBuffer{}}
	log := slog.New(slog.NewTextHandler(w.log, &slog.HandlerOptions{Level: slog.LevelError}))
	if w.handler, err = server.New(live, log); err != nil {
		f.Fatal(err)
	}
	if w.handler, err = server.Door(server.Rules{Loopback: true}, log, w.handler); err != nil {
		f.Fatal(err)
	}
	return w
}

// ask sends a request. Whatever it is, the server knows an answer, in time, and has nothing to log.
func (w *whole) ask(t *testing.T, r *http.Request) *httptest.ResponseRecorder {
	t.Helper()
	r.RemoteAddr = "127.0.0.1:4000"
	answer := httptest.NewRecorder()
	begun := time.Now()
	w.handler.ServeHTTP(answer, r)
	if took := time.Since(begun); took > answerTime {
		t.Fatalf("the answer took %v", took)
	}
	if answer.Code >= 500 || strings.Contains(answer.Body.String(), `"code":"INTERNAL"`) {
		t.Fatalf("the answer is %d %.500s", answer.Code, answer.Body)
	}
	if said := w.log.String(); said != "" {
		t.Fatalf("logged: %s", said)
	}
	if answer.Header().Get("Content-Security-Policy") == "" || answer.Header().Get("X-Content-Type-Options") != "nosniff" {
		t.Fatalf("the headers are %v", answer.Header())
	}
	return answer
}

// said is an answer of GraphQL.
type said struct {
	Data   json.RawMessage
	Errors []struct {
		Message    string
		Extensions struct{ Code, RequestID string }
	}
}

// query sends a query by POST, and wants data, or errors that clients can make something of, or both.
func (w *whole) query(t *testing.T, request map[string]any) said {
	t.Helper()
	body, err := json.Marshal(request)
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "http://localhost/graphql", strings.NewReader(string(body)))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/graphql-response+json")
	answer := w.ask(t, r)
	return wellFormed(t, answer)
}

func wellFormed(t *testing.T, answer *httptest.ResponseRecorder) said {
	t.Helper()
	var s said
	if err := json.Unmarshal(answer.Body.Bytes(), &s); err != nil || s.Data == nil && len(s.Errors) == 0 {
		t.Fatalf("no answer (%v): %d %.500s", err, answer.Code, answer.Body)
	}
	codes := []string{"BAD_INPUT", "NOT_FOUND", "LIMIT_EXCEEDED", "TIMEOUT", "CONFLICT", "UNAVAILABLE", "FORBIDDEN", "PERSISTED_QUERY_NOT_FOUND"}
	for _, e := range s.Errors {
		if e.Message == "" || e.Extensions.RequestID == "" || !slices.Contains(codes, e.Extensions.Code) || !utf8.ValidString(e.Message) {
			t.Fatalf("an error is %+v", e)
		}
	}
	return s
}

// FuzzQuery sends queries of any text, with any variables, through the whole server, twice: what is kept and what is made
// anew are the same.
func FuzzQuery(f *testing.F) {
	examples, err := web.Examples()
	if err != nil {
		f.Fatal(err)
	}
	for _, e := range examples {
		f.Add(e.Query, `{}`, "")
	}
	for _, q := range []string{`{graph{version}}`, `query($id:ID!){entity(id:$id){name claims(first:3){nodes{text}}}}`, `{entity(id:"\ud800"){id}}`, `{`, ``, `query{...F} fragment F on Query{...F}`, `mutation{x}`, `subscription{graphChanged{version}}`,
		`{` + strings.Repeat("a{", 300) + strings.Repeat("}", 300) + `}`, `{claims(first:-1){nodes{id}}}`, `{claims(first:99999999999){nodes{id}}}`, `{evidencePaths(from:"secure-base",to:"secure-base",maxHops:1e9){truncated}}`,
		`{a:entity(id:"x"){id}@skip(if:true)}`, `{nodes(ids:["",null]){id}}`, `{neighborhood(id:"secure-base",depth:3,limit:200){nodes{entity{id}} cypher{text parameters}}}`, `{__type(name:"Entity"){possibleTypes{name}}}`,
		`{lineage(id:"attachment-theory",direction:BOTH,depth:12){nodes{entity{name}}}}`, `{search(query:"",first:1){totalCount}}`, "{graph{version}}\x00", "{graph{version}} # \u2028"} {
		f.Add(q, `{"id":"secure-base"}`, "")
	}
	f.Add(`query A{graph{version}} query B($n:Int){claims(first:$n){totalCount}}`, `{"n":3.5}`, "B")
	f.Add(`query($lens:Lens){claims(lens:$lens){hidden{claims}}}`, `{"lens":{"minTier":"T1","asOf":-5,"designs":["rct"],"stances":["SUPPORTS"],"populations":["x"]}}`, "")
	w := newWhole(f)
	f.Fuzz(func(t *testing.T, document, variables, operation string) {
		request := map[string]any{"query": document}
		if json.Valid([]byte(variables)) {
			request["variables"] = json.RawMessage(variables)
		}
		if operation != "" {
			request["operationName"] = operation
		}
		first, second := w.query(t, request), w.query(t, request)
		if string(first.Data) != string(second.Data) || len(first.Errors) != len(second.Errors) {
			t.Fatalf("one answer is %.500s, the next %.500s", first.Data, second.Data)
		}
	})
}

// FuzzRequest sends requests of any method, address, headers and body to everything that is served.
func FuzzRequest(f *testing.F) {
	for _, c := range [][5]string{{"GET", "/", "", "", ""}, {"POST", "/graphql", "", "application/json", `{"query":"{graph{version}}"}`}, {"GET", "/graphql?query={graph{version}}&variables={}&operationName=", "text/event-stream;q=0, */*", "", ""},
		{"GET", "/graphql?documentId=sha256:0123", "application/graphql-response+json", "", ""}, {"POST", "/graphql", "application/json;charset=utf-8", `application/json; charset="utf-8"`, `{"query":"{graph{version}}","extensions":{"persistedQuery":{"version":1,"sha256Hash":"x"}}}`},
		{"POST", "/graphql", "image/png", "text/plain", `[]`}, {"HEAD", "/constructs/secure-base?tier=T1", "*/*", "", ""}, {"OPTIONS", "/graphql", "", "", ""}, {"PUT", "/", "", "", "x"}, {"GET", "/schema.graphql", "", "", ""},
		{"GET", "/export/jsonl?lineage=secure-base&depth=1", "", "", ""}, {"GET", "/export/cypher?neighborhood=secure-base&limit=5", "", "", ""}, {"GET", "/export/xml", "", "", ""}, {"GET", "/readyz", "", "", ""}, {"GET", "/healthz", "", "", ""},
		{"GET", "/assets/%2e%2e/pages.go", "", "", ""}, {"GET", "//graphql", "", "", ""}, {"POST", "/graphql?query={graph{version}}", "", "application/json", "{\"query\":\"\\u0000\"}"}, {"POST", "/graphql", ";;q=,/", "application/json;;", strings.Repeat("[", 10000)}} {
		f.Add(c[0], c[1], c[2], c[3], c[4])
	}
	w := newWhole(f)
	f.Fuzz(func(t *testing.T, method, target, accept, contentType, body string) {
		if strings.HasPrefix(target, "/export/") && !strings.Contains(target, "limit=") && !strings.Contains(target, "depth=") {
			return // the whole graph takes its time
		}
		r, err := http.NewRequestWithContext(t.Context(), method, "http://localhost"+target, strings.NewReader(body))
		if err != nil || !strings.HasPrefix(target, "/") || strings.Contains(accept, "event-stream") {
			return // none, or one that is answered without end
		}
		r.RequestURI = target
		for name, value := range map[string]string{"Accept": accept, "Content-Type": contentType} {
			if value != "" {
				r.Header.Set(name, value)
			}
		}
		answer := w.ask(t, r)
		if strings.Contains(answer.Header().Get("Content-Type"), "json") && method != http.MethodHead && strings.HasPrefix(target, "/graphql") && answer.Body.Len() > 0 {
			wellFormed(t, answer)
		}
	})
}

// hitsAnswer is a page of a search.
type hitsAnswer struct {
	Search struct {
		TotalCount int
		PageInfo   struct {
			HasNextPage bool
			EndCursor   *string
		}
		Nodes []struct {
			Field, Fragment string
			Score           float64
			Entity          struct{ ID string }
			Claim           *struct{ ID string }
			Ranges          []struct{ Start, End int }
		}
	}
}

// FuzzSearch searches for any text, page by page. Hits come in order of their score, each once, as many as were counted;
// what is marked lies within the fragment.
func FuzzSearch(f *testing.F) {
	for _, typed := range []string{"secure base", "ainswerth", "bowlby 1969", "10.1080/14616730903416955", "愛着", "René Spitz ", `"secure" AND (base)`, "a", "the", "childs tie", "\x00", strings.Repeat("word ", 60), "½ ﬁrst", "secure-base", "<b>secure</b>", "%", "_", "'"} {
		f.Add(typed, uint8(5), uint8(0), "")
	}
	f.Add("attachment", uint8(100), uint8(3), "x")
	f.Add("attachment", uint8(1), uint8(1), "aDowOmF0dGFjaG1lbnQ")
	w := newWhole(f)
	f.Fuzz(func(t *testing.T, typed string, first, kind uint8, after string) {
		variables := map[string]any{"query": typed, "first": first % 101}
		if n := int(kind) % (len(evidence.Kinds()) + 1); n > 0 {
			variables["kinds"] = []string{strings.ToUpper(string(evidence.Kinds()[n-1]))}
		}
		if after != "" {
			variables["after"] = after
		}
		seen, last := map[string]bool{}, 2.0
		for range 3 {
			answer := w.query(t, map[string]any{"variables": variables, "query": `query($query: String!, $kinds: [Kind!], $first: Int, $after: String) {
				search(query: $query, kinds: $kinds, first: $first, after: $after) { totalCount pageInfo { hasNextPage endCursor }
					nodes { field fragment score entity { id } claim { id } ranges { start end } } } }`})
			if len(answer.Errors) > 0 {
				return
			}
			var hits hitsAnswer
			if err := json.Unmarshal(answer.Data, &hits); err != nil {
				t.Fatal(err)
			}
			for _, h := range hits.Search.Nodes {
				key := h.Entity.ID
				if h.Claim != nil {
					key = h.Claim.ID
				}
				if seen[key] || h.Score > last || h.Score <= 0 || h.Field == "" {
					t.Fatalf("for %q there is %+v after a score of %v (again: %t)", typed, h, last, seen[key])
				}
				seen[key], last = true, h.Score
				end, signs := 0, utf8.RuneCountInString(h.Fragment)
				for _, r := range h.Ranges {
					if r.Start < end || r.End <= r.Start || r.End > signs {
						t.Fatalf("in %q is marked %v", h.Fragment, h.Ranges)
					}
					end = r.End
				}
			}
			page := hits.Search
			if len(seen) > page.TotalCount || after == "" && (len(seen) < page.TotalCount) != page.PageInfo.HasNextPage {
				t.Fatalf("%d of %d hits, and more: %t", len(seen), page.TotalCount, page.PageInfo.HasNextPage)
			}
			if !page.PageInfo.HasNextPage || page.PageInfo.EndCursor == nil {
				return
			}
			variables["after"] = *page.PageInfo.EndCursor
		}
	})
}
