package server

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/securebase/securebase/internal/store"
)

// Bounds of streams of events.
const (
	streamDeadline = 24 * time.Hour // for one; whoever wants more asks again
	streamsAtOnce  = 200
)

// stream answers /graphql with a stream of events, which is neither kept nor compressed. It ends when the server stops.
func (s *server) stream(w http.ResponseWriter, r *http.Request, events http.Handler) {
	select {
	case s.streams <- struct{}{}:
		defer func() { <-s.streams }()
	default:
		w.Header().Set("Retry-After", "30")
		refuse(w, r, http.StatusServiceUnavailable, store.Unavailable, fmt.Sprintf("%d streams of events are open; ask again in a while", streamsAtOnce))
		return
	}
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	if stops, ok := ctx.Value(stopsKey{}).(context.Context); ok {
		defer context.AfterFunc(stops, cancel)()
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	events.ServeHTTP(w, r.WithContext(ctx))
}

type stopsKey struct{}

// untilStop gives the context of a server's requests. They go on when the server is told to stop, but for those that
// would not end by themselves.
func untilStop(stops context.Context) context.Context {
	return context.WithValue(context.Background(), stopsKey{}, stops)
}
