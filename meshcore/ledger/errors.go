package ledger

import (
	"errors"
	"fmt"
)

// ErrInconsistent says that two statements about the log cannot both be true:
// it was not only appended to, or a leaf is not where it is said to be.
var ErrInconsistent = errors.New("ledger: the log is inconsistent")

// ErrMalformed says that a text or a file does not have its form. It proves
// nothing about the log: whoever carried it may have damaged it.
var ErrMalformed = errors.New("ledger: malformed")

func malformed(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrMalformed, fmt.Sprintf(format, args...))
}

func inconsistent(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrInconsistent, fmt.Sprintf(format, args...))
}
