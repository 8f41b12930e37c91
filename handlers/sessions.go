package handlers

import (
	"net/http"

	"meshportal/web"
)

// showSessions lists the web sessions of the profile.
func (s *server) showSessions(w http.ResponseWriter, r *http.Request) error {
	v, err := s.view(r)
	if err != nil {
		return err
	}
	return s.show(w, r, web.Sessions(web.SessionsPage{
		Page:     s.pageOf(r, v, "Web sessions", ""),
		Sessions: webSessions(v, v.Sessions, callerFrom(r.Context()).Hash),
	}))
}
