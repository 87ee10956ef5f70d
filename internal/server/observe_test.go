package server_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/prometheus/client_golang/prometheus/testutil/promlint"
	"go.opentelemetry.io/otel/trace"

	"github.com/securebase/securebase/internal/observe"
	"github.com/securebase/securebase/internal/server"
	"github.com/securebase/securebase/internal/store"
	"github.com/securebase/securebase/internal/store/sqlite"
)

// observed serves the small graph as the command serve does, and logs to a buffer.
func observed(t *testing.T, format string, traces trace.TracerProvider) (http.Handler, *bytes.Buffer, *observe.Observer) {
	t.Helper()
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "graph.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if _, err := db.Apply(t.Context(), small(1988)); err != nil {
		t.Fatal(err)
	}
	live, err := store.NewLive(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	out := new(bytes.Buffer)
	log := observe.NewLog(out, format, slog.LevelDebug)
	observer := observe.New(observe.Options{Log: log, Traces: traces, Version: "v1", Knowledge: "0123456789abcdef"})
	observer.Graph(live)
	handler, err := server.New(live, log)
	if err != nil {
		t.Fatal(err)
	}
	all := http.NewServeMux()
	all.Handle("GET /metrics", observer.Metrics())
	all.Handle("/", handler)
	return observer.Requests(all), out, observer
}

// direct answers a request in this goroutine, so that everything is told of it afterwards.
func direct(h http.Handler, method, path, body string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	func() {
		defer func() {
			if p := recover(); p != nil && !errors.Is(p.(error), http.ErrAbortHandler) {
				panic(p)
			}
		}()
		h.ServeHTTP(w, r)
	}()
	return w
}

func TestOneLineARequest(t *testing.T) {
	h, out, _ := observed(t, "json", nil)
	for _, c := range []struct {
		name, method, path, body string
		headers                  []string
		want                     string // level, method, route, status, operation, code
	}{
		{"a page", "GET", "/constructs/secure-base", "", nil, "INFO GET /constructs/{id} 200"},
		{"the start", "GET", "/", "", nil, "INFO GET /{$} 200"},
		{"a page that there is not", "GET", "/etc/passwd?secret=1", "", nil, "INFO GET unknown 404"},
		{"an entity that there is not", "GET", "/constructs/anna-o", "", nil, "INFO GET /constructs/{id} 404"},
		{"a query", "POST", "/graphql", `{"query":"query Bases {entity(id:\"secure-base\"){name}}"}`, nil, "INFO POST /graphql 200 Bases"},
		{"a query without a name", "POST", "/graphql", `{"query":"{graph{version}}"}`, nil, "INFO POST /graphql 200"},
		{"a query that is wrong", "POST", "/graphql", `{"query":"query Bases {enttiy}","operationName":"Bases"}`, nil, "INFO POST /graphql 422 Bases BAD_INPUT"},
		{"no query", "POST", "/graphql", `{}`, nil, "INFO POST /graphql 422 BAD_INPUT"},
		{"an address that is too long", "GET", "/" + strings.Repeat("a", 17000), "", nil, "INFO GET none 414 LIMIT_EXCEEDED"},
		{"an export", "GET", "/export/jsonl", "", nil, "INFO GET /export/{format} 200"},
		{"an export in a form that there is not", "GET", "/export/xml", "", nil, "INFO GET /export/{format} 404 BAD_INPUT"},
		{"a style", "GET", "/assets/none.css", "", nil, "DEBUG GET /assets/ 404"},
		{"the health", "GET", "/healthz", "", nil, "DEBUG GET /healthz 200"},
		{"the metrics", "GET", "/metrics", "", nil, "DEBUG GET /metrics 200"},
		{"a method that a client made up", "BREW", "/", "", nil, "INFO OTHER /{$} 405"},
	} {
		t.Run(c.name, func(t *testing.T) {
			out.Reset()
			r := direct(h, c.method, c.path, c.body, c.headers...)
			var line struct {
				Level, Msg, Method, Route, Request, Client, Operation, Code string
				Status, Bytes                                               int
				MS                                                          *float64
			}
			lines := strings.Split(strings.TrimSpace(out.String()), "\n")
			if err := json.Unmarshal([]byte(lines[len(lines)-1]), &line); err != nil || line.Msg != "answered" {
				t.Fatalf("%v in %s", err, out)
			}
			got := strings.Join(slices.DeleteFunc([]string{line.Level, line.Method, line.Route, fmt.Sprint(line.Status), line.Operation, line.Code},
				func(s string) bool { return s == "" }), " ")
			if !strings.HasPrefix(got, c.want) || strings.Count(out.String(), `"msg":"answered"`) != 1 {
				t.Errorf("%s\nwant %s", out, c.want)
			}
			if line.Bytes != r.Body.Len() || line.MS == nil || line.Client != "192.0.2.1" || line.Request != r.Header().Get("X-Request-Id") {
				t.Errorf("%s, of %d bytes", out, r.Body.Len())
			}
			for _, secret := range []string{"secure-base", "anna-o", "passwd", "secret", "enttiy", "aaaa", "none.css"} {
				if strings.Contains(out.String(), secret) {
					t.Errorf("%q stands in %s", secret, out)
				}
			}
		})
	}
}

func TestAnIDOfAClientIsTakenOverIfItIsOne(t *testing.T) {
	h, out, _ := observed(t, "text", nil)
	for id, taken := range map[string]bool{"a": true, "7f3a-2.B_c": true, strings.Repeat("x", 64): true, "": false,
		strings.Repeat("x", 65): false, "a b": false, "a\nb": false, "a\x1b[31m": false, "é": false, `a"b`: false, "a=b": false} {
		out.Reset()
		got := direct(h, "GET", "/constructs/secure-base", "", "X-Request-Id", id).Header().Get("X-Request-Id")
		if (got == id) != taken || got == "" || !strings.Contains(out.String(), "request="+got+" ") {
			t.Errorf("%q became %q in %s", id, got, out)
		}
	}
}

// TestNothingBreaksALineOfTheLog sends what ends lines, steers terminals and turns text wherever a client can put it.
func TestNothingBreaksALineOfTheLog(t *testing.T) {
	const evil = "x\r\ntime=2026-01-01T00:00:00Z level=ERROR msg=forged\n{\"level\":\"ERROR\",\"msg\":\"forged\"}\x1b[2J\x1b]0;t\a\x00\x7f\b\u0085\u009b31m\u2028\u202e\u2066\xff\ufeff"
	quoted, err := json.Marshal(evil)
	if err != nil {
		t.Fatal(err)
	}
	for _, format := range []string{"text", "json"} {
		t.Run(format, func(t *testing.T) {
			h, out, _ := observed(t, format, nil)
			for _, path := range []string{"/", "/graphql", "/export/jsonl", "/nowhere"} {
				r := httptest.NewRequest("GET", path, nil)
				r.Method, r.RemoteAddr, r.Host = evil, evil, evil
				r.URL.Path += evil
				r.URL.RawQuery = "query=" + evil + "&" + evil
				for _, header := range []string{"X-Request-Id", "Accept", "Content-Type", "User-Agent", "Traceparent", "Origin", "X-Forwarded-For"} {
					r.Header[header] = []string{evil}
				}
				h.ServeHTTP(httptest.NewRecorder(), r)
			}
			for _, body := range []string{
				fmt.Sprintf(`{"query":"{graph{version}}","operationName":%s}`, quoted),
				fmt.Sprintf(`{"query":%s}`, quoted),
				fmt.Sprintf(`{"query":"query ($id: ID!) {entity(id: $id) {name}}","variables":{"id":%s}}`, quoted),
				fmt.Sprintf(`{"query":"{entity(id: \"a\", %s)}"}`, strings.ReplaceAll(string(quoted), `"`, `\"`)),
				evil,
			} {
				direct(h, "POST", "/graphql", body)
			}
			log := observe.NewLog(out, format, slog.LevelDebug)
			log.Warn(evil, "error", errors.New(evil), "text", evil, "bytes", []byte(evil), slog.Group("group", "text", evil))
			fmt.Fprint(observe.Lines(log), evil)
			if strings.Count(out.String(), "\n") < 10 {
				t.Fatalf("little was logged: %s", out)
			}
			head := regexp.MustCompile(`^time=\S+ level=(DEBUG|INFO|WARN|ERROR) msg=`)
			for line := range strings.SplitSeq(strings.TrimSuffix(out.String(), "\n"), "\n") {
				if format == "json" && !json.Valid([]byte(line)) || format == "text" && !head.MatchString(line) ||
					strings.HasPrefix(line, "time=2026-01-01") || strings.HasPrefix(line, `{"level"`) {
					t.Errorf("no line of the log: %q", line)
				}
				if i := strings.IndexFunc(line, func(r rune) bool { return !unicode.IsPrint(r) || r == utf8.RuneError && format == "text" }); i >= 0 {
					t.Errorf("%q in the line %q", line[i:min(len(line), i+4)], line)
				}
			}
		})
	}
}

// series gives the metrics as a set of name and labels.
func series(t *testing.T, h http.Handler) (map[string]bool, string) {
	t.Helper()
	text := direct(h, "GET", "/metrics", "").Body.String()
	all := map[string]bool{}
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, "#") {
			all[line[:strings.LastIndex(strings.TrimSpace(line), " ")]] = true
		}
	}
	return all, text
}

func TestMetrics(t *testing.T) {
	h, _, observer := observed(t, "text", nil)
	direct(h, "GET", "/constructs/secure-base", "")
	direct(h, "POST", "/graphql", `{"query":"{entity(id:\"secure-base\"){name} ...more} fragment more on Query {graph{version} graph{version}}"}`)
	direct(h, "POST", "/graphql", `{"query":"{nothing}"}`)
	_, text := series(t, h)
	for _, want := range []string{
		`securebase_http_requests_total{method="GET",route="/constructs/{id}",status="2xx"} 1`,
		`securebase_http_requests_total{method="POST",route="/graphql",status="2xx"} 1`,
		`securebase_http_requests_total{method="POST",route="/graphql",status="4xx"} 1`,
		`securebase_http_request_duration_seconds_count{route="/graphql"} 2`,
		`securebase_http_requests_in_flight 1`,
		`securebase_graphql_operations_total{field="entity"} 1`,
		`securebase_graphql_operations_total{field="graph"} 1`,
		`securebase_errors_total{code="BAD_INPUT"} 1`,
		`securebase_statement_duration_seconds_count{database="sqlite",statement="entities"} `,
		`securebase_graph_entities 3`,
		`securebase_graph_claims 1`,
		`securebase_graph_info{version="`,
		`securebase_graph_changed_timestamp_seconds 1.`,
		`securebase_index_builds_total 1`,
		`securebase_index_build_duration_seconds 0.`,
		`securebase_watch_failures_total 0`,
		`securebase_exports_in_progress 0`,
		`securebase_build_info{goversion="go`,
		`go_goroutines `, `process_start_time_seconds `,
	} {
		if !strings.Contains(text, "\n"+want) {
			t.Errorf("%s… is missing", want)
		}
	}
	problems, err := promlint.New(strings.NewReader(text)).Lint()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Errorf("%s: %s", p.Metric, p.Text)
	}
	if families, err := observer.Registry.Gather(); err != nil || len(families) == 0 {
		t.Error(err)
	}
}

// TestClientsMakeNoSeries asks 1,000 odd things after a few of each sort.
func TestClientsMakeNoSeries(t *testing.T) {
	h, _, _ := observed(t, "text", nil)
	odd := func(i int) {
		method := []string{"GET", "POST"}[i%2]
		if i%7 == 0 {
			method = fmt.Sprintf("M%d", i)
		}
		direct(h, method, fmt.Sprintf("/constructs/x%d", i), "")
		direct(h, method, fmt.Sprintf("/x%d/%d?a%d=1", i, i, i), "")
		direct(h, method, fmt.Sprintf("/export/x%d", i), "")
		direct(h, "POST", "/graphql", fmt.Sprintf(`{"query":"query N%d {a%d: entity(id:\"x%d\"){name}}"}`, i, i, i))
		direct(h, "POST", "/graphql", fmt.Sprintf(`{"query":"{f%d}","operationName":"o%d"}`, i, i))
	}
	series(t, h) // has series of its own
	for i := range 14 {
		odd(i)
	}
	before, _ := series(t, h)
	for i := 14; i < 214; i++ {
		odd(i)
	}
	after, _ := series(t, h)
	for name := range after {
		if !before[name] {
			t.Errorf("a client made the series %s", name)
		}
	}
	if len(before) > 2000 {
		t.Errorf("%d series", len(before))
	}
}

func TestTheGateSaysWhenItIsClosing(t *testing.T) {
	gate := server.NewGate(slog.New(slog.DiscardHandler))
	gate.Open(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "open") }))
	if got := direct(gate, "GET", "/readyz", ""); got.Body.String() != "open" {
		t.Fatalf("%d %s", got.Code, got.Body)
	}
	gate.Close()
	got := direct(gate, "GET", "/readyz", "")
	if got.Code != 503 || got.Body.String() != "the server is closing\n" || got.Header().Get("X-Content-Type-Options") == "" {
		t.Errorf("%d %s", got.Code, got.Body)
	}
	if got := direct(gate, "GET", "/", ""); got.Body.String() != "open" {
		t.Errorf("what comes before the end is not answered: %d", got.Code)
	}
}

func TestProfilesAreForThisMachine(t *testing.T) {
	l, err := server.Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go server.Debug(t.Context(), l, slog.New(slog.DiscardHandler))
	base := "http://" + l.Addr().String()
	if got := send(t, "GET", base+"/debug/pprof/heap?debug=1", "", ""); got.status != 200 || !strings.HasPrefix(got.body, "heap profile") {
		t.Errorf("%d %.40s", got.status, got.body)
	}
	r, err := http.NewRequestWithContext(t.Context(), "GET", base+"/debug/pprof/heap", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Host = "rebound.example.org"
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != 403 {
		t.Errorf("profiles for another host: %d", resp.StatusCode)
	}
	srv, _ := start(t)
	if got := send(t, "GET", srv.URL+"/debug/pprof/", "", ""); got.status != 404 {
		t.Errorf("profiles at the public address: %d", got.status)
	}
}

func TestAnAnswerThatWasBrokenOffIsToldAsOne(t *testing.T) {
	out := new(bytes.Buffer)
	observer := observe.New(observe.Options{Log: observe.NewLog(out, "text", slog.LevelInfo)})
	h := observer.Requests(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		observe.Of(r.Context()).Route("GET /export/{format}")
		_, _ = io.WriteString(w, "half")
		panic(http.ErrAbortHandler)
	}))
	direct(h, "GET", "/export/jsonl", "")
	if line := out.String(); !strings.Contains(line, "level=WARN msg=answered method=GET route=/export/{format} status=200 bytes=4 ") || !strings.Contains(line, " whole=false") {
		t.Errorf("%s", line)
	}
	var inFlight float64 = -1
	families, err := observer.Registry.Gather()
	for _, f := range families {
		if f.GetName() == "securebase_http_requests_in_flight" {
			inFlight = f.GetMetric()[0].GetGauge().GetValue()
		}
	}
	if err != nil || inFlight != 0 {
		t.Errorf("%v are in flight (%v)", inFlight, err)
	}
}
