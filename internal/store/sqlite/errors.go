package sqlite

import (
	"context"
	"errors"
	"fmt"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"github.com/securebase/securebase/internal/store"
)

// fail turns what went wrong while something was attempted into an error of the contract. The driver's words go into
// the cause only.
func (s *Store) fail(attempt string, err error) error {
	var known *store.Error
	if errors.As(err, &known) {
		return known
	}
	cause := fmt.Errorf("%s: %w", attempt, err)
	answer := func(code store.Code, message string) error {
		return &store.Error{Code: code, Message: message, Cause: cause}
	}
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return answer(store.Timeout, "The database did not answer in time.")
	case errors.Is(err, context.Canceled):
		return answer(store.Timeout, "The request was given up before the database answered.")
	case s.closed.Load():
		return answer(store.Unavailable, "The database is closed.")
	}
	switch resultOf(err) {
	case lib.SQLITE_BUSY, lib.SQLITE_LOCKED:
		return answer(store.Unavailable, "The database is busy with another change; try again in a moment.")
	case lib.SQLITE_FULL:
		return answer(store.Unavailable, "There is no room left for the database; nothing was changed.")
	case lib.SQLITE_READONLY:
		return answer(store.Forbidden, "The database can only be read.")
	case lib.SQLITE_IOERR, lib.SQLITE_CANTOPEN:
		return answer(store.Unavailable, "The database file cannot be read or written.")
	case lib.SQLITE_CORRUPT, lib.SQLITE_NOTADB:
		return answer(store.Internal, "The database file is damaged; restore a copy of it or import the data into a new one.")
	}
	return cause
}

// resultOf gives the primary result code of a driver error, or 0.
func resultOf(err error) int {
	var e *sqlite.Error
	if errors.As(err, &e) {
		return e.Code() & 0xff
	}
	return 0
}

// violatesReference tells whether a commit failed because a reference leads nowhere.
func violatesReference(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && e.Code() == lib.SQLITE_CONSTRAINT_FOREIGNKEY
}
