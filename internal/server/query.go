package server

import (
	"bytes"
	"context"
	"io"
	"maps"
	"net/http"

	"github.com/securebase/securebase/graph"
	"github.com/securebase/securebase/internal/observe"
)

// query answers /graphql: with a stream to those who take events, else with a kept answer if there is one, else by
// asking.
func (s *server) query(ask, events http.Handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if graph.TakesEvents(r) {
			s.stream(w, r, events)
			return
		}
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
		if err != nil {
			r.Body = io.NopCloser(broken{err})
			ask.ServeHTTP(w, r) // says what is wrong with the request
			return
		}
		version := s.live.Index().Version
		key := s.answers.key(version, r, body)
		if kept, ok := s.answers.get(key); ok {
			if s.live.UpToDate(r.Context(), version) {
				observe.Of(r.Context()).Answered(true)
				kept.write(w, key, r)
				return
			}
			s.live.CatchUp(r.Context())
			version = s.live.Index().Version
			key = s.answers.key(version, r, body)
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		said := &draft{header: w.Header().Clone(), status: http.StatusOK}
		observe.Of(r.Context()).Answered(false)
		ask.ServeHTTP(said, r)
		if said.status == http.StatusOK && said.header.Get("Cache-Control") != "no-store" && s.live.Index().Version == version {
			kept := s.answers.keep(key, said)
			kept.write(w, key, r)
			return
		}
		said.send(w)
	}
}

// broken is a body that could not be read.
type broken struct{ err error }

func (b broken) Read([]byte) (int, error) { return 0, b.err }

// steadily answers a request anew if another program changed the graph while it was answered; see store.Live.
func (s *server) steadily(w http.ResponseWriter, r *http.Request, answer http.HandlerFunc) {
	var last *draft
	s.live.Steadily(r.Context(), func(ctx context.Context) {
		last = &draft{header: w.Header().Clone(), status: http.StatusOK}
		answer(last, r.WithContext(ctx))
	})
	last.send(w)
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

func (d *draft) send(w http.ResponseWriter) {
	clear(w.Header())
	maps.Copy(w.Header(), d.header)
	w.WriteHeader(d.status)
	_, _ = w.Write(d.body.Bytes()) // the client may be gone
}
