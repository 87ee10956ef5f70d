package neo4j

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/securebase/securebase/internal/store"
)

// fail turns what went wrong while something was attempted into an error of the contract. The driver's words go into
// the cause only.
func (s *Store) fail(ctx context.Context, attempt string, err error) error {
	var known *store.Error
	if errors.As(err, &known) {
		return known
	}
	cause := fmt.Errorf("%s: %w", attempt, err)
	answer := func(code store.Code, message string) error {
		return &store.Error{Code: code, Message: message, Cause: cause}
	}
	// The driver hides the end of a context in errors of its own, so the context itself is asked.
	if ended := ctx.Err(); ended != nil {
		if !errors.Is(err, ended) {
			cause = fmt.Errorf("%s: %w: %w", attempt, ended, err)
		}
		if errors.Is(ended, context.Canceled) {
			return answer(store.Timeout, "The request was given up before the database answered.")
		}
		return answer(store.Timeout, "The database did not answer in time.")
	}
	if errors.Is(err, errClosed) || s.closed.Load() {
		return answer(store.Unavailable, "The database is closed.")
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return answer(store.Timeout, "The database did not answer in time.")
	}
	code, unreachable := classify(err)
	if unreachable {
		return answer(store.Unavailable, "The database cannot be reached; try again in a moment.")
	}
	switch {
	case code == "Neo.ClientError.Security.Forbidden":
		return answer(store.Forbidden, "The database user may not do this.")
	case strings.HasPrefix(code, "Neo.ClientError.Security."):
		return answer(store.Unauthenticated, "The database does not accept this user and password.")
	case code == "Neo.ClientError.Database.DatabaseNotFound":
		return answer(store.NotFound, fmt.Sprintf("The server has no database named %q.", s.database))
	case strings.Contains(code, "TransactionTimedOut"), strings.Contains(code, "LockAcquisitionTimeout"):
		return answer(store.Timeout, "The database did not answer in time.")
	case strings.Contains(code, "OutOfMemory"):
		return answer(store.LimitExceeded, "The database has not enough memory for this at once.")
	case code == "Neo.ClientError.General.ForbiddenOnReadOnlyDatabase":
		return answer(store.Forbidden, "The database can only be read.")
	case strings.HasPrefix(code, "Neo.TransientError."), strings.HasPrefix(code, "Neo.ClientError.Cluster."),
		strings.Contains(code, "DatabaseUnavailable"), code == "Neo.ClientError.Transaction.TransactionTerminated":
		return answer(store.Unavailable, "The database is busy or starting; try again in a moment.")
	}
	return cause
}

// classify gives the server's code for an error, or tells that the server did not get to give one.
func classify(err error) (code string, unreachable bool) {
	var limit *neo4j.TransactionExecutionLimit
	if errors.As(err, &limit) {
		if len(limit.Errors) == 0 {
			return "", true
		}
		err = limit.Errors[len(limit.Errors)-1]
	}
	var answered *neo4j.Neo4jError
	if errors.As(err, &answered) {
		return answered.Code, false
	}
	var expired *neo4j.TokenExpiredError
	if errors.As(err, &expired) {
		return expired.Code, false
	}
	var refused *neo4j.InvalidAuthenticationError
	if errors.As(err, &refused) {
		return "Neo.ClientError.Security.Unauthorized", false
	}
	var lost *neo4j.ConnectivityError
	return "", errors.As(err, &lost) || limit != nil || cut(err)
}

// cut tells whether a connection ended in the middle of something. The driver gives most such errors as they are.
func cut(err error) bool {
	var network *net.OpError
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, &network)
}

// passing tells whether the same may go well at the next try.
func passing(err error) bool { return neo4j.IsRetryable(err) || cut(err) }
