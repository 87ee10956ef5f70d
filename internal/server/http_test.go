package server_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"mime"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/securebase/securebase/internal/server"
)

// The rules of the GraphQL-over-HTTP specification, edition of September 2026, that speak of a server; the numbers are
// those of its sections.

const (
	graphqlType = "application/graphql-response+json"
	jsonType    = "application/json"
	ask         = `{"query":"{ graph { version } }"}`
)

// request is a request over HTTP. What is empty is not sent; a POST says that its body is JSON unless it says otherwise.
type request struct {
	method, address, contentType, accept, body string
	header                                     map[string]string
}

func (q request) send(t *testing.T, base string) reply {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), q.method, base+"/graphql"+q.address, strings.NewReader(q.body))
	if err != nil {
		t.Fatal(err)
	}
	if q.contentType == "" && q.method == http.MethodPost {
		q.contentType = jsonType
	}
	for name, value := range map[string]string{"Content-Type": q.contentType, "Accept": q.accept} {
		if value != "" && value != "none" {
			r.Header.Set(name, value)
		}
	}
	for name, value := range q.header {
		r.Header.Set(name, value)
	}
	resp, err := http.DefaultTransport.RoundTrip(r)
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

func get(address string) request {
	return request{method: http.MethodGet, address: address, accept: graphqlType}
}

func post(body string) request {
	return request{method: http.MethodPost, body: body, accept: graphqlType}
}

func (q request) takes(accept string) request { q.accept = accept; return q }

func (q request) as(contentType string) request { q.contentType = contentType; return q }

func (q request) with(name, value string) request {
	q.header = maps.Clone(q.header)
	if q.header == nil {
		q.header = map[string]string{}
	}
	q.header[name] = value
	return q
}

// asked is the address of a query by GET.
func asked(fields ...string) string {
	v := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		v.Set(fields[i], fields[i+1])
	}
	return "?" + v.Encode()
}

// parts tells which entries a response of GraphQL has, and whether they are as the GraphQL specification wants them.
func parts(t *testing.T, got reply) (data string, errors []string) {
	t.Helper()
	var body map[string]json.RawMessage
	if err := json.Unmarshal([]byte(got.body), &body); err != nil {
		t.Fatalf("%v in %d %s", err, got.status, got.body)
	}
	for name := range body {
		if !slices.Contains([]string{"data", "errors", "extensions"}, name) {
			t.Errorf("the response has an entry %s", name)
		}
	}
	raw, has := body["data"]
	switch {
	case !has:
		data = "none"
	case string(raw) == "null":
		data = "null"
	default:
		data = "some"
	}
	var said []struct{ Message string }
	if list, has := body["errors"]; has {
		if err := json.Unmarshal(list, &said); err != nil || len(said) == 0 {
			t.Errorf("errors are %s", list)
		}
	}
	for _, e := range said {
		errors = append(errors, e.Message)
	}
	return data, errors
}

// right checks that an answer is a response of GraphQL with data and no errors.
func right(t *testing.T, got reply, media string) {
	t.Helper()
	data, errors := parts(t, got)
	if got.status != http.StatusOK || data != "some" || len(errors) > 0 || got.header.Get("Content-Type") != media+"; charset=utf-8" {
		t.Errorf("status %d, %s: %s", got.status, got.header.Get("Content-Type"), got.body)
	}
}

func TestWellFormedRequestsAreAnswered(t *testing.T) {
	srv, _ := start(t)
	const named = `query A($id: ID!) { entity(id: $id) { name } } query B { graph { version } }`
	for _, c := range []struct {
		rule  string
		asked request
		has   string
	}{
		{"2 a server MUST enable GraphQL requests to a schema", post(ask), `"version":`},
		{"3 MUST support JSON", post(ask), `"version":`},
		{"3.1 utf-8 MUST be assumed of an Accept without encoding", post(ask).takes(graphqlType), `"version":`},
		{"3.1 utf-8 is taken if Accept names it", post(ask).takes(graphqlType + "; charset=utf-8"), `"version":`},
		{"4 MUST support POST", post(ask), `"version":`},
		{"4.1 operationName chooses among operations", post(`{"query":"` + named + `","operationName":"B"}`), `"version":`},
		{"4.1 variables", post(`{"query":"` + named + `","operationName":"A","variables":{"id":"secure-base"}}`), "Secure base"},
		{"4.1 extensions", post(`{"query":"{graph{version}}","extensions":{"any":[1]}}`), `"version":`},
		{"4.3 parameters in the query component of the URL", get("?query=query(%24id:ID!)%7Bentity(id:%24id)%7Bname%7D%7D&variables=%7B%22id%22:%22secure-base%22%7D"), "Secure base"},
		{"4.3 a plus sign is a space, as URLSearchParams has it", get("?query=query+A+%7Bgraph%7Bversion%7D%7D"), `"version":`},
		{"4.3 a semicolon is part of a value, as URLSearchParams has it", get(`?query=%7Bentity(id:"a;b")%7Bname%7D%7D`), `"entity":null`},
		{"4.3 operationName in a URL", get(asked("query", named, "operationName", "B")), `"version":`},
		{"4.3 an empty operationName is none", get(asked("query", "{graph{version}}", "operationName", "")), `"version":`},
		{"4.3 empty variables and extensions are none", get(asked("query", "{graph{version}}", "variables", "", "extensions", "")), `"version":`},
		{"4.3 operationName=null is a name", get(asked("query", "query null { __typename } query B { graph { version } }", "operationName", "null")), "__typename"},
		{"4.3 extensions in a URL", get(asked("query", "{graph{version}}", "extensions", `{"a":1}`)), `"version":`},
		{"4.4 MUST support application/json in UTF-8", post(`{"query":"{entity(id:\"é\"){name}}"}`).as("application/json; charset=utf-8"), `"entity":null`},
		{"4.4 the charset may be in capitals and quoted", post(ask).as(`Application/JSON; Charset="UTF-8"`), `"version":`},
		{"4.4 MUST assume utf-8", post(`{"query":"{ search(query:\"Ainsworth’s\") { totalCount } }"}`), "totalCount"},
		{"4.4 other parameters of the media type change nothing", post(ask).as("application/json; version=1"), `"version":`},
		{"4.4 Content-Encoding: identity is none", post(ask).with("Content-Encoding", "identity"), `"version":`},
		{"4.4.1 MUST ignore properties it does not understand", post(`{"query":"{graph{version}}","id":7,"Query":"{","qeury":[],"OPERATIONNAME":"B"}`), `"version":`},
		{"4.4.1 null is the same as nothing", post(`{"query":"{graph{version}}","operationName":null,"variables":null,"extensions":null,"documentId":null}`), `"version":`},
		{"RFC 8259 a byte order mark may be passed over", post("\uFEFF" + ask), `"version":`},
		{"GraphQL 2.1.1 a byte order mark in a document is passed over", post(`{"query":"\uFEFF{graph{version}}"}`), `"version":`},
		{"RFC 9110 HEAD is GET without a body", request{method: http.MethodHead, address: asked("query", "{graph{version}}"), accept: graphqlType}, ""},
	} {
		t.Run(c.rule, func(t *testing.T) {
			got := c.asked.send(t, srv.URL)
			if c.asked.method == http.MethodHead {
				if got.status != http.StatusOK || got.body != "" || got.header.Get("Content-Type") != graphqlType+"; charset=utf-8" {
					t.Errorf("status %d, %v", got.status, got.header)
				}
				return
			}
			right(t, got, graphqlType)
			if !strings.Contains(got.body, c.has) {
				t.Errorf("%s has no %s", got.body, c.has)
			}
		})
	}
}

func TestTheMediaTypeIsWhatTheClientTakes(t *testing.T) {
	srv, _ := start(t)
	for _, c := range []struct{ rule, accept, media string }{
		{"5.1 MUST support application/graphql-response+json", graphqlType, graphqlType},
		{"5.1 application/json for those who take that only", jsonType, jsonType},
		{"4.2 what a client SHOULD send", "application/graphql-response+json, application/json;q=0.9", graphqlType},
		{"5.1 MUST take the highest priority: the greater q", "application/json;q=0.9, application/graphql-response+json", graphqlType},
		{"5.1 MUST take the highest priority: the other way round", "application/graphql-response+json;q=0.2, application/json;q=0.3", jsonType},
		{"5.1 MUST take the highest priority: the first of equals", "application/json, application/graphql-response+json", jsonType},
		{"5.1 MUST take the highest priority among those it supports", "application/cbor, text/html;q=0.9, application/graphql-response+json;q=0.1", graphqlType},
		{"RFC 9110 12.5.1 a name counts more than a wildcard", "*/*, application/graphql-response+json", graphqlType},
		{"RFC 9110 12.5.1 the part that fits closest counts", "application/json;q=0, */*", graphqlType},
		{"RFC 9110 12.5.1 everything under application/", "application/*", jsonType},
		{"RFC 9110 12.5.1 everything", "*/*", jsonType},
		{"RFC 9110 12.5.1 what a browser sends", "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8", jsonType},
		{"RFC 9110 12.5.1 what is no media type is passed over", "nonsense/, ;, application/json;q=2, application/graphql-response+json", graphqlType},
		{"4.2 without Accept a server may choose any content type", "", jsonType},
	} {
		t.Run(c.rule, func(t *testing.T) {
			right(t, post(ask).takes(c.accept).send(t, srv.URL), c.media)
			right(t, get("?query=%7Bgraph%7Bversion%7D%7D").takes(c.accept).send(t, srv.URL), c.media)
		})
	}
}

func TestRequestErrorsHaveTheirStatus(t *testing.T) {
	srv, _ := start(t)
	long := strings.Repeat("a", 300<<10)
	for _, c := range []struct {
		rule   string
		asked  request
		status int
		says   string
	}{
		{"5.4 a mutation by GET SHOULD be 405", get("?query=mutation%7Bx%7D"), 405, "mutation"},
		{"4.3 GET MUST NOT be used for the mutation that operationName chooses", get("?query=query+A%7Bgraph%7Bversion%7D%7Dmutation+B%7Bx%7D&operationName=B"), 405, "mutation"},
		{"5.4 another method SHOULD be 405: PUT", request{method: http.MethodPut, accept: graphqlType, contentType: jsonType, body: ask}, 405, "GET and POST are"},
		{"5.4 another method SHOULD be 405: DELETE", request{method: http.MethodDelete, accept: graphqlType}, 405, "GET and POST are"},
		{"4.4 a POST without Content-Type SHOULD be 4xx", post(ask).as("none"), 415, "application/json is right"},
		{"5.4 an unsupported Content-Type SHOULD be 415", post(ask).as("text/plain"), 415, "application/json is right"},
		{"5.4 an unsupported Content-Type SHOULD be 415: a form", post("query=%7Bgraph%7Bversion%7D%7D").as("application/x-www-form-urlencoded"), 415, "application/json is right"},
		{"5.4 an unsupported Content-Type SHOULD be 415: parts", post("--x--").as("multipart/form-data; boundary=x"), 415, "application/json is right"},
		{"5.4 an unsupported Content-Type SHOULD be 415: an answer's", post(ask).as(graphqlType), 415, "application/json is right"},
		{"5.4 an unsupported Content-Type SHOULD be 415: another charset", post(ask).as("application/json; charset=iso-8859-1"), 415, "charset=utf-8 is right"},
		{"RFC 9110 8.4 an unsupported Content-Encoding is 415", post(ask).with("Content-Encoding", "gzip"), 415, "Content-Encoding"},
		{"5.4 no supported media type in Accept SHOULD be 406", post(ask).takes("text/html, application/xml"), 406, graphqlType},
		{"5.4 no supported media type in Accept SHOULD be 406: q=0", post(ask).takes("application/json;q=0, application/graphql-response+json;q=0"), 406, graphqlType},
		{"5.4 no supported media type in Accept SHOULD be 406: another charset", post(ask).takes("application/json;charset=utf-16"), 406, graphqlType},
		{"5.4 too long an address SHOULD be 414", get("?query=" + long[:20_000]), 414, "longer than 16384 bytes"},
		{"5.4 too large a body SHOULD be 413", post(`{"query":"` + long + `"}`), 413, "larger than 262144 bytes"},
		{"5.4 a body that is no JSON SHOULD be 400", post("NONSENSE"), 400, "no JSON object"},
		{"5.4 a body that is half JSON SHOULD be 400", post(`{"query":`), 400, "no JSON object"},
		{"5.4 no body SHOULD be 400", post(""), 400, "no JSON object"},
		{"5.4 something after the JSON SHOULD be 400", post(ask + ask), 400, "no JSON object"},
		{"4.4 a body that is not in UTF-8", post("{\"query\":\"{a(b:\\\"\xff\\\")}\"}"), 400, "UTF-8"},
		{"4.3 an address that is not in UTF-8", get("?query=%7Ba(b:%22%FF%22)%7D"), 400, "UTF-8"},
		{"4.3 an address that is not encoded", get("?query=%zz"), 400, "the address"},
		{"5.4 not well-formed SHOULD be 422: a list", post("[" + ask + "]"), 422, "no JSON object"},
		{"5.4 not well-formed SHOULD be 422: no query", post(`{"qeury":"{__typename}"}`), 422, "query: is missing"},
		{"5.4 not well-formed SHOULD be 422: query null", post(`{"query":null}`), 422, "query: is missing"},
		{"5.4 not well-formed SHOULD be 422: query a number", post(`{"query":7}`), 422, "query: is no text"},
		{"5.4 not well-formed SHOULD be 422: operationName a list", post(`{"query":"{__typename}","operationName":[]}`), 422, "operationName: is no text"},
		{"5.4 not well-formed SHOULD be 422: variables a list", post(`{"query":"query Q ($i:Int!) { q(i: $i) }","variables":[7]}`), 422, "variables: is no JSON object"},
		{"5.4 not well-formed SHOULD be 422: extensions a text", post(`{"query":"{__typename}","extensions":"a"}`), 422, "extensions: is no JSON object"},
		{"5.4 not well-formed SHOULD be 422: GET without query", get("?operationName=A"), 422, "query: is missing"},
		{"5.4 not well-formed SHOULD be 422: GET with an empty query", get("?query="), 422, "query: is missing"},
		{"4.3 variables MUST be JSON", get("?query=%7B__typename%7D&variables=x"), 422, "variables: is no JSON object"},
		{"4.3 variables MUST be a map", get("?query=%7B__typename%7D&variables=%5B%5D"), 422, "variables: is no JSON object"},
		{"5.4 a document that cannot be parsed SHOULD be 400", post(`{"query":"{"}`), 400, "Expected Name"},
		{"5.4 an empty document SHOULD be 400", post(`{"query":""}`), 400, "query: is empty"},
		{"5.4 a document that is not valid SHOULD be 422", post(`{"query":"{ nothing }"}`), 422, "nothing"},
		{"5.2 validation SHOULD apply all rules: unused variables", post(`{"query":"query($a: Int) { graph { version } }"}`), 422, "$a"},
		{"5.2 more rules MAY be applied: levels", post(`{"query":"` + strings.Repeat("{ entity(id: 1) ", 20) + strings.Repeat("}", 20) + `"}`), 422, "levels"},
		{"5.2 more rules MAY be applied: tokens", post(`{"query":"{` + strings.Repeat(" a", 2000) + `}"}`), 422, "token limit"},
		{"5.4 an operation that is not there SHOULD be 422", post(`{"query":"query A { __typename }","operationName":"B"}`), 422, "B"},
		{"5.4 one of several operations without a name SHOULD be 422", post(`{"query":"query A { __typename } query B { __typename }"}`), 422, "operation"},
		{"5.4 no operation at all SHOULD be 422", post(`{"query":"fragment F on Query { __typename }"}`), 422, ""},
		{"5.4 variables that do not fit SHOULD be 422: null", post(`{"query":"query($id: ID!) { entity(id: $id) { id } }","variables":{"id":null}}`), 422, "id"},
		{"5.4 variables that do not fit SHOULD be 422: another type", post(`{"query":"query($n: Int) { claims(first: $n) { totalCount } }","variables":{"n":"many"}}`), 422, "variables.n"},
		{"a mutation by POST is not in the schema", post(`{"query":"mutation { x }"}`), 422, "mutation"},
		{"a subscription is answered with events only", post(`{"query":"subscription { graphChanged { graphVersion } }"}`), 422, "text/event-stream"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			check := func(got reply) {
				t.Helper()
				data, errors := parts(t, got)
				if got.status != c.status || data != "none" || len(errors) == 0 || !strings.Contains(strings.Join(errors, "\n"), c.says) {
					t.Errorf("status %d, data %s: %s; want %d and %q", got.status, data, got.body, c.status, c.says)
				}
				media, params, err := mime.ParseMediaType(got.header.Get("Content-Type"))
				if err != nil || media != graphqlType && media != jsonType || params["charset"] != "utf-8" {
					t.Errorf("5.1 MUST tell media type and encoding: %s", got.header.Get("Content-Type"))
				}
				if (got.status == http.StatusMethodNotAllowed) != (got.header.Get("Allow") != "") {
					t.Errorf("RFC 9110 15.5.6: 405 and Allow go together: %d %q", got.status, got.header.Get("Allow"))
				}
				if got.header.Get("Cache-Control") != "no-store" {
					t.Errorf("Cache-Control is %q", got.header.Get("Cache-Control"))
				}
				if got.header.Get("ETag") != "" {
					t.Error("an error has a tag")
				}
			}
			check(c.asked.send(t, srv.URL))
			if c.status != http.StatusNotAcceptable {
				// 5.1 SHOULD be performed as if it were the other type, which a success only is to hide.
				check(c.asked.takes(jsonType).send(t, srv.URL))
				check(c.asked.takes("").send(t, srv.URL))
			}
		})
	}
}

func TestFieldErrorsAreAnswersAllTheSame(t *testing.T) {
	srv, _ := start(t)
	for _, c := range []struct {
		rule, query, data string
		errors            int
	}{
		{"5.4 data without errors SHOULD be 200", `{ graph { version } }`, "some", 0},
		{"5.4 data and errors SHOULD be 294", `{ graph { version } entity(id: \"secure-base\") { edges(first: 1000) { totalCount } } }`, "some", 1},
		{"5.4 data that is null and errors SHOULD be 294", `{ lineage(id: \"nowhere\") { truncated } }`, "null", 1},
	} {
		for accept, status := range map[string]int{graphqlType: 294, jsonType: 200, "": 200, "*/*": 200} {
			t.Run(fmt.Sprintf("%s %s", c.rule, accept), func(t *testing.T) {
				if c.errors == 0 {
					status = 200
				}
				got := post(`{"query":"`+c.query+`"}`).takes(accept).send(t, srv.URL)
				data, errors := parts(t, got)
				if got.status != status || data != c.data || len(errors) != c.errors {
					t.Errorf("status %d, data %s, %v; want %d", got.status, data, errors, status)
				}
				// 6.1: the status goes with the media type that explains it alone.
				if media, _, _ := strings.Cut(got.header.Get("Content-Type"), ";"); (media == graphqlType) != (accept == graphqlType) {
					t.Errorf("%q was taken, %s given", accept, media)
				}
			})
		}
	}
}

// 5.4: headers that are too large SHOULD get 431.
func TestHeadersThatAreTooLargeAreRefused(t *testing.T) {
	l, err := server.Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(ctx, l, http.NotFoundHandler(), slog.New(slog.DiscardHandler)) }()
	got := post(ask).with("X-Long", strings.Repeat("a", 40<<10)).send(t, "http://"+l.Addr().String())
	if got.status != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("status %d", got.status)
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// 5.4: a client that does not produce its request in time SHOULD get 408.
func TestABodyThatDoesNotComeIsWaitedForNoLonger(t *testing.T) {
	_, live := start(t)
	handler, err := server.New(live, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewUnstartedServer(handler)
	srv.Config.ReadTimeout = 200 * time.Millisecond
	srv.Start()
	defer srv.Close()
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", srv.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{")
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusRequestTimeout {
		t.Errorf("status %d", resp.StatusCode)
	}
}
