package handlers

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"syscall"

	"meshportal/web"
)

// panicked is a panic on its way to the log.
type panicked struct{ value any }

func (p panicked) Error() string { return fmt.Sprintf("panic: %v", p.value) }

// unasked is the page of whoever asks, as far as it is known without the
// registrar: within a session there is the way to its pages.
func (s *server) unasked(r *http.Request, title, script string) web.Page {
	p := s.page(r, title, script)
	if by := callerFrom(r.Context()); by != nil {
		p.Device = string(by.Device)
	}
	return p
}

// anyhow is the page of whoever asks, whether the registrar answers or not.
func (s *server) anyhow(r *http.Request, title, script string) web.Page {
	p, err := s.visitor(r, title, script)
	if err != nil {
		return s.unasked(r, title, script)
	}
	return p
}

// ignoreGone drops the error of a peer that has gone away.
func ignoreGone(err error) error {
	if errors.Is(err, syscall.EPIPE) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}
