// Package sqlite keeps the graph in one SQLite file, without a server. It is the embedded default: the whole product
// works on it. Each file X.go runs the statements of X.sql; the tables are in migrations, and the sqlite3 shell can
// query them.
//
// The file is in WAL mode: one connection writes, others read, and neither waits for the other. Commits are synced to
// the disk (synchronous=FULL). The page cache of the operating system would already carry a commit over the death of
// the process, but only a sync carries it over a loss of power, and changes are rare enough to afford one each.
package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"sync/atomic"

	"github.com/securebase/securebase/internal/store"
)

// Store is a graph in a SQLite file. It implements store.Store.
type Store struct {
	statements map[string]string
	reader     *sql.DB
	reads      map[string]*sql.Stmt
	writer     *sql.DB // nil when the file is opened for reading only
	closed     atomic.Bool
}

var _ store.Store = (*Store)(nil)

// Close implements store.Store. The readers go first, so that the writer is the last to close and folds the log back
// into the file.
func (s *Store) Close() error {
	if s.closed.Swap(true) {
		return nil
	}
	if s.reader != nil {
		if err := s.reader.Close(); err != nil {
			return fmt.Errorf("close the readers of the database: %w", err)
		}
	}
	if s.writer != nil {
		if err := s.writer.Close(); err != nil {
			return fmt.Errorf("close the writer of the database: %w", err)
		}
	}
	return nil
}

// query runs a named statement for reading, in the transaction if one is given.
func (s *Store) query(ctx context.Context, tx *sql.Tx, name string, args ...any) (*cursor, error) {
	statement, ok := s.reads[name]
	if !ok {
		return nil, fmt.Errorf("run the statement %s: there is none of that name", name)
	}
	if tx != nil {
		statement = tx.StmtContext(ctx, statement)
	}
	ended := store.BeginStatement(ctx, "sqlite", name)
	rows, err := statement.QueryContext(ctx, args...)
	if err != nil {
		ended(err)
		return nil, err
	}
	return newCursor(name, rows, ended)
}
