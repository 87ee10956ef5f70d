package server_test

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/securebase/securebase/internal/server"
	"github.com/securebase/securebase/internal/store"
	"github.com/securebase/securebase/internal/store/sqlite"
)

// versionOf asks a query over GET and gives the version that the answer says it is of, its tag and its body.
func versionOf(t *testing.T, address, query string) (version, tag, body string) {
	t.Helper()
	got := send(t, http.MethodGet, address+"/graphql?query="+url.QueryEscape(query), "", "")
	var said struct {
		Extensions struct{ GraphVersion string }
	}
	if err := json.Unmarshal([]byte(got.body), &said); err != nil || got.status != http.StatusOK {
		t.Fatalf("%d %s", got.status, got.body)
	}
	return said.Extensions.GraphVersion, got.header.Get("ETag"), got.body
}

// TestNoAnswerIsOlderThanAWrite writes to the database behind the server's back, as another program does, and asks at
// once: whoever asks after the write was acknowledged gets an answer of it, kept or not, with contents or without.
func TestNoAnswerIsOlderThanAWrite(t *testing.T) {
	path := filepath.Join(t.TempDir(), "graph.db")
	open := func() store.Store {
		db, err := sqlite.Open(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = db.Close() })
		return db
	}
	behind := open()
	if _, err := behind.Apply(t.Context(), small(1988)); err != nil {
		t.Fatal(err)
	}
	srv, live := serveStore(t, open())
	go live.Watch(t.Context(), time.Hour, func(error) {}) // looks only when a request asks it to
	for n, query := range []string{
		`{ graph { version } }`,
		`{ entity(id: "secure-base") { name } }`,
		`{ entity(id: "secure-base") { ... on Construct { introduced } summary { text } } }`,
		`{ claims { nodes { year text } } }`,
		`{ search(query: "secure") { totalCount } }`,
	} {
		t.Run(query, func(t *testing.T) {
			for round := range 4 {
				written, err := behind.Apply(t.Context(), small(1900+10*n+round))
				if err != nil {
					t.Fatal(err)
				}
				for _, time := range []string{"first", "second"} {
					if version, _, body := versionOf(t, srv.URL, query); version != written.Digest {
						t.Errorf("round %d, %s time: an answer of %.12s after the write of %.12s was acknowledged: %s", round, time, version, written.Digest, body)
					}
				}
			}
		})
	}
}

func TestAnswersAreKeptForJustTheSameRequest(t *testing.T) {
	srv, live := start(t)
	_, tag, body := versionOf(t, srv.URL, `{ graph { version } }`)
	if _, again, same := versionOf(t, srv.URL, `{ graph { version } }`); again != tag || same != body || tag == "" {
		t.Errorf("asked twice: %s %s, then %s %s", tag, body, again, same)
	}
	ask := func(header map[string]string) *http.Response {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, srv.URL+"/graphql?query="+url.QueryEscape(`{ graph { version } }`), nil)
		if err != nil {
			t.Fatal(err)
		}
		for name, value := range header {
			r.Header.Set(name, value)
		}
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = resp.Body.Close() })
		return resp
	}
	for _, list := range []string{tag, "W/" + tag, `"other", ` + tag, "*"} {
		resp := ask(map[string]string{"If-None-Match": list})
		raw, err := io.ReadAll(resp.Body)
		if err != nil || resp.StatusCode != http.StatusNotModified || len(raw) > 0 || resp.Header.Get("ETag") != tag {
			t.Errorf("If-None-Match: %s: %d %q %v", list, resp.StatusCode, raw, err)
		}
	}
	for name, header := range map[string]map[string]string{
		"another tag":        {"If-None-Match": `"other"`},
		"another media type": {"If-None-Match": tag, "Accept": "application/json"},
		"another encoding":   {"If-None-Match": tag, "Accept-Encoding": "br"},
	} {
		if resp := ask(header); resp.StatusCode != http.StatusOK || name != "another tag" && resp.Header.Get("ETag") == tag {
			t.Errorf("%s: %d, tag %s", name, resp.StatusCode, resp.Header.Get("ETag"))
		}
	}
	if _, err := live.Apply(t.Context(), small(1969)); err != nil {
		t.Fatal(err)
	}
	if resp := ask(map[string]string{"If-None-Match": tag}); resp.StatusCode != http.StatusOK || resp.Header.Get("ETag") == tag {
		t.Errorf("after a write: %d, tag %s", resp.StatusCode, resp.Header.Get("ETag"))
	}
}

// TestAKeptAnswerOpensNoDoor sends what would be refused with the very body of an answer that is kept.
func TestAKeptAnswerOpensNoDoor(t *testing.T) {
	srv, _ := start(t)
	const body = `{"query":"{ graph { version } }"}`
	if got := send(t, http.MethodPost, srv.URL+"/graphql", "application/json", body); got.status != http.StatusOK {
		t.Fatalf("%d %s", got.status, got.body)
	}
	for _, kind := range []string{"", "text/plain", "application/x-www-form-urlencoded"} {
		if got := send(t, http.MethodPost, srv.URL+"/graphql", kind, body); got.status != http.StatusUnsupportedMediaType {
			t.Errorf("%q: %d %s", kind, got.status, got.body)
		}
	}
	if got := send(t, http.MethodPut, srv.URL+"/graphql", "application/json", body); got.status != http.StatusMethodNotAllowed {
		t.Errorf("PUT: %d %s", got.status, got.body)
	}
}

// TestAnswersUnderWrites asks from several clients while the graph is written: every answer is of one of the versions
// that were there between its question and its arrival, and is the answer of that version.
func TestAnswersUnderWrites(t *testing.T) {
	srv, live := start(t)
	var mu sync.Mutex
	years := map[string]int{live.Now().Digest: 1988}
	at := 0 // the last write that was acknowledged
	order := map[string]int{live.Now().Digest: 0}
	stop := make(chan struct{})
	var asking sync.WaitGroup
	for range 4 {
		asking.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				mu.Lock()
				before := at
				mu.Unlock()
				version, _, body := versionOf(t, srv.URL, `{ claims { nodes { year } } }`)
				mu.Lock()
				year, known := years[version]
				if !known || order[version] < before || !strings.Contains(body, fmt.Sprintf(`"year":%d`, year)) {
					t.Errorf("asked after write %d: %s (year %d, write %d, known %v)", before, body, year, order[version], known)
				}
				mu.Unlock()
			}
		})
	}
	for n := 1; n <= 25; n++ {
		change := small(1900 + n)
		digest := digestOf(t, change)
		mu.Lock()
		years[digest], order[digest] = 1900+n, n
		mu.Unlock()
		if _, err := live.Apply(t.Context(), change); err != nil {
			t.Fatal(err)
		}
		mu.Lock()
		at = n
		mu.Unlock()
	}
	close(stop)
	asking.Wait()
}

// digestOf is the version that a graph has on any database.
func digestOf(t *testing.T, change store.ChangeSet) string {
	t.Helper()
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "other.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	v, err := db.Apply(t.Context(), change)
	if err != nil {
		t.Fatal(err)
	}
	return v.Digest
}

func serveStore(t *testing.T, db store.Store) (*httptest.Server, *store.Live) {
	t.Helper()
	live, err := store.NewLive(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	handler, err := server.New(live, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(handler)
	t.Cleanup(srv.Close)
	return srv, live
}
