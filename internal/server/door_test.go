package server_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/securebase/securebase/internal/observe"
	"github.com/securebase/securebase/internal/server"
)

// site is a small graph served as the program serves it, over TCP and with everything that stands before the pages.
type site struct {
	t    *testing.T
	addr string
	log  *syncBuffer
}

func serveSite(t *testing.T, rules server.Rules, proxies ...string) *site {
	t.Helper()
	srv, _ := start(t)
	return behindDoor(t, srv.Config.Handler, rules, proxies...)
}

// behindDoor serves a handler as the program does.
func behindDoor(t *testing.T, handler http.Handler, rules server.Rules, proxies ...string) *site {
	t.Helper()
	s := &site{t: t, log: &syncBuffer{}}
	log := observe.NewLog(s.log, "json", slog.LevelDebug)
	observer := observe.New(observe.Options{Log: log})
	all := http.NewServeMux()
	all.Handle("GET /metrics", observer.Metrics())
	all.Handle("/", handler)
	door, err := server.Door(rules, log, all)
	if err != nil {
		t.Fatal(err)
	}
	var trusted []netip.Prefix
	for _, p := range proxies {
		trusted = append(trusted, netip.MustParsePrefix(p))
	}
	listener, err := server.Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.addr = listener.Addr().String()
	ended := make(chan error, 1)
	go func() {
		ended <- server.Serve(t.Context(), listener, server.Clients(trusted, observer.Requests(door)), log)
	}()
	t.Cleanup(func() {
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return s
}

// ask sends a GET, or a query by POST, with further headers.
func (s *site) ask(method, path string, headers ...string) reply {
	s.t.Helper()
	body := ""
	if method == http.MethodPost {
		body = `{"query":"{graph{version}}"}`
	}
	r, err := http.NewRequestWithContext(s.t.Context(), method, "http://"+s.addr+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
		if headers[i] == "Host" {
			r.Host = headers[i+1]
		}
	}
	return do(s.t, r)
}

type syncBuffer struct {
	lock sync.Mutex
	b    bytes.Buffer
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.lock.Lock()
	defer b.lock.Unlock()
	return b.b.Write(p)
}

func (b *syncBuffer) String() string {
	b.lock.Lock()
	defer b.lock.Unlock()
	return b.b.String()
}

// TestForeignNamesAreTurnedAway asks as a page would whose own name was made to lead to this server.
func TestForeignNamesAreTurnedAway(t *testing.T) {
	alone := serveSite(t, server.Rules{Loopback: true})
	named := serveSite(t, server.Rules{Hosts: []string{"atlas.example.org"}})
	open := serveSite(t, server.Rules{})
	for _, c := range []struct {
		host               string
		alone, named, open int
	}{
		{"127.0.0.1:8080", 200, 200, 200},
		{"localhost", 200, 200, 200},
		{"LOCALHOST:9000", 200, 200, 200},
		{"localhost.", 200, 200, 200},
		{"[::1]:8080", 200, 200, 200},
		{"10.1.2.3", 200, 200, 200},
		{"atlas.example.org", 421, 200, 200},
		{"Atlas.Example.org:443", 421, 200, 200},
		{"evil.example", 421, 421, 200},
		{"atlas.example.org.evil.example", 421, 421, 200},
		{"evil.example:8080", 421, 421, 200},
		{"127.0.0.1.evil.example", 421, 421, 200},
		{"localhost.evil.example", 421, 421, 200},
	} {
		for _, path := range []string{"/", "/graphql?query={graph{version}}", "/assets/none", "/export/jsonl", "/metrics"} {
			for i, s := range []*site{alone, named, open} {
				want := []int{c.alone, c.named, c.open}[i]
				if got := s.ask("GET", path, "Host", c.host); got.status != want && (want == 421 || got.status == 421) {
					t.Errorf("%d: Host %s, %s: %d, want %d", i, c.host, path, got.status, want)
				}
			}
		}
		if got := alone.ask("GET", "/readyz", "Host", c.host); got.status != 200 { // asked by machines under any name
			t.Errorf("Host %s: /readyz: %d", c.host, got.status)
		}
	}
	got := alone.ask("POST", "/graphql", "Host", "evil.example")
	if want := `"message":"Host: evil.example is not served here; a name other than localhost must be listed in --hosts (SECUREBASE_HOSTS)"`; got.status != 421 || !strings.Contains(got.body, want) {
		t.Errorf("%d %s", got.status, got.body)
	}
}

func TestPagesOfOtherSitesCannotSend(t *testing.T) {
	s := serveSite(t, server.Rules{Loopback: true, Hosts: []string{"atlas.example.org"}})
	for _, c := range []struct {
		name    string
		headers []string
		status  int
	}{
		{"a program", nil, 200},
		{"the site's own script", []string{"Sec-Fetch-Site", "same-origin", "Origin", "http://" + s.addr}, 200},
		{"its script in an old browser", []string{"Origin", "http://" + s.addr}, 200},
		{"its script behind a proxy, in an old browser", []string{"Origin", "https://atlas.example.org"}, 200},
		{"another site's script", []string{"Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example"}, 403},
		{"another site of the same domain", []string{"Sec-Fetch-Site", "same-site", "Origin", "https://evil.example.org"}, 403},
		{"another site in an old browser", []string{"Origin", "https://evil.example"}, 403},
		{"a page without an origin", []string{"Origin", "null"}, 403},
		{"another port of this machine", []string{"Origin", "http://127.0.0.1:1"}, 403},
		{"a form of another site", []string{"Sec-Fetch-Site", "cross-site", "Content-Type", "application/x-www-form-urlencoded"}, 403},
		{"a form", []string{"Content-Type", "application/x-www-form-urlencoded"}, 415},
		{"a form with files", []string{"Content-Type", "multipart/form-data; boundary=x"}, 415},
		{"text", []string{"Content-Type", "text/plain"}, 415},
		{"no kind of content", []string{"Content-Type", ""}, 415},
	} {
		t.Run(c.name, func(t *testing.T) {
			headers := c.headers
			kind := "application/json"
			for i := 0; i < len(headers); i += 2 {
				if headers[i] == "Content-Type" {
					kind, headers = headers[i+1], headers[:i]
				}
			}
			r, err := http.NewRequestWithContext(t.Context(), "POST", "http://"+s.addr+"/graphql", strings.NewReader(`{"query":"{graph{version}}"}`))
			if err != nil {
				t.Fatal(err)
			}
			if kind != "" {
				r.Header.Set("Content-Type", kind)
			}
			for i := 0; i < len(headers); i += 2 {
				r.Header.Set(headers[i], headers[i+1])
			}
			got := do(t, r)
			if got.status != c.status || c.status != 200 && !strings.Contains(got.body, `"errors":[{`) {
				t.Errorf("%d %s, want %d", got.status, got.body, c.status)
			}
		})
	}
}

// TestOtherSitesCannotReadAnswers wants no answer to allow it, a question beforehand included.
func TestOtherSitesCannotReadAnswers(t *testing.T) {
	s := serveSite(t, server.Rules{Loopback: true})
	for _, c := range [][]string{{"GET", "/graphql?query={graph{version}}"}, {"GET", "/"}, {"GET", "/export/jsonl"}, {"GET", "/schema.graphql"},
		{"GET", "/assets/none"}, {"OPTIONS", "/graphql"}, {"OPTIONS", "/"}, {"POST", "/graphql"}, {"GET", "/metrics"}} {
		got := s.ask(c[0], c[1], "Origin", "https://evil.example", "Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", "content-type")
		for name := range got.header {
			if strings.HasPrefix(name, "Access-Control-") {
				t.Errorf("%v: %s is %q", c, name, got.header.Values(name))
			}
		}
		if got.header.Get("Cross-Origin-Resource-Policy") != "same-origin" {
			t.Errorf("%v: another site may embed it", c)
		}
		if c[0] == "OPTIONS" && got.status != 405 {
			t.Errorf("%v: %d", c, got.status)
		}
	}
}

// TestEachClientHasItsRate asks in the test's own time, which stands still while it asks.
func TestEachClientHasItsRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		served := http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})
		front := func(trusted ...netip.Prefix) http.Handler {
			door, err := server.Door(server.Rules{Rate: 2}, slog.New(slog.DiscardHandler), served)
			if err != nil {
				t.Fatal(err)
			}
			return server.Clients(trusted, door)
		}
		trusting := front(netip.MustParsePrefix("127.0.0.1/32"), netip.MustParsePrefix("10.0.0.0/8"))
		ask := func(handler http.Handler, from, forwarded, path string) *httptest.ResponseRecorder {
			r := httptest.NewRequestWithContext(t.Context(), "GET", path, nil)
			r.RemoteAddr = from
			r.Header.Set("X-Forwarded-For", forwarded)
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, r)
			return w
		}
		const proxy, query = "127.0.0.1:4711", "/graphql?query={graph{version}}"
		count := func(handler http.Handler, from, forwarded, path string) (n int) {
			for n < 200 && ask(handler, from, forwarded, path).Code == 200 {
				n++
			}
			return n
		}
		for _, c := range []struct {
			path   string
			served int
		}{{query, 8}, {"/constructs/secure-base", 8}, {"/assets/look.css", 40}, {"/export/jsonl", 1}, {"/healthz", 200}} {
			if n := count(front(), "203.0.113.1:1", "", c.path); n != c.served {
				t.Errorf("%s is answered %d times at once, want %d", c.path, n, c.served)
			}
		}
		if n := count(trusting, proxy, "203.0.113.1", query); n != 8 {
			t.Errorf("behind a proxy: %d", n)
		}
		turned := ask(trusting, proxy, "203.0.113.1", query)
		if after := turned.Header().Get("Retry-After"); turned.Code != 429 || after != "1" || !strings.Contains(turned.Body.String(), `"code":"LIMIT_EXCEEDED"`) ||
			!strings.Contains(turned.Body.String(), "too many requests from this address; ask again in 1 s") {
			t.Errorf("%d, Retry-After %q, %s", turned.Code, after, turned.Body)
		}
		if page := ask(trusting, proxy, "203.0.113.1", "/"); page.Code != 429 || !strings.HasPrefix(page.Header().Get("Content-Type"), "text/plain") {
			t.Errorf("a page: %d %s", page.Code, page.Body)
		}
		count(trusting, proxy, "2001:db8:1:1::1", query)
		for _, c := range []struct {
			name, from, forwarded string
			limited               bool
		}{
			{"another client", proxy, "203.0.113.2", false},
			{"the same behind a second proxy", proxy, "203.0.113.1, 10.1.1.1", true},
			{"the same, with what it made up before", proxy, "198.51.100.7, 203.0.113.1", true},
			{"the same, with a port", proxy, "203.0.113.1:4711", true},
			{"the same as IPv6", proxy, "::ffff:203.0.113.1", true},
			{"the same without a proxy", "203.0.113.1:9", "198.51.100.8", true},
			{"no address", proxy, "unknown", false}, // then it is the proxy's own, and that is this machine
			{"another address of the same line", proxy, "2001:db8:1:1:ffff::2", true},
			{"the same in brackets", proxy, "[2001:db8:1:1::1]:80", true},
			{"the line beside it", proxy, "2001:db8:1:2::1", false},
		} {
			if w := ask(trusting, c.from, c.forwarded, "/about"); (w.Code == 429) != c.limited {
				t.Errorf("%s: %d", c.name, w.Code)
			}
		}
		time.Sleep(time.Second)
		if n := count(trusting, proxy, "203.0.113.1", query); n != 2 {
			t.Errorf("after a second: %d", n)
		}
		if n := count(front(), proxy, "203.0.113.1", query); n != 200 {
			t.Errorf("this machine, or a proxy on it that nobody trusts: %d", n)
		}
		if n := count(front(), "192.0.2.1:1", "127.0.0.1", query); n != 8 {
			t.Errorf("a client that says it is this machine: %d", n)
		}
		for i := range 11_000 { // more than are remembered
			ask(trusting, proxy, netip.AddrFrom4([4]byte{198, 18, byte(i >> 8), byte(i)}).String(), "/about")
		}
		if n := count(trusting, proxy, "203.0.113.1", query); n != 8 {
			t.Errorf("a client that was forgotten: %d", n)
		}
	})
}

func TestAnEncryptedConnectionIsAskedForAgain(t *testing.T) {
	trusting, wary := serveSite(t, server.Rules{}, "127.0.0.0/8"), serveSite(t, server.Rules{})
	const header, want = "Strict-Transport-Security", "max-age=31536000"
	if got := trusting.ask("GET", "/", "X-Forwarded-Proto", "https").header.Get(header); got != want {
		t.Errorf("%q behind a proxy that encrypts", got)
	}
	if got := trusting.ask("GET", "/", "X-Forwarded-Proto", "http").header.Get(header); got != "" {
		t.Errorf("%q without encryption", got)
	}
	if got := wary.ask("GET", "/", "X-Forwarded-Proto", "https").header.Get(header); got != "" {
		t.Errorf("%q by the word of anybody", got)
	}
}

// TestACrowdIsSentAway fills the server with requests that take long.
func TestACrowdIsSentAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		finish, inside := make(chan struct{}), 0
		var lock sync.Mutex
		door, err := server.Door(server.Rules{}, slog.New(slog.DiscardHandler), http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/metrics" {
				return
			}
			lock.Lock()
			inside++
			lock.Unlock()
			if r.URL.Path == "/slowly" {
				w.WriteHeader(http.StatusOK) // and the client does not read on
			}
			<-finish
		}))
		if err != nil {
			t.Fatal(err)
		}
		ask := func(path string) *httptest.ResponseRecorder {
			w := httptest.NewRecorder()
			door.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), "GET", path, nil))
			return w
		}
		codes := make(chan int, 3000)
		many := func(n int, path string) {
			for range n {
				go func() { codes <- ask(path).Code }()
			}
			synctest.Wait()
		}
		many(1000, "/slowly")
		if inside != 1000 {
			t.Errorf("%d of 1000 are inside that only wait for their readers", inside)
		}
		many(2000, "/graphql")
		if inside != 1128 || len(codes) != 2000-128-1024 {
			t.Errorf("%d are inside, %d were sent away at once; 1128 and 848 are right", inside, len(codes))
		}
		for range len(codes) {
			if code := <-codes; code != 503 {
				t.Errorf("sent away with %d", code)
			}
		}
		if w := ask("/graphql"); w.Code != 503 || w.Header().Get("Retry-After") != "2" || !strings.Contains(w.Body.String(), `"code":"UNAVAILABLE"`) {
			t.Errorf("%d %s", w.Code, w.Body)
		}
		if w := ask("/metrics"); w.Code != 200 {
			t.Errorf("whoever looks after the server is sent away: %d", w.Code)
		}
		time.Sleep(4 * time.Second)
		synctest.Wait()
		if len(codes) != 1024 {
			t.Errorf("%d waited too long, 1024 is right", len(codes))
		}
		close(finish)
		synctest.Wait()
		if w := ask("/"); w.Code != 200 {
			t.Errorf("after the crowd has gone: %d", w.Code)
		}
	})
}
