package handlers

import (
	"net/http"
	"net/url"
	"time"
)

func newServer(config Config) *server {
	s := &server{Config: config}
	if u, err := url.Parse(config.BaseURL); err == nil {
		s.host = u.Host
	}
	if s.Name == "" {
		s.Name = s.host
	}
	if s.SessionLife == 0 {
		s.SessionLife = 7 * 24 * time.Hour
	}
	if config.InFlight > 0 {
		s.slots = make(chan struct{}, config.InFlight)
	}
	s.cookies = &cookies{portal: config.Portal, life: s.SessionLife}
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
