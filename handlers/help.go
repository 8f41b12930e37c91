package handlers

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"meshportal/meshcore/protocol"
	"meshportal/static"
	"meshportal/web"
)

// showHelp says in plain words what is what.
func (s *server) showHelp(w http.ResponseWriter, r *http.Request) error {
	p, err := s.helpPage(r, "Help")
	if err != nil {
		return err
	}
	page, ok := web.Help(chi.URLParam(r, "topic"), p)
	if !ok {
		return protocol.Refuse(protocol.NotFound, "There is no help of that name.")
	}
	return s.show(w, r, page)
}

// showRecover says how a profile is taken back.
func (s *server) showRecover(w http.ResponseWriter, r *http.Request) error {
	p, err := s.helpPage(r, "Recover a profile")
	if err != nil {
		return err
	}
	return s.show(w, r, web.Recover(p))
}

func (s *server) helpPage(r *http.Request, title string) (web.HelpPage, error) {
	page, err := s.visitor(r, title, "")
	if err != nil {
		return web.HelpPage{}, err
	}
	p := web.HelpPage{Page: page, Bundle: static.Bundle, BaseURL: s.BaseURL, LogOrigin: s.LogOrigin, LogKey: s.LogKey}
	for _, h := range static.Hashes() {
		p.Hashes = append(p.Hashes, web.Fact{Name: h.Name, Value: h.SHA256})
	}
	return p, nil
}

// showAlarm is the page of one of the six errors of protocol.md II.6.
func (s *server) showAlarm(w http.ResponseWriter, r *http.Request) error {
	p, ok := web.AlarmWords(chi.URLParam(r, "kind"))
	if !ok {
		return protocol.Refuse(protocol.NotFound, "There is no alarm of that name.")
	}
	p.Page = s.anyhow(r, "The alarm “"+p.Name+"”", "alarm")
	return s.show(w, r, web.Alarm(p))
}
