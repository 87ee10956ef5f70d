package store

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/securebase/securebase/internal/evidence"
)

// Live couples a Store with the Index of its content. The index is replaced as a whole when the content changes;
// whoever holds the old one finishes on it. It is safe for concurrent use.
type Live struct {
	Store
	current atomic.Pointer[state]
	load    sync.Mutex
	look    chan struct{} // makes Watch look before its time

	builds   atomic.Int64
	failures atomic.Int64
	failing  atomic.Bool // whether Watch got no answer the last time
}

type state struct {
	index    *evidence.Index
	version  Version
	took     time.Duration
	replaced chan struct{} // closed when another is in its place
}

// Work is what keeping the Index up to date has cost.
type Work struct {
	Builds    int64         // Indexes built
	LastBuild time.Duration // how long the current one took, reading the content included
	Failures  int64         // looks of Watch at the database that failed
}

// NewLive reads the content of a Store into an Index.
func NewLive(ctx context.Context, s Store) (*Live, error) {
	l := &Live{Store: s, look: make(chan struct{}, 1)}
	return l, l.Refresh(ctx)
}

// Index gives the current Index.
func (l *Live) Index() *evidence.Index { return l.current.Load().index }

// Now gives the version that the current Index was built of.
func (l *Live) Now() Version { return l.current.Load().version }

// Current gives the Index and the version that it was built of.
func (l *Live) Current() (*evidence.Index, Version) {
	s := l.current.Load()
	return s.index, s.version
}

// Replaced gives a channel that is closed once the Index is of another version than the one with the digest. Whoever
// takes the Index, waits and takes it again misses no change, and sees only the last one of several.
func (l *Live) Replaced(digest string) <-chan struct{} {
	s := l.current.Load()
	if s.version.Digest == digest {
		return s.replaced
	}
	already := make(chan struct{})
	close(already)
	return already
}

// Work tells what keeping the Index up to date has cost so far.
func (l *Live) Work() Work {
	return Work{Builds: l.builds.Load(), LastBuild: l.current.Load().took, Failures: l.failures.Load()}
}

// Refresh rebuilds the Index if the database has moved on.
func (l *Live) Refresh(ctx context.Context) error {
	l.load.Lock()
	defer l.load.Unlock()
	was := l.current.Load()
	if was != nil {
		v, err := l.Version(ctx)
		if err != nil {
			return err
		}
		if v.Digest == was.version.Digest {
			return nil
		}
	}
	begun := time.Now()
	b := evidence.NewBuilder()
	v, err := l.Stream(ctx, func(r Record) error { return b.Add(r) })
	if err != nil {
		return fmt.Errorf("read the graph: %w", err)
	}
	ix, err := b.Build(v.Digest)
	if err != nil {
		return fmt.Errorf("index the graph: %w", err)
	}
	l.builds.Add(1)
	l.current.Store(&state{ix, v, time.Since(begun), make(chan struct{})})
	if was != nil {
		close(was.replaced)
	}
	return nil
}

// lookTime is how long a request waits for the database to tell its version.
const lookTime = time.Second

// UpToDate says whether a version is the content that the database holds at this moment. While the database does not
// answer it is taken to be, since readers stay on what they have.
func (l *Live) UpToDate(ctx context.Context, digest string) bool {
	if l.failing.Load() {
		return true
	}
	ctx, cancel := context.WithTimeout(ctx, lookTime)
	defer cancel()
	v, err := l.Version(ctx)
	return err != nil || v.Digest == digest
}

// CatchUp makes Watch look at once, and waits until the Index is another one, for two seconds at most.
func (l *Live) CatchUp(ctx context.Context) { l.await(ctx, l.Now().Digest) }

// Watch looks every so often whether another program has changed the content, and refreshes the Index, until the context
// ends. While the database does not answer, readers stay on the Index they have; told hears of the first failure and of
// the recovery (nil).
func (l *Live) Watch(ctx context.Context, every time.Duration, told func(error)) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-l.look:
		}
		err := l.Refresh(ctx)
		if ctx.Err() != nil {
			continue
		}
		if err != nil {
			l.failures.Add(1)
		}
		if l.failing.Swap(err != nil) != (err != nil) {
			told(err)
		}
	}
}

// Apply writes a change and brings the Index up to date before it returns, so that a writer reads its own write.
func (l *Live) Apply(ctx context.Context, change ChangeSet) (Version, error) {
	v, err := l.Store.Apply(ctx, change)
	if err != nil {
		return v, err
	}
	return v, l.Refresh(ctx)
}
