package server

import (
	"log/slog"
	"net/http"
	"strings"
	"sync/atomic"

	"github.com/securebase/securebase/internal/store"
)

// Gate answers before the database does: the process is healthy, nothing is ready, and every other request is told to
// come again. Open puts the real handler in its place. Once it is closing, nothing is ready any more.
type Gate struct {
	open    atomic.Pointer[http.Handler]
	closing atomic.Bool
	parting http.Handler // says that nothing is ready
}

// NewGate gives a closed gate.
func NewGate(log *slog.Logger) *Gate {
	s := &server{log: log}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { plain(w, http.StatusOK, "ok") })
	wait := func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Retry-After", "2")
		if strings.HasPrefix(r.URL.Path, "/graphql") {
			refuse(w, r, http.StatusServiceUnavailable, store.Unavailable, "the database does not answer yet; ask again")
			return
		}
		plain(w, http.StatusServiceUnavailable, "the database does not answer yet; ask again")
	}
	mux.HandleFunc("GET /readyz", wait)
	mux.HandleFunc("/", wait)
	parting := http.NewServeMux()
	parting.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) {
		plain(w, http.StatusServiceUnavailable, "the server is closing")
	})
	closed, g := s.guard(routed(mux)), &Gate{parting: s.guard(routed(parting))}
	g.open.Store(&closed)
	return g
}

// Open lets requests through to a handler.
func (g *Gate) Open(h http.Handler) { g.open.Store(&h) }

// Close makes the server say that it is not ready, so that nobody sends it more; everything else is answered as before.
func (g *Gate) Close() { g.closing.Store(true) }

func (g *Gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if g.closing.Load() && r.URL.Path == "/readyz" {
		g.parting.ServeHTTP(w, r)
		return
	}
	(*g.open.Load()).ServeHTTP(w, r)
}
