package meshcore

import (
	"errors"
	"fmt"
)

// A refusal of a document is one of these three, in the order in which they
// are judged (protocol.md II.2): what is malformed is never asked for its
// authority, what has no authority is never asked for its place.
var (
	// ErrInvalid marks a document that is malformed, or whose signature or
	// fingerprints do not hold (status 400).
	ErrInvalid = errors.New("invalid")
	// ErrAuthority marks a well-formed document whose signer may not say what
	// it says (status 403).
	ErrAuthority = errors.New("not authorised")
	// ErrOrder marks an authorised document that does not follow the current
	// version, or is addressed to other recipients (status 409).
	ErrOrder = errors.New("out of order")
)

// refusal is an error of one of the three kinds with words for people.
type refusal struct {
	kind    error
	message string
}

func (r *refusal) Error() string { return r.message }
func (r *refusal) Unwrap() error { return r.kind }

// Invalid returns an [ErrInvalid] with a message.
func Invalid(format string, args ...any) error {
	return &refusal{ErrInvalid, fmt.Sprintf(format, args...)}
}

// Unauthorised returns an [ErrAuthority] with a message.
func Unauthorised(format string, args ...any) error {
	return &refusal{ErrAuthority, fmt.Sprintf(format, args...)}
}

// OutOfOrder returns an [ErrOrder] with a message.
func OutOfOrder(format string, args ...any) error {
	return &refusal{ErrOrder, fmt.Sprintf(format, args...)}
}
