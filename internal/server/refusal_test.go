package server_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/securebase/securebase/internal/server"
)

// refusals ask for everything that a server refuses, and for what fails when its database is gone.
func refusals(s *site) map[string]reply {
	all := map[string]reply{}
	for _, path := range []string{"/nowhere", "/constructs/nobody", "/constructs?tier=T9", "/constructs?asOf=x", "/search?q=" + strings.Repeat("a", 3000),
		"/lineage/nobody", "/paths?from=a&to=b", "/paths?from=secure-base&to=secure-base&hops=999", "/trail?stop=a&stop=b", "/explore/nobody", "/edges/x",
		"/edges/a.b.c", "/assets/none.js", "/export/xml", "/export/jsonl?x=1", "/export/jsonl?lineage=nobody", "/export/cypher?neighborhood=secure-base&depth=99",
		"/export/csv?from=secure-base&to=nobody", "/graphql", "/graphql?query={", "/graphql?query={graph{version}}&variables=x", "/graphql?query=mutation{x}",
		"/graphql?documentId=sha256:x", "/graphql?query=subscription{graphChanged{version}}", "/metrics/x", "/healthz/x", "/" + strings.Repeat("a", 17000)} {
		all["GET "+path] = s.ask("GET", path)
	}
	for name, headers := range map[string][]string{"foreign name": {"Host", "evil.example"}, "foreign page": {"Sec-Fetch-Site", "cross-site"},
		"accepts nothing": {"Accept", "image/png"}, "another type": {"Content-Type", "text/xml"}, "a coding": {"Content-Encoding", "gzip"}} {
		all[name] = s.ask("POST", "/graphql", headers...)
	}
	for _, method := range []string{"PUT", "TRACE", "BREW", "OPTIONS"} {
		all[method] = s.ask(method, "/graphql")
	}
	type variables = map[string]any
	for _, c := range []struct {
		query     string
		variables any
	}{
		{`{ entity(id: "secure-base") { summary { text } claims { nodes { text } } } entities { nodes { summary { text } } } }`, nil},
		{"", nil}, {"{", nil}, {"{ nothing }", nil}, {"{ entity }", nil}, {"query A { graph { version } } query B { graph { version } }", nil},
		{`{ entity(id: 1.5) { id } }`, nil}, {`{ entity(id: {a: 1}) { id } }`, nil}, {`{ entities(first: 99999999999999999999) { totalCount } }`, nil},
		{`{ entities(first: 3000000000) { totalCount } }`, nil}, {`{ entities(first: -9223372036854775808) { totalCount } }`, nil},
		{`{ entities(after: "\u0000") { totalCount } }`, nil}, {`{ search(query: "\u0000\ud800") { totalCount } }`, nil}, {`{ search(query: "\" OR 1=1 --*") { totalCount } }`, nil},
		{`{ search(query: "NEAR( AND AND ^") { totalCount } }`, nil}, {`{ claim(id: "'; DROP TABLE claim; --") { id } lineage(id: "'; MATCH (n) DETACH DELETE n //") { truncated } }`, nil},
		{"query($a: Int!) { entities(first: $a) { totalCount } }", nil}, {"query($a: Int!) { entities(first: $a) { totalCount } }", variables{"a": nil}},
		{"query($a: Int) { entities(first: $a) { totalCount } }", variables{"a": "x"}}, {"query($a: Int) { entities(first: $a) { totalCount } }", variables{"a": 1e300}},
		{"query($a: Int) { entities(first: $a) { totalCount } }", variables{"a": 3_000_000_000}}, {"query($a: Int) { entities(first: $a) { totalCount } }", variables{"a": true}},
		{"query($a: [Kind!]) { entities(kinds: $a) { totalCount } }", variables{"a": variables{}}}, {"query($a: [Kind!]) { entities(kinds: $a) { totalCount } }", variables{"a": []any{nil}}},
		{"query($a: [Kind!]) { entities(kinds: $a) { totalCount } }", variables{"a": "construct"}}, {"query($a: [Kind!]) { entities(kinds: $a) { totalCount } }", variables{"a": 1}},
		{"query($a: Lens) { graph(lens: $a) { version } }", variables{"a": "x"}}, {"query($a: Lens) { graph(lens: $a) { version } }", variables{"a": variables{"minTier": []any{}}}},
		{"query($a: Lens) { graph(lens: $a) { version } }", variables{"a": variables{"b": 1}}}, {"query($a: Lens) { graph(lens: $a) { version } }", variables{"a": variables{"includeLLM": 1}}},
		{"query($a: Boolean!) { graph { version @skip(if: $a) } }", variables{"a": "x"}}, {"query($a: Nothing) { graph { version } }", variables{"a": 1}},
		{"query($a: Graph) { graph { version } }", variables{"a": 1}}, {"query($a: ID!) { entity(id: $a) { id } }", variables{"a": 1.5}},
		{"query($a: ID!) { entity(id: $a) { id } }", variables{"a": []any{"x"}}}, {"query($a: ID!) { entity(id: $a) { id } }", variables{"a": variables{"x": 1}}},
		{"{ graph { version } }", []any{}}, {"{ graph { version } }", "x"}, {"{ ...F }", nil}, {"{ graph { version @nothing } }", nil}, {"subscription { x }", nil},
		{`{ trail(stops: ["a"]) { hidden { claims } } evidencePaths(from: "x", to: "y", maxHops: 99) { limit } }`, nil},
	} {
		all[fmt.Sprintf("%s %v", c.query, c.variables)] = s.post(c.query, c.variables)
	}
	for i, body := range []string{"", "null", "[]", "x", `{"query":7}`, `{"query":"{a}"} x`, "\x00", "\xff\xfe", `{"query":"\ud800"}`, `{"query":"{graph{version}}","extensions":7}`,
		`{"query":"{graph{version}}","operationName":7}`, `{"documentId":"sha256:0"}`, strings.Repeat(" ", 300<<10)} {
		all[fmt.Sprint("body ", i)] = send(s.t, "POST", "http://"+s.addr+"/graphql", "application/json", body)
	}
	return all
}

// inside is what no client is to see: files, the languages of databases, and those of this program's libraries.
var inside = regexp.MustCompile(`(?i)\.go\b|goroutine|/root/|/tmp/|/home/|/usr/|\.db\b|sqlite|\bsql\b|select .* from|insert into|match \(|neo4j|\bbolt\b|driver|` +
	`\bnil\b|panic|runtime|strconv|unmarshal|reflect|interface ?\{|map\[|\[\]\w|float64|\bint64|json:|encoding/|modernc|gqlgen|gqlparser|` +
	`\*?(ast|graph|store|evidence|server|http|gqlerror)\.[A-Z]|unexpected EOF|0x[0-9a-f]{6}|context (canceled|deadline)|syntax error|no such (table|column)|fts5`)

func TestRefusalsTellNothingOfTheInside(t *testing.T) {
	srv, live := start(t)
	s := behindDoor(t, srv.Config.Handler, server.Rules{Loopback: true})
	look := func(when string) {
		for name, got := range refusals(s) {
			said := got.body
			if strings.HasPrefix(got.header.Get("Content-Type"), "text/html") {
				if got.status < 400 {
					continue // a page with something to read
				}
				_, said, _ = strings.Cut(said, "<main")
			}
			if got.status == 200 && !strings.Contains(got.header.Get("Content-Type"), "json") {
				continue
			}
			echo := regexp.MustCompile(`DROP TABLE claim|MATCH \(n\) DETACH DELETE n`).ReplaceAllString(said, "")
			if found := inside.FindString(echo); found != "" {
				t.Errorf("%s: %.80q: %d tells %q: %.400s", when, name, got.status, found, said)
			}
			if when == "served" && (got.status >= 500 || strings.Contains(said, `"INTERNAL"`)) {
				t.Errorf("%.80q is taken for a fault of the server: %d %.300s", name, got.status, said)
			}
			if len(said) > 20_000 {
				t.Errorf("%.80q: %d bytes", name, len(said))
			}
		}
	}
	look("served")
	if err := live.Close(); err != nil {
		t.Fatal(err)
	}
	look("without a database")
}

// TestEveryKindOfAnswerHasTheHeaders looks at answers of all kinds, errors among them.
func TestEveryKindOfAnswerHasTheHeaders(t *testing.T) {
	s := serveSite(t, server.Rules{Loopback: true})
	page := s.ask("GET", "/")
	all := refusals(s)
	for _, path := range []string{"/", "/constructs/secure-base", "/graphiql", "/schema.graphql", "/healthz", "/readyz", "/metrics", "/robots.txt",
		"/export/jsonl", "/graphql?query={graph{version}}", "//", "/constructs/", regexp.MustCompile(`/assets/look\.[0-9a-f]+\.css`).FindString(page.body)} {
		all[path] = s.ask("GET", path)
	}
	for name, got := range all {
		for header, want := range map[string]string{
			"X-Content-Type-Options": `^nosniff$`, "Referrer-Policy": `^no-referrer$`, "Cross-Origin-Opener-Policy": `^same-origin$`,
			"Cross-Origin-Resource-Policy": `^same-origin$`, "Permissions-Policy": `camera=\(\)`, "X-Request-Id": `^\w{16}$`,
			"Content-Security-Policy": `^default-src 'none'; .*frame-ancestors 'none'`, "Strict-Transport-Security": `^$`, "Server": `^$`, "X-Powered-By": `^$`,
			"Set-Cookie": `^$`, "Access-Control-Allow-Origin": `^$`} {
			if value := strings.Join(got.header.Values(header), "\n"); !regexp.MustCompile(want).MatchString(value) {
				t.Errorf("%.80q, %d: %s is %q", name, got.status, header, value)
			}
		}
		if got.status >= 400 && got.status != 404 && got.status != 405 && got.header.Get("Cache-Control") == "" {
			t.Errorf("%.80q, %d: it may be kept", name, got.status)
		}
		if kind := got.header.Get("Content-Type"); got.status < 300 && kind == "" {
			t.Errorf("%.80q, %d: its kind is not said", name, got.status)
		}
	}
}

// narrow is a listener whose connections hold little that nobody has read.
type narrow struct{ net.Listener }

func (n narrow) Accept() (net.Conn, error) {
	conn, err := n.Listener.Accept()
	if err == nil {
		err = conn.(*net.TCPConn).SetWriteBuffer(128 << 10)
	}
	return conn, err
}

// TestAnExportIsFinishedWhenAServerStops reads an export slowly while the server is asked to stop.
func TestAnExportIsFinishedWhenAServerStops(t *testing.T) {
	change := small(1988)
	change.Claims[0].Note = strings.Repeat("A long remark. ", 200_000)
	srv, _ := startWith(t, change)
	listener, err := server.Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- server.Serve(ctx, narrow{listener}, srv.Config.Handler, slog.New(slog.DiscardHandler))
	}()
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.(*net.TCPConn).SetReadBuffer(128 << 10)
	if _, err := io.WriteString(conn, "GET /export/jsonl HTTP/1.1\r\nHost: localhost\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	first := make([]byte, 4096)
	if _, err := io.ReadFull(conn, first); err != nil || !strings.HasPrefix(string(first), "HTTP/1.1 200") {
		t.Fatalf("%v %s", err, first)
	}
	began := time.Now()
	stop()
	time.Sleep(100 * time.Millisecond)
	if late, err := net.DialTimeout("tcp", listener.Addr().String(), time.Second); err == nil {
		late.Close()
		t.Error("a new connection is taken")
	}
	select {
	case err := <-ended:
		t.Fatalf("the server did not wait for its answer: %v", err)
	default:
	}
	rest, err := io.ReadAll(conn)
	if err != nil || !strings.HasSuffix(string(rest), "\r\n0\r\n\r\n") || len(rest) < 2<<20 {
		t.Errorf("the export is cut: %d bytes, %v", len(rest), err)
	}
	if err := <-ended; err != nil || time.Since(began) > 10*time.Second {
		t.Errorf("%v after %v", err, time.Since(began))
	}
}
