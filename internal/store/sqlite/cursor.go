package sqlite

import (
	"cmp"
	"database/sql"
	"fmt"
	"github.com/go-json-experiment/json"
	"strings"
)

// cursor reads the rows of a statement by column name with checked conversion. The first value of a wrong type makes
// every further reading give zero values and is what finish returns, so that a row is read without a check a column.
type cursor struct {
	statement string
	rows      *sql.Rows
	columns   map[string]int
	values    []any
	targets   []any
	ended     func(error) // told of the end
	err       error
}

func newCursor(statement string, rows *sql.Rows, ended func(error)) (*cursor, error) {
	names, err := rows.Columns()
	if err != nil {
		ended(err)
		return nil, fmt.Errorf("read the columns of %s: %w", statement, err)
	}
	c := &cursor{
		statement: statement,
		rows:      rows,
		columns:   make(map[string]int, len(names)),
		values:    make([]any, len(names)),
		targets:   make([]any, len(names)),
		ended:     ended,
	}
	for i, name := range names {
		c.columns[name] = i
		c.targets[i] = &c.values[i]
	}
	return c, nil
}

// next moves to the next row; it is false at the end and after an error.
func (c *cursor) next() bool {
	if c.err != nil {
		return false
	}
	if !c.rows.Next() {
		c.err = c.rows.Err()
		return false
	}
	if err := c.rows.Scan(c.targets...); err != nil {
		c.err = fmt.Errorf("read a row of %s: %w", c.statement, err)
		return false
	}
	return true
}

// finish ends the reading and gives its first error.
func (c *cursor) finish() (err error) {
	defer func() { c.ended(err) }()
	return cmp.Or(c.err, c.rows.Close())
}

// text reads a column that always holds text.
func (c *cursor) text(column string) string {
	value, ok := c.value(column).(string)
	if !ok {
		c.wrong(column, "text")
	}
	return value
}

// optional reads a column that holds text or nothing, which is "".
func (c *cursor) optional(column string) string {
	switch value := c.value(column).(type) {
	case nil:
		return ""
	case string:
		return value
	}
	c.wrong(column, "text or nothing")
	return ""
}

// integer reads a column that always holds an integer.
func (c *cursor) integer(column string) int64 {
	value, ok := c.value(column).(int64)
	if !ok {
		c.wrong(column, "an integer")
	}
	return value
}

// number reads a column that holds an integer or nothing, which is nil.
func (c *cursor) number(column string) *int {
	switch value := c.value(column).(type) {
	case nil:
		return nil
	case int64:
		n := int(value)
		return &n
	}
	c.wrong(column, "an integer or nothing")
	return nil
}

// bytes reads a column that always holds bytes.
func (c *cursor) bytes(column string) []byte {
	value, ok := c.value(column).([]byte)
	if !ok {
		c.wrong(column, "bytes")
	}
	return value
}

// list reads a column that holds a JSON list of texts or nothing. Most lists are as encode writes them and need no
// escapes; those are taken apart where they stand, since there is one in nearly every record.
func (c *cursor) list(column string) []string {
	raw := c.optional(column)
	if inner, ok := strings.CutPrefix(raw, `["`); ok && !strings.Contains(raw, `\`) {
		if inner, ok = strings.CutSuffix(inner, `"]`); ok && strings.Count(inner, `"`) == 2*strings.Count(inner, `","`) {
			return strings.Split(inner, `","`)
		}
	}
	var all []string
	c.decode(column, &all)
	return all
}

// decode reads a column that holds JSON or nothing, which leaves the target as it is.
func (c *cursor) decode(column string, target any) {
	raw := c.optional(column)
	if raw == "" || raw == "[]" || c.err != nil {
		return
	}
	if err := json.Unmarshal([]byte(raw), target); err != nil {
		c.err = fmt.Errorf("read the JSON in column %s of %s: %w", column, c.statement, err)
	}
}

func (c *cursor) value(column string) any {
	i, ok := c.columns[column]
	if !ok {
		if c.err == nil {
			c.err = fmt.Errorf("read column %s of %s: there is none of that name", column, c.statement)
		}
		return nil
	}
	return c.values[i]
}

func (c *cursor) wrong(column, want string) {
	if c.err == nil {
		c.err = fmt.Errorf("read column %s of %s: %s is wanted, found %T", column, c.statement, want, c.values[c.columns[column]])
	}
}
