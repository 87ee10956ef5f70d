package server

import (
	"context"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// Bounds of the requests that are worked on at once, of those that wait for that, and of their waiting.
const (
	atOnce     = 128
	maxWaiting = 1_024
	waitAtMost = 3 * time.Second
)

// crowd bounds how many requests are worked on at once. More wait a while, and when too many wait the next are sent
// away, so that those inside are answered in time.
type crowd struct {
	places  chan struct{}
	waiting atomic.Int32
}

func newCrowd() *crowd { return &crowd{places: make(chan struct{}, atOnce)} }

// enter waits for a place and gives what leaves it; nil if there is none.
func (c *crowd) enter(ctx context.Context) (leave func()) {
	leave = sync.OnceFunc(func() { <-c.places })
	select {
	case c.places <- struct{}{}:
		return leave
	default:
	}
	defer c.waiting.Add(-1)
	if c.waiting.Add(1) > maxWaiting {
		return nil
	}
	patience := time.NewTimer(waitAtMost)
	defer patience.Stop()
	select {
	case c.places <- struct{}{}:
		return leave
	case <-patience.C:
	case <-ctx.Done():
	}
	return nil
}

// leaving gives the place up when the first byte is sent: answers are made before that, and a client that reads slowly
// is not to keep others out.
type leaving struct {
	http.ResponseWriter
	leave func()
}

func (l *leaving) WriteHeader(status int) {
	l.leave()
	l.ResponseWriter.WriteHeader(status)
}

func (l *leaving) Write(p []byte) (int, error) {
	l.leave()
	return l.ResponseWriter.Write(p) //nolint:wrapcheck // stands for the writer it holds
}

// Unwrap lets http.ResponseController reach the writer.
func (l *leaving) Unwrap() http.ResponseWriter { return l.ResponseWriter }
