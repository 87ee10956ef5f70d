package server_test

import (
	"bufio"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/securebase/securebase/internal/server"
	"github.com/securebase/securebase/internal/store"
)

// The rules of the GraphQL over Server-Sent Events protocol, distinct connections mode.

const (
	eventsType = "text/event-stream"
	watch      = `subscription { graphChanged { graphVersion changed counts { entities claims } } }`
)

// listener reads a stream of events.
type listener struct {
	t      *testing.T
	resp   *http.Response
	events *bufio.Scanner
	leave  context.CancelFunc
}

func listen(t *testing.T, base string, q request) *listener {
	t.Helper()
	ctx, leave := context.WithCancel(t.Context())
	r, err := http.NewRequestWithContext(ctx, q.method, base+"/graphql"+q.address, strings.NewReader(q.body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept", q.accept)
	if q.method == http.MethodPost {
		r.Header.Set("Content-Type", jsonType)
	}
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		leave()
		_ = resp.Body.Close()
	})
	return &listener{t, resp, bufio.NewScanner(resp.Body), leave}
}

// next gives the kind and the data of the next event; "" at the end.
func (l *listener) next() (kind, data string) {
	l.t.Helper()
	for l.events.Scan() {
		line := l.events.Text()
		switch {
		case line == "" && kind != "":
			return kind, data
		case line == "" || strings.HasPrefix(line, ":"):
		case strings.HasPrefix(line, "event: "):
			kind = strings.TrimPrefix(line, "event: ")
		case strings.HasPrefix(line, "data:"):
			data += strings.TrimPrefix(strings.TrimPrefix(line, "data:"), " ")
		default:
			l.t.Errorf("the stream has the line %q", line)
		}
	}
	return kind, data
}

// version reads the next event, which must tell a version of the graph.
func (l *listener) version() string {
	l.t.Helper()
	kind, data := l.next()
	var said struct {
		Data struct {
			GraphChanged struct {
				GraphVersion, Changed string
				Counts                struct{ Entities, Claims int }
			}
		}
		Extensions struct{ GraphVersion string }
	}
	if err := json.Unmarshal([]byte(data), &said); err != nil || kind != "next" {
		l.t.Fatalf("%v in %s %s", err, kind, data)
	}
	change := said.Data.GraphChanged
	if _, err := time.Parse(time.RFC3339, change.Changed); err != nil || change.Counts.Entities != 3 || change.Counts.Claims != 1 {
		l.t.Errorf("the event is %s", data)
	}
	if change.GraphVersion != said.Extensions.GraphVersion {
		l.t.Errorf("the event tells two versions: %s", data)
	}
	return change.GraphVersion
}

func (l *listener) ends() {
	l.t.Helper()
	kind, data := l.next()
	if kind != "complete" || data != "" {
		l.t.Errorf("%s %q in place of complete", kind, data)
	}
	if kind, data = l.next(); kind != "" {
		l.t.Errorf("%s %s after complete", kind, data)
	}
}

func TestASubscriptionTellsOfEveryChange(t *testing.T) {
	srv, live := start(t)
	for name, q := range map[string]request{
		"by POST": post(`{"query":"` + watch + `"}`).takes(eventsType),
		"by GET":  get(asked("query", watch)).takes(eventsType),
		"by a client that would take other things less": get(asked("query", watch)).takes("text/event-stream, application/json;q=0.5, */*;q=0.1"),
		"with compression": get(asked("query", watch)).takes(eventsType).with("Accept-Encoding", "gzip, br"),
	} {
		t.Run(name, func(t *testing.T) {
			l := listen(t, srv.URL, q)
			h := l.resp.Header
			if l.resp.StatusCode != 200 || h.Get("Content-Type") != eventsType+"; charset=utf-8" || h.Get("Cache-Control") != "no-store" ||
				h.Get("ETag") != "" || h.Get("Content-Encoding") != "" || h.Get("X-Request-Id") == "" {
				t.Errorf("%d %v", l.resp.StatusCode, h)
			}
			if first := l.version(); first != live.Now().Digest {
				t.Errorf("the first event tells %s, not %s", first, live.Now().Digest)
			}
			for _, year := range []int{1901, 1902, 1903} {
				v, err := live.Apply(t.Context(), small(year))
				if err != nil {
					t.Fatal(err)
				}
				if got := l.version(); got != v.Digest {
					t.Errorf("an event tells %s, not %s", got, v.Digest)
				}
			}
		})
	}
}

func TestWhatElseIsAskedOfAStream(t *testing.T) {
	srv, _ := start(t)
	for _, c := range []struct {
		name  string
		asked request
		data  string
		says  string
	}{
		{"a query", post(ask), "some", `"version":`},
		{"a query by GET", get("?query=%7Bgraph%7Bversion%7D%7D"), "some", `"version":`},
		{"an error of a field", get(asked("query", `{ lineage(id: "nowhere") { truncated } }`)), "null", "nowhere"},
		{"a document that cannot be parsed MUST be told in an event", post(`{"query":"{"}`), "none", "Expected Name"},
		{"a document that is not valid MUST be told in an event", get(asked("query", `subscription { nothing }`)), "none", "nothing"},
		{"two fields in a subscription", get(asked("query", `subscription { a: graphChanged { changed } b: graphChanged { changed } }`)), "none", "one top level field"},
		{"variables that do not fit", post(`{"query":"query($id: ID!) { entity(id: $id) { id } }"}`), "none", "id"},
		{"over a limit", post(`{"query":"` + strings.Repeat("{ entity(id: 1) ", 20) + strings.Repeat("}", 20) + `"}`), "none", "levels"},
		{"no query", get(""), "none", "query: is missing"},
		{"no JSON", post("nonsense"), "none", "no JSON object"},
		{"a document that is not known", get("?documentId=sha256:" + strings.Repeat("0", 64)), "none", "not known here"},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := listen(t, srv.URL, c.asked.takes(eventsType))
			if l.resp.StatusCode != 200 || l.resp.Header.Get("Content-Type") != eventsType+"; charset=utf-8" {
				t.Errorf("%d %v", l.resp.StatusCode, l.resp.Header)
			}
			kind, body := l.next()
			data, errors := parts(t, reply{body: body})
			if kind != "next" || data != c.data || (data == "some") != (len(errors) == 0) || !strings.Contains(body, c.says) {
				t.Errorf("%s %s", kind, body)
			}
			l.ends()
		})
	}
	for name, c := range map[string]struct {
		asked  request
		status int
	}{
		"another method":                  {request{method: http.MethodPut, contentType: jsonType, body: ask}, 405},
		"a form":                          {post("query=%7B%7D").as("application/x-www-form-urlencoded"), 415},
		"a body that is too large":        {post(strings.Repeat(" ", 300<<10)), 413},
		"HEAD gives what GET would begin": {request{method: http.MethodHead, address: asked("query", watch)}, 200},
	} {
		t.Run(name, func(t *testing.T) {
			if got := c.asked.takes(eventsType).send(t, srv.URL); got.status != c.status {
				t.Errorf("status %d: %s", got.status, got.body)
			}
		})
	}
}

func TestASlowReaderGetsTheLastOfSeveralChanges(t *testing.T) {
	srv, live := start(t)
	l := listen(t, srv.URL, get(asked("query", watch)).takes(eventsType))
	l.version()
	var last store.Version
	for year := 1900; year < 1930; year++ {
		var err error
		if last, err = live.Apply(t.Context(), small(year)); err != nil {
			t.Fatal(err)
		}
	}
	for events := 1; l.version() != last.Digest; events++ {
		if events == 30 {
			t.Fatal("the last change is not among as many events as there were changes")
		}
	}
}

// TestStreamsAreBounded opens as many as there may be, and sees that nothing is left of them.
func TestStreamsAreBounded(t *testing.T) {
	srv, _ := start(t)
	before := runtime.NumGoroutine()
	q := get(asked("query", watch)).takes(eventsType)
	var open []*listener
	for range 200 {
		l := listen(t, srv.URL, q)
		l.version()
		open = append(open, l)
	}
	if got := q.send(t, srv.URL); got.status != http.StatusServiceUnavailable || got.header.Get("Retry-After") == "" || !strings.Contains(got.body, `"code":"UNAVAILABLE"`) {
		t.Errorf("one more gets %d %v %s", got.status, got.header, got.body)
	}
	if got := post(ask).send(t, srv.URL); got.status != http.StatusOK {
		t.Errorf("a query beside them gets %d", got.status)
	}
	for _, l := range open {
		l.leave()
		_ = l.resp.Body.Close()
	}
	for end := time.Now().Add(5 * time.Second); runtime.NumGoroutine() > before+10; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%d goroutines, %d before the streams", runtime.NumGoroutine(), before)
		}
	}
	listen(t, srv.URL, q).version()
}

// TestStreamsOutliveTheTimesOfOtherRequests serves with short times, which streams must not have.
func TestStreamsOutliveTheTimesOfOtherRequests(t *testing.T) {
	_, live := start(t)
	handler, err := server.New(live, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewUnstartedServer(handler)
	srv.Config.ReadTimeout, srv.Config.WriteTimeout = 100*time.Millisecond, 100*time.Millisecond
	srv.Start()
	t.Cleanup(srv.Close)
	l := listen(t, srv.URL, post(`{"query":"`+watch+`"}`).takes(eventsType))
	first := l.version()
	time.Sleep(300 * time.Millisecond)
	if _, err := live.Apply(t.Context(), small(1901)); err != nil {
		t.Fatal(err)
	}
	if l.version() == first {
		t.Error("the same version again")
	}
	l.leave()
}

func TestStreamsAreCompletedWhenTheServerStops(t *testing.T) {
	_, live := start(t)
	handler, err := server.New(live, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	at, err := server.Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(ctx, at, handler, slog.New(slog.DiscardHandler)) }()
	l := listen(t, "http://"+at.Addr().String(), get(asked("query", watch)).takes(eventsType))
	l.version()
	stop()
	l.ends()
	select {
	case err := <-ended:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(3 * time.Second):
		t.Error("the server waits for a stream")
	}
}
