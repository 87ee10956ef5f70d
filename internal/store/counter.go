package store

import (
	"context"
	"slices"
	"sync"
)

// A StatementWatcher is told that the named statement is sent to a database of a sort, such as "sqlite". What it gives is
// called once, when the last row was taken or the statement failed.
type StatementWatcher func(ctx context.Context, database, statement string) (ended func(error))

type watcherKey struct{}

// WithStatementWatcher gives a context whose statements are told to a watcher.
func WithStatementWatcher(ctx context.Context, told StatementWatcher) context.Context {
	return context.WithValue(ctx, watcherKey{}, told)
}

// BeginStatement notes that the named statement is sent to a database, for the counter and the watcher of the context.
// Backends call it once for each statement, and what it gives once at its end.
func BeginStatement(ctx context.Context, database, name string) (ended func(error)) {
	if counter, ok := ctx.Value(counterKey{}).(*Counter); ok {
		counter.note(name)
	}
	if told, ok := ctx.Value(watcherKey{}).(StatementWatcher); ok {
		return told(ctx, database, name)
	}
	return func(error) {}
}

// Counter lists the statements that a database ran for one context, so that a test can say how many a request costs.
type Counter struct {
	mu    sync.Mutex
	names []string
}

type counterKey struct{}

// WithCounter gives a context in which every statement is counted, and the counter.
func WithCounter(ctx context.Context) (context.Context, *Counter) {
	counter := new(Counter)
	return context.WithValue(ctx, counterKey{}, counter), counter
}

func (c *Counter) note(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.names = append(c.names, name)
}

// Names gives the names of the statements run so far, in order.
func (c *Counter) Names() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.names)
}

// Count is the number of statements run so far.
func (c *Counter) Count() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.names)
}
