// Package server is the HTTP side: routes, limits, security headers, health, and the built pages.
package server

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"mime"
	"net"
	"net/http"
	"runtime/debug"
	"strings"
	"sync/atomic"
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
	answers := graph.NewHandler(live, log, RequestID)
	html, err := pages.New(live, pages.Options{Log: log, Query: queryOf(answers),
		Limits: pages.Limits{Body: maxBody, Address: maxAddress, Answer: deadline}})
	if err != nil {
		return nil, err
	}
	text, err := schema.Text()
	if err != nil {
		return nil, err
	}
	s := &server{live: live, log: log, graphql: answers,
		exports: make(chan struct{}, exportsAtOnce)}
	mux := http.NewServeMux()
	mux.HandleFunc("/graphql", s.query)
	mux.HandleFunc("GET /schema.graphql", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/graphql; charset=utf-8")
		_, _ = io.WriteString(w, text)
	})
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { plain(w, http.StatusOK, "ok") })
	mux.HandleFunc("GET /readyz", s.ready)
	mux.HandleFunc("GET "+exportPath+"{format}", s.export)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { s.steadily(w, r, html.ServeHTTP) })
	smaller, err := compressed()
	if err != nil {
		return nil, err
	}
	return s.guard(smaller(mux)), nil
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

// Gate answers before the database does: the process is healthy, nothing is ready, and every other request is told to
// come again. Open puts the real handler in its place.
type Gate struct{ open atomic.Pointer[http.Handler] }

// NewGate gives a closed gate.
func NewGate(log *slog.Logger) *Gate {
	s := &server{log: log}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { plain(w, http.StatusOK, "ok") })
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Retry-After", "2")
		if strings.HasPrefix(r.URL.Path, "/graphql") {
			refuse(w, r, http.StatusServiceUnavailable, store.Unavailable, "the database does not answer yet; ask again")
			return
		}
		plain(w, http.StatusServiceUnavailable, "the database does not answer yet; ask again")
	})
	closed, g := s.guard(mux), &Gate{}
	g.open.Store(&closed)
	return g
}

// Open lets requests through to a handler.
func (g *Gate) Open(h http.Handler) { g.open.Store(&h) }

func (g *Gate) ServeHTTP(w http.ResponseWriter, r *http.Request) { (*g.open.Load()).ServeHTTP(w, r) }

type server struct {
	live    *store.Live
	log     *slog.Logger
	graphql http.Handler
	exports chan struct{} // holds a place for each export under way
}

type requestKey struct{}

// RequestID gives the id under which a request is logged; it is also in the header X-Request-Id of the answer.
func RequestID(ctx context.Context) string {
	id, _ := ctx.Value(requestKey{}).(string)
	return id
}

// guard gives every request an id, a deadline and the security headers, and turns a panic into an answer.
func (s *server) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id, nonce := hex.EncodeToString(random(8)), base64.RawURLEncoding.EncodeToString(random(16))
		ctx := pages.WithNonce(context.WithValue(r.Context(), requestKey{}, id), nonce)
		ctx, cancel := context.WithTimeout(ctx, timeFor(r.URL.Path))
		defer cancel()
		r = r.WithContext(ctx)
		h := w.Header()
		h.Set("X-Request-Id", id)
		h.Set("Content-Security-Policy", pages.Policy(nonce))
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		defer func() {
			if p := recover(); p != nil {
				if err, aborted := p.(error); aborted && errors.Is(err, http.ErrAbortHandler) {
					panic(p) // the answer is to end here, unfinished
				}
				s.log.ErrorContext(ctx, "request failed", "request", id, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
				refuse(w, r, http.StatusInternalServerError, store.Internal, "something went wrong here; it is logged under request "+id)
			}
		}()
		if len(r.RequestURI) > maxAddress {
			refuse(w, r, http.StatusRequestURITooLong, store.LimitExceeded, fmt.Sprintf("the address is longer than %d bytes", maxAddress))
			return
		}
		next.ServeHTTP(w, r)
	})
}

func random(bytes int) []byte {
	raw := make([]byte, bytes)
	_, _ = rand.Read(raw) // never fails
	return raw
}

// query checks the form of a GraphQL request before the library reads it.
func (s *server) query(w http.ResponseWriter, r *http.Request) {
	var body []byte
	switch r.Method {
	case http.MethodGet:
		if r.URL.Query().Get("query") == "" {
			refuse(w, r, http.StatusBadRequest, store.Invalid, "query: is missing; GET /graphql?query={graph{version}} is right")
			return
		}
		if v := r.URL.Query().Get("variables"); v != "" && !isObject([]byte(v)) {
			refuse(w, r, http.StatusBadRequest, store.Invalid, "variables: is no JSON object")
			return
		}
	case http.MethodPost:
		kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
		if err != nil || kind != "application/json" {
			refuse(w, r, http.StatusUnsupportedMediaType, store.Invalid, "Content-Type: application/json is right for a query")
			return
		}
		body, err = io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
		if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
			refuse(w, r, http.StatusRequestEntityTooLarge, store.LimitExceeded, fmt.Sprintf("the body is larger than %d bytes", maxBody))
			return
		}
		if err != nil {
			refuse(w, r, http.StatusBadRequest, store.Invalid, "the body ended before it was complete")
			return
		}
		if problem := checkBody(body); problem != "" {
			refuse(w, r, http.StatusBadRequest, store.Invalid, problem)
			return
		}
	default:
		w.Header().Set("Allow", "GET, POST")
		refuse(w, r, http.StatusMethodNotAllowed, store.Invalid, "method: "+clip(r.Method)+" is not served here; GET and POST are")
		return
	}
	s.steadily(w, r, func(w http.ResponseWriter, r *http.Request) {
		r.Body = io.NopCloser(bytes.NewReader(body))
		s.graphql.ServeHTTP(w, r)
	})
}

// queryOf asks the GraphQL endpoint from within, so that a page holds the very answer that its script would get.
func queryOf(answers http.Handler) func(context.Context, string, map[string]any) (json.RawMessage, error) {
	return func(ctx context.Context, document string, variables map[string]any) (json.RawMessage, error) {
		body, err := json.Marshal(map[string]any{"query": document, "variables": variables})
		if err != nil {
			return nil, fmt.Errorf("write a query: %w", err)
		}
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, "/graphql", bytes.NewReader(body))
		if err != nil {
			return nil, fmt.Errorf("make a query: %w", err)
		}
		r.Header.Set("Content-Type", "application/json")
		said := &draft{header: http.Header{}}
		answers.ServeHTTP(said, r)
		var answer struct {
			Data   json.RawMessage
			Errors []struct{ Message string }
		}
		if err := json.Unmarshal(said.body.Bytes(), &answer); err != nil {
			return nil, fmt.Errorf("read the answer to a query: %w", err)
		}
		if len(answer.Errors) > 0 {
			return nil, fmt.Errorf("a page's own query was refused: %s", answer.Errors[0].Message)
		}
		return answer.Data, nil
	}
}

// steadily answers a request anew if another program changed the graph while it was answered; see store.Live.
func (s *server) steadily(w http.ResponseWriter, r *http.Request, answer http.HandlerFunc) {
	var last *draft
	s.live.Steadily(r.Context(), func(ctx context.Context) {
		last = &draft{header: w.Header().Clone(), status: http.StatusOK}
		answer(last, r.WithContext(ctx))
	})
	clear(w.Header())
	maps.Copy(w.Header(), last.header)
	w.WriteHeader(last.status)
	_, _ = w.Write(last.body.Bytes()) // the client may be gone
}

// draft is an answer that may yet be thrown away.
type draft struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (d *draft) Header() http.Header         { return d.header }
func (d *draft) WriteHeader(status int)      { d.status = status }
func (d *draft) Write(p []byte) (int, error) { return d.body.Write(p) }

// checkBody says what is wrong with the body of a query, or nothing.
func checkBody(body []byte) string {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(body, &fields); err != nil || fields == nil {
		return `the body is no JSON object; {"query": "{graph{version}}"} is right`
	}
	var query string
	if err := json.Unmarshal(fields["query"], &query); err != nil || strings.TrimSpace(query) == "" {
		return `query: is missing or no text; {"query": "{graph{version}}"} is right`
	}
	if v := fields["variables"]; v != nil && string(v) != "null" && !isObject(v) {
		return "variables: is no JSON object"
	}
	var name *string
	if v := fields["operationName"]; v != nil && json.Unmarshal(v, &name) != nil {
		return "operationName: is no text"
	}
	if v := fields["extensions"]; v != nil && string(v) != "null" && !isObject(v) {
		return "extensions: is no JSON object"
	}
	return ""
}

func isObject(raw []byte) bool {
	var fields map[string]json.RawMessage
	return json.Unmarshal(raw, &fields) == nil && fields != nil
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

// refuse answers with one error in the form of GraphQL.
func refuse(w http.ResponseWriter, r *http.Request, status int, code store.Code, message string) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	answer := map[string]any{"errors": []map[string]any{{"message": message,
		"extensions": map[string]any{"code": graph.PublicCode(code), "requestId": RequestID(r.Context())}}}}
	_ = json.NewEncoder(w).Encode(answer) // the client may be gone
}

func clip(s string) string { return s[:min(len(s), 40)] }

// Listen takes the address, or says in one sentence why it cannot.
func Listen(ctx context.Context, addr string) (net.Listener, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, &store.Error{Code: store.Unavailable, Cause: err,
			Message: fmt.Sprintf("addr: %s cannot be served on (%s); choose another with --addr", addr, reason(err))}
	}
	return l, nil
}

func reason(err error) string {
	var op *net.OpError
	if errors.As(err, &op) {
		err = op.Err
	}
	text := err.Error()
	return strings.TrimSpace(text[strings.LastIndex(text, ":")+1:])
}

// Serve answers on the listener until the context ends, then lets answers under way finish.
func Serve(ctx context.Context, l net.Listener, handler http.Handler, log *slog.Logger) error {
	srv := &http.Server{Handler: handler, MaxHeaderBytes: maxHeader, ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout: 15 * time.Second, WriteTimeout: 2 * deadline, IdleTimeout: time.Minute,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug)}
	done := make(chan error, 1)
	go func() {
		<-ctx.Done()
		stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWithin)
		defer cancel()
		done <- srv.Shutdown(stop)
	}()
	if err := srv.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	if err := <-done; err != nil {
		return fmt.Errorf("stop serving: %w", err)
	}
	return nil
}
