package keyshare

import (
	"errors"
	"fmt"
)

// The two ways in which well-formed shares fail. The messages of errors that
// wrap them are for people.
var (
	// ErrTooFew marks shares of one kit that are fewer than its quorum.
	ErrTooFew = errors.New("too few shares")
	// ErrNoMatch marks enough shares that do not give the secret of the kit.
	ErrNoMatch = errors.New("shares do not match")
)

// refusal is an error of one of the two kinds with words of its own.
type refusal struct {
	kind    error
	message string
}

func (r *refusal) Error() string { return r.message }
func (r *refusal) Unwrap() error { return r.kind }

func refuse(kind error, format string, args ...any) error {
	return &refusal{kind, fmt.Sprintf(format, args...)}
}
