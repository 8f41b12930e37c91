package handlers

import (
	"net/http"
	"net/url"
)

func newServer(config Config) *server {
	s := &server{Config: config}
	if u, err := url.Parse(config.BaseURL); err == nil {
		s.host = u.Host
	}
	if config.InFlight > 0 {
		s.slots = make(chan struct{}, config.InFlight)
	}
	return s
}

// handle makes a handler of a function that returns its error: the one funnel.
func (s *server) handle(f func(http.ResponseWriter, *http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := f(w, r); err != nil {
			s.respond(w, r, err)
		}
	}
}
