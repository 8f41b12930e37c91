package handlers

import (
	"errors"
	"io"
	"net/http"

	"meshportal/meshcore/protocol"
)

// protocol takes one message through the door.
func (s *server) protocol(w http.ResponseWriter, r *http.Request) error {
	release, err := s.slot()
	if err != nil {
		return err
	}
	defer release()
	call, err := s.call(w, r)
	if err != nil {
		return err
	}
	reply, err := s.Portal.Do(r.Context(), call)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(protocol.HTTPStatus(reply.Status))
	_, err = w.Write(reply.Body)
	return ignoreGone(err)
}

// call reads the message, within the limits of the door.
func (s *server) call(w http.ResponseWriter, r *http.Request) (*protocol.Call, error) {
	if r.Host != s.host {
		return nil, protocol.Refuse(protocol.Misdirected, "this portal is %s; the message was for %q", s.BaseURL, r.Host)
	}
	if err := checkMedia(r.Header); err != nil {
		return nil, err
	}
	signature, err := s.signature(r)
	if err != nil {
		return nil, err
	}
	call := &protocol.Call{Signature: signature, From: s.from(r)}
	call.Body, err = s.body(w, r, signature)
	return call, err
}

// checkMedia requires plain JSON.
func checkMedia(h http.Header) error {
	if h.Get("Content-Encoding") != "" {
		return protocol.Refuse(protocol.Unsupported, "Content-Encoding is not accepted; send the message as it is")
	}
	if !protocol.IsMediaType(h.Get("Content-Type")) {
		return protocol.Refuse(protocol.Unsupported, "Content-Type must be application/json, optionally with charset=utf-8")
	}
	return nil
}

// signature returns the call's signature headers, or nil if there are none. A
// header that is there twice could be read in two ways.
func (s *server) signature(r *http.Request) (*protocol.Signature, error) {
	for _, name := range []string{"Signature-Input", "Signature", "Content-Digest", "Content-Type"} {
		if len(r.Header.Values(name)) > 1 {
			return nil, protocol.Refuse(protocol.Invalid, "the header %s is there more than once", name)
		}
	}
	input, value := r.Header.Get("Signature-Input"), r.Header.Get("Signature")
	if input == "" && value == "" {
		return nil, nil
	}
	return &protocol.Signature{
		Method: r.Method, TargetURI: s.BaseURL + r.URL.EscapedPath(), ContentType: r.Header.Get("Content-Type"),
		Digest: r.Header.Get("Content-Digest"), Input: input, Value: value,
	}, nil
}

// body reads at most what the sender may send: beyond the size of an ordinary
// message, the headers must be signed by a current device first (protocol.md
// II.9).
func (s *server) body(w http.ResponseWriter, r *http.Request, signature *protocol.Signature) ([]byte, error) {
	limit := int64(protocol.MaxMessage)
	if r.ContentLength > limit && r.ContentLength <= protocol.MaxApplication && signature != nil {
		if err := s.Portal.Admit(r.Context(), signature); err != nil {
			return nil, err
		}
		limit = protocol.MaxApplication
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, limit))
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return nil, protocol.Refuse(protocol.TooLarge, "a message has at most %d bytes here; larger profiles and applications are signed by the device that sends them", limit)
	}
	if err != nil {
		return nil, protocol.Refuse(protocol.Invalid, "the message was not read to its end")
	}
	return body, nil
}

// limited lets a page wait for nothing: it takes a place, or is refused.
func (s *server) limited(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		release, err := s.slot()
		if err != nil {
			s.respond(w, r, err)
			return
		}
		defer release()
		next.ServeHTTP(w, r)
	})
}

// slot takes one of the places for messages and pages under way.
func (s *server) slot() (release func(), err error) {
	if s.slots == nil {
		return func() {}, nil
	}
	select {
	case s.slots <- struct{}{}:
		return func() { <-s.slots }, nil
	default:
		return nil, &protocol.Error{Code: protocol.Unavailable, Message: "the portal is busy; nothing was changed: try again", RetryAfter: retryBusy}
	}
}
