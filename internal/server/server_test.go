package server_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/server"
	"github.com/securebase/securebase/internal/store"
	"github.com/securebase/securebase/internal/store/sqlite"
)

// small is a graph of a few records, so that the race detector has done with it soon.
func small(year int) store.ChangeSet {
	return store.ChangeSet{Replace: true,
		Vocabulary: &evidence.Vocabulary{
			Strength: evidence.Weights{Q: map[evidence.Tier]float64{evidence.T1: 0.6, evidence.T2: 0.35, evidence.T3: 0.2}, Qualifying: 0.5, LLMOnly: 0.05},
			Kinds:    []evidence.KindTerm{{ID: evidence.KindConstruct, Label: "Construct", Plural: "Constructs"}},
			Predicates: []*evidence.Predicate{{ID: "originated", Label: "originated", InverseLabel: "originated by", Class: evidence.ClassLineage,
				Lineage: evidence.FlowForward, Section: "creators-lineage", Literal: "never",
				SubjectKinds: []evidence.Kind{evidence.KindTheorist}, ObjectKinds: []evidence.Kind{evidence.KindConstruct}}},
			Sections: []evidence.SectionTerm{{ID: "creators-lineage", Title: "Creators & lineage"}},
		},
		Entities: []evidence.Entity{
			&evidence.Theorist{Common: evidence.Common{ID: "mary-ainsworth", Kind: evidence.KindTheorist, Name: "Mary Ainsworth", Sources: []string{"bowlby-1988"}, Summary: "Psychologist."}},
			&evidence.Construct{Common: evidence.Common{ID: "secure-base", Kind: evidence.KindConstruct, Name: "Secure base", Type: "construct", Sources: []string{"bowlby-1988"}, Summary: "A place to set out from."}, Introduced: &year},
			&evidence.Source{Common: evidence.Common{ID: "bowlby-1988", Kind: evidence.KindSource, Type: "book"}, Title: "A Secure Base", Tier: evidence.T1, Issued: &year},
		},
		Claims: []*evidence.Claim{{ID: "mary-ainsworth.originated.secure-base", Subject: "mary-ainsworth", Predicate: "originated", Object: "secure-base",
			Text: "Bowlby's dedication names Ainsworth.", Stance: evidence.Supports, Provenance: evidence.Sourced, Year: &year,
			Citations: []evidence.Citation{{Source: "bowlby-1988", Locator: "dedication"}}}},
	}
}

func start(t *testing.T) (*httptest.Server, *store.Live) {
	t.Helper()
	return startWith(t, small(1988))
}

// startWith serves a content.
func startWith(t *testing.T, change store.ChangeSet) (*httptest.Server, *store.Live) {
	t.Helper()
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "graph.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if _, err := db.Apply(t.Context(), change); err != nil {
		t.Fatal(err)
	}
	return serveStore(t, db)
}

type reply struct {
	status int
	header http.Header
	body   string
}

func send(t *testing.T, method, url, contentType, body string) reply {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	return do(t, r)
}

func do(t *testing.T, r *http.Request) reply {
	t.Helper()
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return reply{resp.StatusCode, resp.Header, string(raw)}
}

func TestRequestsThatAreNoQueriesGetOneClearError(t *testing.T) {
	srv, _ := start(t)
	const asJSON = "application/json"
	for _, c := range []struct {
		name, method, path, contentType, body string
		status                                int
		code, says                            string
	}{
		{"2 MB of body", "POST", "/graphql", asJSON, `{"query":"` + strings.Repeat("a", 2<<20) + `"}`, 413, "LIMIT_EXCEEDED", "larger than 262144 bytes"},
		{"a form", "POST", "/graphql", "application/x-www-form-urlencoded", "query={graph{version}}", 415, "BAD_INPUT", "application/json is right"},
		{"text", "POST", "/graphql", "text/plain", `{"query":"{graph{version}}"}`, 415, "BAD_INPUT", "application/json is right"},
		{"no content type", "POST", "/graphql", "", `{"query":"{graph{version}}"}`, 415, "BAD_INPUT", "application/json is right"},
		{"no JSON", "POST", "/graphql", asJSON, `{graph{version}}`, 400, "BAD_INPUT", "no JSON object"},
		{"a list", "POST", "/graphql", asJSON, `[{"query":"{graph{version}}"}]`, 422, "BAD_INPUT", "no JSON object"},
		{"null", "POST", "/graphql", asJSON, `null`, 422, "BAD_INPUT", "no JSON object"},
		{"no query", "POST", "/graphql", asJSON, `{}`, 422, "BAD_INPUT", "query: is missing"},
		{"a query that is a number", "POST", "/graphql", asJSON, `{"query":7}`, 422, "BAD_INPUT", "query: is no text"},
		{"variables that are a list", "POST", "/graphql", asJSON, `{"query":"{graph{version}}","variables":[]}`, 422, "BAD_INPUT", "variables: is no JSON object"},
		{"GET without a query", "GET", "/graphql", "", "", 422, "BAD_INPUT", "query: is missing"},
		{"GET with variables that are no JSON", "GET", "/graphql?query=%7Bgraph%7Bversion%7D%7D&variables=x", "", "", 422, "BAD_INPUT", "variables: is no JSON object"},
		{"a mutation by GET", "GET", "/graphql?query=mutation%7Bx%7D", "", "", 405, "BAD_INPUT", "mutation"},
		{"PUT", "PUT", "/graphql", asJSON, `{}`, 405, "BAD_INPUT", "GET and POST are"},
		{"a long address", "GET", "/graphql?query=" + strings.Repeat("a", 20000), "", "", 414, "LIMIT_EXCEEDED", "longer than 16384 bytes"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := send(t, c.method, srv.URL+c.path, c.contentType, c.body)
			var answer struct {
				Errors []struct {
					Message    string
					Extensions map[string]any
				}
			}
			if err := json.Unmarshal([]byte(got.body), &answer); err != nil || len(answer.Errors) != 1 {
				t.Fatalf("%d %s", got.status, got.body)
			}
			e := answer.Errors[0]
			if got.status != c.status || e.Extensions["code"] != c.code || !strings.Contains(e.Message, c.says) {
				t.Errorf("%d %v %q, want %d %s %q", got.status, e.Extensions["code"], e.Message, c.status, c.code, c.says)
			}
			if e.Extensions["requestId"] != got.header.Get("X-Request-Id") {
				t.Errorf("request id %v, header %s", e.Extensions["requestId"], got.header.Get("X-Request-Id"))
			}
		})
	}
}

func TestEveryAnswerHasTheSecurityHeaders(t *testing.T) {
	srv, _ := start(t)
	for _, path := range []string{"/", "/constructs/secure-base", "/nowhere", "/graphql", "/schema.graphql", "/healthz", "/readyz"} {
		got := send(t, "GET", srv.URL+path, "", "")
		for name, part := range map[string]string{"Content-Security-Policy": "default-src 'none'", "X-Content-Type-Options": "nosniff",
			"Referrer-Policy": "no-referrer", "X-Request-Id": ""} {
			if v := got.header.Get(name); v == "" || !strings.Contains(v, part) {
				t.Errorf("%s: %s is %q", path, name, v)
			}
		}
	}
	if got := send(t, "GET", srv.URL+"/schema.graphql", "", ""); !strings.Contains(got.body, "type EvidencePaths") {
		t.Errorf("the schema is not served: %d", got.status)
	}
	if got := send(t, "GET", srv.URL+"/nowhere", "", ""); got.status != 404 {
		t.Errorf("an unknown page answers %d", got.status)
	}
}

func TestADatabaseThatIsGoneLeaksNothing(t *testing.T) {
	srv, live := start(t)
	if got := send(t, "GET", srv.URL+"/readyz", "", ""); got.status != 200 {
		t.Fatalf("not ready: %d %s", got.status, got.body)
	}
	if err := live.Close(); err != nil {
		t.Fatal(err)
	}
	if got := send(t, "GET", srv.URL+"/healthz", "", ""); got.status != 200 {
		t.Errorf("the process is not healthy: %d", got.status)
	}
	ready := send(t, "GET", srv.URL+"/readyz", "", "")
	query := send(t, "POST", srv.URL+"/graphql", "application/json", `{"query":"{entity(id:\"secure-base\"){summary{text}}}"}`)
	page := send(t, "GET", srv.URL+"/constructs/secure-base", "", "")
	if ready.status != 503 || !strings.Contains(query.body, `"code":"UNAVAILABLE"`) || page.status != 503 {
		t.Errorf("%d %s\n%s\n%d", ready.status, ready.body, query.body, page.status)
	}
	for _, got := range []reply{ready, query, page} {
		for _, inside := range []string{"sql", "SELECT", "driver", ".db", "goroutine", "sql: "} {
			if strings.Contains(got.body, inside) {
				t.Errorf("%q stands in %s", inside, got.body)
			}
		}
	}
}

// TestReadersDuringWrites reads through GraphQL and pages while the content changes; every answer is of one version.
func TestReadersDuringWrites(t *testing.T) {
	srv, live := start(t)
	done := make(chan struct{})
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				got := send(t, "POST", srv.URL+"/graphql", "application/json",
					`{"query":"{entity(id:\"secure-base\"){name ... on Construct{introduced} claims{nodes{year citations{source{issued}}}}}}"}`)
				var answer struct {
					Data struct {
						Entity struct {
							Introduced int
							Claims     struct {
								Nodes []struct {
									Year      int
									Citations []struct{ Source struct{ Issued int } }
								}
							}
						}
					}
					Errors []any
				}
				if err := json.Unmarshal([]byte(got.body), &answer); err != nil || len(answer.Errors) > 0 {
					t.Errorf("%d %s", got.status, got.body)
					return
				}
				if page := send(t, "GET", srv.URL+"/constructs/secure-base", "", ""); page.status != 200 {
					t.Errorf("page: %d", page.status)
					return
				}
			}
		})
	}
	for year := 1900; year < 1920; year++ {
		if _, err := live.Apply(t.Context(), small(year)); err != nil {
			t.Error(err)
		}
	}
	close(done)
	readers.Wait()
}

func TestListenSaysThatThePortIsInUse(t *testing.T) {
	l, err := server.Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, err = server.Listen(t.Context(), l.Addr().String())
	want := fmt.Sprintf("addr: %s cannot be served on (address already in use); choose another with --addr", l.Addr())
	if err == nil || err.Error() != want || store.CodeOf(err) != store.Unavailable {
		t.Errorf("%v\nwant %s", err, want)
	}
}

func TestServeStopsWhenAsked(t *testing.T) {
	l, err := server.Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	began := make(chan struct{})
	slow := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		close(began)
		<-ctx.Done()
		_, _ = io.WriteString(w, "finished")
	})
	go func() { ended <- server.Serve(ctx, l, slow, slog.New(slog.DiscardHandler)) }()
	answer := make(chan reply, 1)
	go func() { answer <- send(t, "GET", "http://"+l.Addr().String()+"/", "", "") }()
	<-began
	cancel()
	if got := <-answer; got.body != "finished" {
		t.Errorf("the answer under way was cut: %q", got.body)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestTheGateAnswersBeforeTheDatabase(t *testing.T) {
	gate := server.NewGate(slog.New(slog.DiscardHandler))
	srv := httptest.NewServer(gate)
	defer srv.Close()
	for path, want := range map[string]int{"/healthz": 200, "/readyz": 503, "/": 503, "/constructs/secure-base": 503} {
		if got := send(t, "GET", srv.URL+path, "", ""); got.status != want {
			t.Errorf("%s: %d, want %d", path, got.status, want)
		}
	}
	got := send(t, "POST", srv.URL+"/graphql", "application/json", `{"query":"{graph{version}}"}`)
	if got.status != 503 || !strings.Contains(got.body, `"code":"UNAVAILABLE"`) || got.header.Get("Retry-After") == "" {
		t.Errorf("%d %s", got.status, got.body)
	}
	gate.Open(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "open") }))
	if got := send(t, "GET", srv.URL+"/", "", ""); got.body != "open" {
		t.Errorf("the gate stays closed: %d", got.status)
	}
}
