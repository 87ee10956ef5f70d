// Package server is the HTTP side: routes, limits, security headers, health, and the built pages.
package server

import (
	"compress/gzip"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/CAFxX/httpcompression"

	"github.com/securebase/securebase/graph"
	"github.com/securebase/securebase/internal/pages"
	"github.com/securebase/securebase/internal/store"
	"github.com/securebase/securebase/schema"
)

// Limits of a request.
const (
	maxBody    = 256 << 10        // bytes of a GraphQL request
	maxHeader  = 32 << 10         // bytes of headers
	maxAddress = 16 << 10         // bytes of an address, queries in GET included
	deadline   = 10 * time.Second // for an answer
	stopWithin = 10 * time.Second // for answers under way at shutdown
)

// Compression: the level at which Brotli takes about as long as gzip, and the bytes from which it is worth while.
const (
	brotliLevel    = 5
	compressedFrom = 1400
)

// New gives the handler for everything that the program serves.
func New(live *store.Live, log *slog.Logger) (http.Handler, error) {
	queries := graph.NewHandler(live, log, RequestID)
	queries.Observe()
	html, err := pages.New(live, pages.Options{Log: log, Query: queries.Data,
		Limits: pages.Limits{Body: maxBody, Address: maxAddress, Answer: deadline}})
	if err != nil {
		return nil, err
	}
	text, err := schema.Text()
	if err != nil {
		return nil, err
	}
	kept, err := newAnswers(text)
	if err != nil {
		return nil, err
	}
	smaller, err := compressed()
	if err != nil {
		return nil, err
	}
	s := &server{live: live, log: log, answers: kept, exports: make(chan struct{}, exportsAtOnce),
		streams: make(chan struct{}, streamsAtOnce)}
	mux := http.NewServeMux()
	mux.Handle("/graphql", s.query(smaller(queries), queries))
	mux.Handle("GET /schema.graphql", smaller(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/graphql; charset=utf-8")
		_, _ = io.WriteString(w, text)
	})))
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { plain(w, http.StatusOK, "ok") })
	mux.HandleFunc("GET /readyz", s.ready)
	mux.HandleFunc("GET "+exportPath+"{format}", s.export)
	page := routed(html)
	mux.Handle("/", smaller(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.steadily(w, r, page.ServeHTTP) })))
	return s.guard(routed(mux)), nil
}

// compressed sends text as Brotli or gzip to those who take it. Exports are left as they are: they stream.
func compressed() (func(http.Handler) http.Handler, error) {
	adapter, err := httpcompression.Adapter(
		httpcompression.BrotliCompressionLevel(brotliLevel), httpcompression.GzipCompressionLevel(gzip.DefaultCompression),
		httpcompression.Prefer(httpcompression.PreferServer), httpcompression.MinSize(compressedFrom),
		httpcompression.ContentTypes([]string{"text/html", "text/css", "text/javascript", "application/json",
			"application/graphql", "application/graphql-response+json", "image/svg+xml"}, false))
	if err != nil {
		return nil, fmt.Errorf("set up compression: %w", err)
	}
	return adapter, nil
}

type server struct {
	live    *store.Live
	log     *slog.Logger
	answers *answers
	exports chan struct{} // holds a place for each export under way
	streams chan struct{} // and for each stream of events
}

func (s *server) ready(w http.ResponseWriter, r *http.Request) {
	if _, err := s.live.Version(r.Context()); err != nil {
		s.log.WarnContext(r.Context(), "not ready", "request", RequestID(r.Context()), "error", err)
		plain(w, http.StatusServiceUnavailable, "the database does not answer")
		return
	}
	plain(w, http.StatusOK, "ready")
}

func plain(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text+"\n")
}
