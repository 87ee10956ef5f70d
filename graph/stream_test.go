package graph_test

import (
	"bufio"
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/securebase/securebase/graph"
)

// TestAStreamShowsThatItIsAlive reads a stream in which nothing happens.
func TestAStreamShowsThatItIsAlive(t *testing.T) {
	handler := graph.NewHandler(known, slog.New(slog.DiscardHandler), func(context.Context) string { return "test" })
	handler.Pulse(10 * time.Millisecond)
	srv := httptest.NewServer(handler)
	defer srv.Close()
	address := srv.URL + "?query=" + url.QueryEscape("subscription { graphChanged { graphVersion } }")
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept", "text/event-stream")
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	lines := bufio.NewScanner(resp.Body)
	for _, want := range []string{":", "", "event: next", "", "", ":", "", ":", ""} {
		if !lines.Scan() {
			t.Fatal(lines.Err())
		}
		if got := lines.Text(); got != want && want != "" {
			t.Errorf("%q in place of %q", got, want)
		}
	}
}
