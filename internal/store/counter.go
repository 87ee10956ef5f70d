package store

import (
	"context"
	"slices"
	"sync"
)

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

// CountStatement notes that the named statement is run. Backends call it once for each statement sent to the
// database; without a counter in the context it does nothing.
func CountStatement(ctx context.Context, name string) {
	counter, ok := ctx.Value(counterKey{}).(*Counter)
	if !ok {
		return
	}
	counter.mu.Lock()
	defer counter.mu.Unlock()
	counter.names = append(counter.names, name)
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
