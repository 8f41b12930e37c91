package handlers

import (
	"errors"
	"fmt"
	"net"
	"syscall"
)

// panicked is a panic on its way to the log.
type panicked struct{ value any }

func (p panicked) Error() string { return fmt.Sprintf("panic: %v", p.value) }

// ignoreGone drops the error of a peer that has gone away.
func ignoreGone(err error) error {
	if errors.Is(err, syscall.EPIPE) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}
