package neo4j

import (
	"context"
	"fmt"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
)

// cursor reads the rows of a statement by column name with checked conversion. The first value of a wrong type makes
// every further reading give zero values and is what finish returns, so that a row is read without a check a column.
type cursor struct {
	statement string
	result    neo4j.ResultWithContext
	row       *neo4j.Record
	ended     func(error) // told of the end
	err       error
}

// next moves to the next row; it is false at the end and after an error.
func (c *cursor) next(ctx context.Context) bool {
	return c.err == nil && c.result.NextRecord(ctx, &c.row)
}

// finish ends the reading and gives its first error.
func (c *cursor) finish(ctx context.Context) (err error) {
	defer func() { c.ended(err) }()
	if c.err != nil {
		return c.err // the transaction is undone, and what is left of the result with it
	}
	if _, err := c.result.Consume(ctx); err != nil {
		return fmt.Errorf("read the rows of %s: %w", c.statement, err)
	}
	return nil
}

// value gives a column's value if it is a T, else the zero value; absent is whether null is allowed.
func value[T any](c *cursor, column, want string, absent bool) T {
	var zero T
	if c.err != nil {
		return zero
	}
	held, ok := c.row.Get(column)
	if !ok {
		c.err = fmt.Errorf("read column %s of %s: there is none of that name", column, c.statement)
		return zero
	}
	typed, ok := held.(T)
	if !ok && (held != nil || !absent) {
		c.err = fmt.Errorf("read column %s of %s: %s is wanted, found %T", column, c.statement, want, held)
	}
	return typed
}

// text reads a column that always holds text.
func (c *cursor) text(column string) string { return value[string](c, column, "text", false) }

// optional reads a column that holds text or nothing, which is "".
func (c *cursor) optional(column string) string {
	return value[string](c, column, "text or nothing", true)
}

// integer reads a column that always holds an integer.
func (c *cursor) integer(column string) int64 { return value[int64](c, column, "an integer", false) }

// number reads a column that holds an integer or nothing, which is 0.
func (c *cursor) number(column string) int64 {
	return value[int64](c, column, "an integer or nothing", true)
}

// truth reads a column that is true or false.
func (c *cursor) truth(column string) bool { return value[bool](c, column, "true or false", false) }

// moment reads a column that holds a time or nothing.
func (c *cursor) moment(column string) time.Time {
	at := value[time.Time](c, column, "a time or nothing", true)
	if at.IsZero() {
		return at
	}
	return at.UTC()
}
