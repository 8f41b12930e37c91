package handlers

import (
	"net/http"

	"meshportal/meshcore/protocol"
)

// live says that the process answers.
func (s *server) live(w http.ResponseWriter, r *http.Request) error { return plain(w, "ok\n") }

// ready says whether writes are taken.
func (s *server) ready(w http.ResponseWriter, r *http.Request) error {
	if err := s.Portal.Ready(r.Context()); err != nil {
		return &protocol.Error{Code: protocol.Unavailable, Message: "not ready", Err: err, RetryAfter: retryBusy}
	}
	return plain(w, "ready\n")
}

// version tells the build.
func (s *server) version(w http.ResponseWriter, r *http.Request) error {
	return plain(w, s.Version+"\n")
}

// missing answers for an address that does not exist.
func (s *server) missing(w http.ResponseWriter, r *http.Request) error {
	return protocol.Refuse(protocol.NotFound, "There is nothing at this address.")
}

// wrongMethod answers for an address that exists for other methods.
func (s *server) wrongMethod(w http.ResponseWriter, r *http.Request) error {
	if door(r) {
		w.Header().Set("Allow", http.MethodPost)
	}
	return protocol.Refuse(http.StatusMethodNotAllowed, "This address does not take %s.", r.Method)
}

func plain(w http.ResponseWriter, text string) error {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_, err := w.Write([]byte(text))
	return ignoreGone(err)
}
