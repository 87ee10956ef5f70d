package store

import (
	"context"
	"sync"
	"time"
)

// readings notes of which versions the contents are that one request was given.
type readings struct {
	mu      sync.Mutex
	digests map[string]bool
	gone    bool // contents were asked for that are no longer there
}

type readingsKey struct{}

// NoteReading tells of which version contents are that were given by id. A database that several programs write calls
// it once for each call that gave contents; see Live.Steadily.
func NoteReading(ctx context.Context, digest string) {
	note(ctx, func(r *readings) { r.digests[digest] = true })
}

func noteGone(ctx context.Context) { note(ctx, func(r *readings) { r.gone = true }) }

func note(ctx context.Context, what func(*readings)) {
	if r, ok := ctx.Value(readingsKey{}).(*readings); ok {
		r.mu.Lock()
		defer r.mu.Unlock()
		what(r)
	}
}

// only tells whether everything that was asked for was given, and of the version; known is false if nothing was given
// that tells of its version.
func (r *readings) only(digest string) (ok, known bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return !r.gone && (len(r.digests) == 0 || len(r.digests) == 1 && r.digests[digest]), r.gone || len(r.digests) > 0
}

const (
	steadyTries = 3
	// catchUpTime is how long a request waits for the index of a newer version. That of a very large graph takes longer;
	// then contents are given as they are.
	catchUpTime = 2 * time.Second
)

// Steadily carries out a request that chooses by the Index and reads contents by id. If another program changes the
// content meanwhile, so that not all of it is of the Index's version, it is carried out again on the next Index; so it
// is if the Index was behind the database when the request came. What the last time gives counts.
func (l *Live) Steadily(ctx context.Context, request func(context.Context)) {
	for try := 1; ; try++ {
		index := l.Now().Digest
		seen := &readings{digests: map[string]bool{}}
		request(context.WithValue(ctx, readingsKey{}, seen))
		ok, known := seen.only(index)
		if ok && (known || l.UpToDate(ctx, index)) || try == steadyTries {
			return
		}
		l.await(ctx, index)
		if ctx.Err() != nil {
			return
		}
	}
}

// await makes Watch look at once, and waits until the Index is another one.
func (l *Live) await(ctx context.Context, old string) {
	select {
	case l.look <- struct{}{}:
	default: // somebody else has asked for it
	}
	select {
	case <-ctx.Done():
	case <-time.After(catchUpTime):
	case <-l.Replaced(old):
	}
}
