package store

import (
	"errors"
	"fmt"
)

// Code says what sort of thing went wrong, for clients and exit statuses.
type Code string

// The codes. Everything without one is internal.
const (
	NotFound        Code = "not_found"
	Invalid         Code = "invalid"
	Conflict        Code = "conflict"
	LimitExceeded   Code = "limit_exceeded"
	Unauthenticated Code = "unauthenticated"
	Forbidden       Code = "forbidden"
	Unavailable     Code = "unavailable"
	Timeout         Code = "timeout"
	Internal        Code = "internal"
)

// Error is an error whose message is safe to show to anyone: it names no query, path or driver. The cause, if any,
// is for the log.
type Error struct {
	Code    Code
	Message string
	Cause   error
}

func (e *Error) Error() string { return e.Message }

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Cause }

// Errorf makes an Error without a cause.
func Errorf(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// CodeOf gives the code of the nearest Error in err's chain, Internal for any other error and "" for nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return Internal
}
