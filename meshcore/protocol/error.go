package protocol

import (
	"fmt"
	"time"
)

// Code says what kind of answer an error is. Its value is the Status on the
// wire and the HTTP status (protocol.md II.2; architecture.md §5).
type Code int

// The codes, in the order in which checks are made.
const (
	Unsupported     Code = 415 // media type, Content-Encoding
	TooLarge        Code = 413
	Invalid         Code = 400 // malformed, bad signature, wrong fingerprint
	Unauthenticated Code = 401 // no caller, or a bad one
	NotFound        Code = 404 // unknown, or not allowed to know
	Unauthorized    Code = 403 // authority said no
	Conflict        Code = 409 // order, recipients, name taken
	Gone            Code = 410 // a lapsed request
	TooMany         Code = 429 // quota, rate; RetryAfter is set
	Misdirected     Code = 421 // another Host than the portal's
	Unimplemented   Code = 501 // Transfer
	Unavailable     Code = 503 // disk, I/O, overload, frozen log; RetryAfter is set
	Internal        Code = 500 // a bug; the cause is in the log alone
)

// Error is a refusal on its way to whoever asked: portals make it, clients
// read it. Message is for people: what was wrong, and that nothing was changed.
type Error struct {
	Code       Code
	Message    string
	RetryAfter time.Duration // whole seconds; 0 if trying again is no use
	Response   string        // response type name, "MeshResponse" when unknown
	Err        error         // the cause of an Internal or Unavailable, for the log
}

func (e *Error) Error() string { return e.Message }
func (e *Error) Unwrap() error { return e.Err }

// Refuse returns an error with a code and a message.
func Refuse(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}
