package server_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/securebase/securebase/internal/server"
)

// raw sends bytes and gives every answer to them, until the server closes the connection or says no more.
func (s *site) raw(text string) (all string, answers []*http.Response) {
	s.t.Helper()
	conn, err := new(net.Dialer).DialContext(s.t.Context(), "tcp", s.addr)
	if err != nil {
		s.t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(5 * time.Second))
	go io.WriteString(conn, text) // the server may close before it has read all
	said, _ := io.ReadAll(conn)
	in := bufio.NewReader(strings.NewReader(string(said)))
	for {
		r, err := http.ReadResponse(in, nil)
		if err != nil {
			return string(said), answers
		}
		_, _ = io.Copy(io.Discard, r.Body)
		answers = append(answers, r)
	}
}

func (s *site) post(query string, variables any) reply {
	s.t.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		s.t.Fatal(err)
	}
	return send(s.t, "POST", "http://"+s.addr+"/graphql", "application/json", string(body))
}

// TestBombsAreRefusedEarly sends what costs little to send and would cost much to answer.
func TestBombsAreRefusedEarly(t *testing.T) {
	s := serveSite(t, server.Rules{Loopback: true})
	const asJSON = "application/json"
	deep := func(n int, open, inner, shut string) string {
		return strings.Repeat(open, n) + inner + strings.Repeat(shut, n)
	}
	query := func(q string) string {
		raw, _ := json.Marshal(map[string]string{"query": q})
		return string(raw)
	}
	pyramid := "{...F0}"
	for i := range 20 {
		pyramid += fmt.Sprintf("fragment F%d on Query{a:entity(id:1){id} a:entity(id:1){id} ...F%d ...F%d}", i, i+1, i+1)
	}
	for _, c := range []struct{ name, body, code, says string }{
		{"100,000 lists in a variable", `{"query":"{graph{version}}","variables":{"a":` + deep(100_000, "[", "", "]") + `}}`, "BAD_INPUT", ""},
		{"9,000 lists in a variable", `{"query":"{graph{version}}","variables":{"a":` + deep(9_000, "[", "", "]") + `}}`, "LIMIT_EXCEEDED", "variables.a: has more than 10"},
		{"40,000 objects in the body", deep(40_000, `{"a":`, "1", "}"), "BAD_INPUT", ""},
		{"a list of 60,000 values", `{"query":"query($a:[ID!]!){nodes(ids:$a){id}}","variables":{"a":[` + strings.TrimSuffix(strings.Repeat("1,", 60_000), ",") + `]}}`, "LIMIT_EXCEEDED", "variables.a: is one value too many"},
		{"20,000 variables", `{"query":"{graph{version}}","variables":{` + strings.TrimSuffix(strings.Repeat(`"a":1,`, 20_000), ",") + `,"b":` + "[" + strings.TrimSuffix(strings.Repeat("1,", 1_000), ",") + `]}}`, "LIMIT_EXCEEDED", "one value too many"},
		{"a number of 200,000 digits", `{"query":"query($a:Int){entities(first:$a){totalCount}}","variables":{"a":` + strings.Repeat("9", 200_000) + `}}`, "LIMIT_EXCEEDED", "variables.a: has a value of 200000 bytes"},
		{"a number with a great exponent", `{"query":"query($a:Int){entities(first:$a){totalCount}}","variables":{"a":1e999999999}}`, "BAD_INPUT", "variables.a: this number is no Int"},
		{"a name of 200,000 letters", query("{" + strings.Repeat("a", 200_000) + "}"), "LIMIT_EXCEEDED", "the query is 200002 bytes long"},
		{"20,000 aliases", query("{" + strings.Repeat("a:__typename ", 2_000) + "}"), "LIMIT_EXCEEDED", "exceeded token limit of 1000"},
		{"one alias 300 times", query("{" + strings.Repeat("a:__typename ", 300) + "}"), "LIMIT_EXCEEDED", "the query has 300 aliases"},
		{"one field 900 times", query("{" + strings.Repeat("__typename ", 900) + "}"), "LIMIT_EXCEEDED", "pairs of fields with the same name"},
		{"a pyramid of fragments", query(pyramid), "LIMIT_EXCEEDED", ""},
		{"fragments in a circle", query("{...A} fragment A on Query{...B} fragment B on Query{...A}"), "BAD_INPUT", `the fragment \"A\" spreads itself through \"B\"`},
		{"400 directives", query("{__typename" + strings.Repeat("@a", 400) + "}"), "LIMIT_EXCEEDED", "400 directives at one place"},
		{"300 braces", query(deep(300, "{", "a", "}")), "BAD_INPUT", "Expected Name"},
		{"300 fields in each other", query(deep(300, "{a", "{a}", "}")), "LIMIT_EXCEEDED", "the query has 301 levels"},
		{"400 lists in an argument", query("{nodes(ids:" + deep(400, "[", "", "]") + "){id}}"), "LIMIT_EXCEEDED", "lists and objects within each other"},
		{"an operation with a long name", `{"query":"{graph{version}}","operationName":"` + strings.Repeat("a", 200_000) + `"}`, "BAD_INPUT", "operation aaa"},
	} {
		t.Run(c.name, func(t *testing.T) {
			began := time.Now()
			got := send(t, "POST", "http://"+s.addr+"/graphql", asJSON, c.body)
			if took := time.Since(began); took > 2*time.Second {
				t.Errorf("it took %v", took)
			}
			if !strings.Contains(got.body, `"code":"`+c.code+`"`) || !strings.Contains(got.body, c.says) || got.status >= 500 {
				t.Errorf("%d %.300s", got.status, got.body)
			}
			if len(got.body) > 20_000 {
				t.Errorf("an answer of %d bytes", len(got.body))
			}
		})
	}
	if got := s.ask("GET", "/graphql?query={graph{version}}&variables="+url.QueryEscape(`{"a":`+deep(2_000, "[", "", "]")+"}")); !strings.Contains(got.body, "variables.a: has more than 10") {
		t.Errorf("by GET: %d %.300s", got.status, got.body)
	}
}

func TestFloodsOfHeadersAreRefused(t *testing.T) {
	s := serveSite(t, server.Rules{Loopback: true})
	begin, end := "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n", "\r\n"
	many := func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "X-%d: %d\r\n", i, i)
		}
		return b.String()
	}
	for _, c := range []struct {
		name, headers string
		status        int
	}{
		{"some", many(100), 200},
		{"10,000", many(10_000), 431},
		{"a long one", "X-A: " + strings.Repeat("a", 64<<10) + "\r\n", 431},
		{"a long one in parts", strings.Repeat("Cookie: "+strings.Repeat("a", 1000)+"\r\n", 64), 431},
		{"a long name", "X-" + strings.Repeat("a", 64<<10) + ": a\r\n", 431},
	} {
		if _, answers := s.raw(begin + c.headers + end); len(answers) != 1 || answers[0].StatusCode != c.status {
			t.Errorf("%s: %d answers, want one of %d", c.name, len(answers), c.status)
		}
	}
}

// TestNoRequestHidesInAnother sends what servers and proxies have read in two ways. One answer is right, and that the
// server does not take what follows for a request.
func TestNoRequestHidesInAnother(t *testing.T) {
	s := serveSite(t, server.Rules{Loopback: true})
	const hidden = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
	post := func(headers, body string) string {
		return "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" + headers + "\r\n" + body
	}
	for _, c := range []struct {
		name, request string
		status        int
	}{
		{"length and parts", post("Content-Length: 6\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"+hidden), 400},
		{"parts and length", post("Transfer-Encoding: chunked\r\nContent-Length: 200\r\n", "0\r\n\r\n"+hidden), 400},
		{"two lengths", post("Content-Length: 0\r\nContent-Length: 44\r\n", hidden), 400},
		{"a length with a sign", post("Content-Length: +0\r\n", hidden), 400},
		{"lengths in a list", post("Content-Length: 0, 44\r\n", hidden), 400},
		{"a length that is hexadecimal", post("Content-Length: 0x0\r\n", hidden), 400},
		{"a length with a space before the colon", post("Content-Length : 0\r\n", hidden), 400},
		{"another coding", post("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n"+hidden), 501},
		{"parts twice", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"+hidden), 501},
		{"parts, and something else", post("Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n"+hidden), 501},
		{"a coding behind a control character", post("Transfer-Encoding:\x0bchunked\r\n", "0\r\n\r\n"+hidden), 400},
		{"a part that ends in a bare line feed", post("Transfer-Encoding: chunked\r\n", "1\nx\n0\n\n"+hidden), 400},
		{"a part whose length has a sign", post("Transfer-Encoding: chunked\r\n", "+1\r\nx\r\n0\r\n\r\n"+hidden), 400},
		{"a part's extension that ends in a bare line feed", post("Transfer-Encoding: chunked\r\n", "1;a\nb\r\nx\r\n0\r\n\r\n"+hidden), 400},
		{"two hosts", "GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n", 400},
		{"no host", "GET / HTTP/1.1\r\n\r\n", 400},
		{"a folded host", "GET / HTTP/1.1\r\nHost: localhost\r\n .evil.example\r\n\r\n", 400},
		{"a host with a path", "GET / HTTP/1.1\r\nHost: localhost/x\r\n\r\n", 400},
		{"a foreign address for a target", "GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", 421},
		{"NUL in a header", "GET / HTTP/1.1\r\nHost: localhost\r\nX-A: a\x00b\r\n\r\n", 400},
		{"a bare carriage return in a header", "GET / HTTP/1.1\r\nHost: localhost\r\nX-A: a\rX-B: b\r\n\r\n", 400},
		{"HTTP/0.9", "GET /\r\n\r\n", 400},
		{"HTTP/2 without asking", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 405},
		{"TLS", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400},
	} {
		t.Run(c.name, func(t *testing.T) {
			all, answers := s.raw(c.request)
			if len(answers) != 1 || answers[0].StatusCode != c.status || !strings.Contains(all, "Connection: close") {
				t.Errorf("%d answers, want one of %d, the last:\n%s", len(answers), c.status, all)
			}
		})
	}
	if all, answers := s.raw("GET /healthz HTTP/1.1\nHost: localhost\nConnection: close\n\n"); len(answers) != 1 || answers[0].StatusCode != 200 {
		t.Errorf("lines that end as RFC 9112 lets them end: %s", all)
	}
}

func TestOddMethodsAreRefused(t *testing.T) {
	s := serveSite(t, server.Rules{Loopback: true})
	for _, line := range []string{"TRACE /", "TRACE /graphql", "CONNECT evil.example:443", "PUT /graphql", "DELETE /constructs/secure-base", "PATCH /", "BREW /",
		"get /", "POST /", "POST /constructs", "POST /schema.graphql", "POST /healthz", "POST /export/jsonl", "POST /metrics", "POST /assets/none", "PROPFIND /"} {
		all, answers := s.raw(line + " HTTP/1.1\r\nHost: localhost\r\nCookie: secret=1\r\nConnection: close\r\n\r\n")
		if len(answers) != 1 || answers[0].StatusCode != 405 && !strings.HasSuffix(line, "/none") || strings.Contains(all, "secret=1") {
			t.Errorf("%s: %s", line, all)
		}
		if answers[0].StatusCode == 405 && answers[0].Header.Get("Allow") == "" {
			t.Errorf("%s: it is not said what is allowed", line)
		}
	}
}

// TestNoPathLeadsOut asks for files that are none of the site's, in the spellings that have opened other servers.
func TestNoPathLeadsOut(t *testing.T) {
	s := serveSite(t, server.Rules{Loopback: true})
	outside := regexp.MustCompile(`^[a-z]+:|^//|^/\\|\n`)
	for _, path := range []string{"/../etc/passwd", "/assets/../../etc/passwd", "/assets/%2e%2e/%2e%2e/etc/passwd", "/assets/..%2f..%2fetc%2fpasswd",
		"/assets/%252e%252e/etc/passwd", "/assets/..%c0%af..%c0%afetc/passwd", "/assets/%00", "/assets/look.css%00", `/assets/..\..\windows\win.ini`,
		"/assets/..%5c..%5cwindows%5cwin.ini", "/assets/CON", "/assets/nul.css", "/assets/look.css::$DATA", "/assets/look.css.", "/assets/", "/assets",
		"/assets/.", "//evil.example/", "//evil.example//", "//evil.example/%2e%2e", `/\evil.example/`, "/%5cevil.example/", "/%09/evil.example/",
		"///evil.example", "/.%2f/evil.example/", "/constructs//evil.example/", "/.git/config", "/.env", "/securebase.db", "/debug/pprof/", "/debug/vars",
		"/constructs/%00", "/constructs/a%0d%0aSet-Cookie:%20a=b/", "/constructs/..%2f..%2fmetrics", "/%zz", "/constructs/%", "/?tier=%zz",
		"/graphql?query=%zz", "/graphql/..;/metrics", "/export/..%2f..%2fetc%2fpasswd", "/search?q=%ff%fe%00", "/" + strings.Repeat("a/", 5000),
		"/constructs/" + strings.Repeat("a", 15000), "/" + strings.Repeat("%2e%2e%2f", 1500)} {
		began := time.Now()
		all, answers := s.raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
		if len(answers) != 1 || answers[0].StatusCode >= 500 {
			t.Errorf("%.60s: %s", path, all)
			continue
		}
		if to := answers[0].Header.Get("Location"); outside.MatchString(to) {
			t.Errorf("%.60s leads to %s", path, to)
		}
		if answers[0].Header.Get("Set-Cookie") != "" || strings.Contains(all, "root:") {
			t.Errorf("%.60s: %s", path, all)
		}
		if ok := answers[0].StatusCode == 200; ok && !strings.Contains(path, "?") {
			t.Errorf("%.60s is answered", path)
		}
		if took := time.Since(began); took > 2*time.Second {
			t.Errorf("%.60s takes %v", path, took)
		}
	}
}

// TestManyRangesOfAFileAreOne asks for a byte of a style thousands of times.
func TestManyRangesOfAFileAreOne(t *testing.T) {
	s := serveSite(t, server.Rules{Loopback: true})
	file := regexp.MustCompile(`/assets/look\.[0-9a-f]+\.css`).FindString(s.ask("GET", "/").body)
	whole := s.ask("GET", file)
	if part := s.ask("GET", file, "Range", "bytes=0-9", "Accept-Encoding", "identity"); part.status != 206 || len(part.body) != 10 {
		t.Errorf("one range: %d, %d bytes", part.status, len(part.body))
	}
	if got := s.ask("GET", file, "Range", "bytes=0-0"+strings.Repeat(",1-1", 3000)); got.status != 200 || len(got.body) != len(whole.body) {
		t.Errorf("3,001 ranges: %d, %d bytes of %d", got.status, len(got.body), len(whole.body))
	}
}

func TestNothingOfARequestSteersTheLog(t *testing.T) {
	s := serveSite(t, server.Rules{Loopback: true})
	requests := 0
	for _, c := range []struct{ path, headers string }{
		{"/constructs/a%0a%7b%22level%22%3a%22ERROR%22%7d", ""},
		{"/%1b%5b31m%0d%0aforged", ""},
		{"/graphql?query=query%20A%0aB{graph{version}}", ""},
		{"/graphql?query=query%20A{graph{version}}&operationName=%1b%5b2J%0aforged", ""},
		{"/", "X-Request-Id: forged id with spaces\r\n"},
		{"/", "X-Request-Id: " + strings.Repeat("a", 4000) + "\r\n"},
		{"/", "User-Agent: \"\\n{forged}\r\nReferer: \\u001b[31m\r\nX-Forwarded-For: forged\r\n"},
		{"/export/%0aforged", ""},
		{"/", "Host: for\"ged\r\n"},
	} {
		host := "Host: localhost\r\n"
		if strings.HasPrefix(c.headers, "Host") {
			host = ""
		}
		_, answers := s.raw("GET " + c.path + " HTTP/1.1\r\n" + host + c.headers + "Connection: close\r\n\r\n")
		requests += len(answers)
		for _, a := range answers {
			if id := a.Header.Get("X-Request-Id"); strings.Contains(id, "forged") || len(id) > 64 {
				t.Errorf("the request is called %q", id)
			}
		}
	}
	answered := 0
	for line := range strings.Lines(s.log.String()) {
		var entry map[string]any
		if err := json.Unmarshal([]byte(line), &entry); err != nil {
			t.Errorf("a line is no entry: %q", line)
		}
		if strings.ContainsFunc(strings.TrimSuffix(line, "\n"), func(r rune) bool { return r < ' ' || r == 0x7f }) || strings.HasPrefix(line, "forged") {
			t.Errorf("a line holds control characters: %q", line)
		}
		if entry["msg"] == "answered" {
			answered++
		}
	}
	if answered == 0 || answered > requests {
		t.Errorf("%d lines for %d requests", answered, requests)
	}
}
