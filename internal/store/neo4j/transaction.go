package neo4j

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/securebase/securebase/internal/store"
)

// fetchSize is the number of rows that the server sends at a time.
const fetchSize = 2000

// errClosed says that the store was closed; fail turns it into an answer.
var errClosed = errors.New("the store is closed")

// runner is what the driver's sorts of transactions have in common.
type runner interface {
	Run(ctx context.Context, cypher string, params map[string]any) (neo4j.ResultWithContext, error)
}

// transaction runs named statements.
type transaction struct {
	runner
	statements map[string]string
}

// query runs a named statement that gives rows.
func (tx transaction) query(ctx context.Context, name string, parameters map[string]any) (*cursor, error) {
	text, ok := tx.statements[name]
	if !ok {
		return nil, fmt.Errorf("run the statement %s: there is none of that name", name)
	}
	ended := store.BeginStatement(ctx, "neo4j", name)
	result, err := tx.Run(ctx, text, parameters)
	if err != nil {
		ended(err)
		return nil, fmt.Errorf("run the statement %s: %w", name, err)
	}
	return &cursor{statement: name, result: result, ended: ended}, nil
}

// run carries out a named statement whose rows, if any, do not matter.
func (tx transaction) run(ctx context.Context, name string, parameters map[string]any) error {
	rows, err := tx.query(ctx, name, parameters)
	if err != nil {
		return err
	}
	_, err = rows.result.Consume(ctx)
	rows.ended(err)
	if err != nil {
		return fmt.Errorf("run the statement %s: %w", name, err)
	}
	return nil
}

func (s *Store) session(ctx context.Context, mode neo4j.AccessMode) neo4j.SessionWithContext {
	return s.driver.NewSession(ctx, neo4j.SessionConfig{
		AccessMode:      mode,
		DatabaseName:    s.database,
		FetchSize:       fetchSize,
		BookmarkManager: s.bookmarks, // everyone reads what this store wrote, whichever server answers
	})
}

func endSession(ctx context.Context, session neo4j.SessionWithContext) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), acquisition)
	defer cancel()
	_ = session.Close(ctx) // its work is done or has failed already
}

// limits give a transaction the operation's name, for those who watch the server, and an end a little before that of
// the context, so that the server gives up first and can say so.
func limits(ctx context.Context, operation string) []func(*neo4j.TransactionConfig) {
	all := []func(*neo4j.TransactionConfig){neo4j.WithTxMetadata(map[string]any{"app": "securebase", "operation": operation})}
	if deadline, ok := ctx.Deadline(); ok {
		left := time.Until(deadline)
		all = append(all, neo4j.WithTxTimeout(max(left-left/10, 10*time.Millisecond).Truncate(time.Millisecond)))
	}
	return all
}

// bounded gives a context an end if it has none.
func (s *Store) bounded(ctx context.Context) (context.Context, context.CancelFunc) {
	if _, ok := ctx.Deadline(); ok {
		return ctx, func() {}
	}
	return context.WithTimeout(ctx, s.patience)
}

// usable tells why no statement can be sent.
func (s *Store) usable(ctx context.Context) error {
	if s.closed.Load() {
		return errClosed
	}
	return ctx.Err()
}

// read carries out work in a reading transaction, again if the connection or the server fails in a passing way.
func (s *Store) read(ctx context.Context, operation string, work func(context.Context, transaction) error) error {
	if err := s.usable(ctx); err != nil {
		return err
	}
	session := s.session(ctx, neo4j.AccessModeRead)
	defer endSession(ctx, session)
	_, err := session.ExecuteRead(ctx, func(tx neo4j.ManagedTransaction) (any, error) {
		err := work(ctx, transaction{tx, s.statements})
		if cut(err) { // in this form the driver knows that it may try again
			err = &neo4j.ConnectivityError{Inner: err}
		}
		return nil, err
	}, limits(ctx, operation)...)
	return err
}

// change carries out work in a writing transaction. A commit is not told to stop, since it could have been made all the
// same.
func (s *Store) change(ctx context.Context, operation string, work func(context.Context, transaction) error) error {
	if err := s.usable(ctx); err != nil {
		return err
	}
	session := s.session(ctx, neo4j.AccessModeWrite)
	defer endSession(ctx, session)
	tx, err := session.BeginTransaction(ctx, limits(ctx, operation)...)
	if err != nil {
		return err
	}
	if err = work(ctx, transaction{tx, s.statements}); err == nil {
		err = ctx.Err()
	}
	lasting, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.patience)
	defer cancel()
	if err != nil {
		_ = tx.Rollback(lasting) // a connection that cannot roll back is dropped, which comes to the same
		return err
	}
	return tx.Commit(lasting)
}

// transactionTime bounds one transaction of a change, so that a connection of which nobody says that it is dead does not
// hold up a change for ever.
const transactionTime = 3 * time.Minute

func (s *Store) changeInTime(ctx context.Context, operation string, work func(context.Context, transaction) error) error {
	short, cancel := context.WithTimeout(ctx, transactionTime)
	defer cancel()
	err := s.change(short, operation, work)
	if err != nil && short.Err() != nil && !errors.Is(err, short.Err()) {
		return fmt.Errorf("%w: %w", short.Err(), err)
	}
	return err
}

// persist carries out a change again if the connection or the server fails in a passing way. The change must come to
// the same when the one before was carried out without an answer.
func (s *Store) persist(ctx context.Context, operation string, work func(context.Context, transaction) error) error {
	begun := time.Now()
	for pause := 50 * time.Millisecond; ; pause *= 2 {
		err := s.changeInTime(ctx, operation, work)
		if err == nil || !passing(err) || ctx.Err() != nil || time.Since(begun) > retries {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(pause):
		}
	}
}
