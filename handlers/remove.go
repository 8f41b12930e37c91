package handlers

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"meshportal/web"
)

// showRemove shows what removing a device means; for one that has left, the
// work that is left.
func (s *server) showRemove(w http.ResponseWriter, r *http.Request) error {
	v, err := s.view(r)
	if err != nil {
		return err
	}
	id := chi.URLParam(r, "device")
	p := web.RemovePage{Page: s.pageOf(r, v, "Remove a device", "remove"), Administrator: v.Administrator, Device: web.Device{ID: id}}
	if d, ok := find(v, id); ok {
		p.Known, p.Device, p.This, p.Sessions = true, device(v, d), d.Device.Identifier == v.Device, d.Sessions
	}
	for _, other := range v.Personal.Administration().SignID {
		if string(other) != id {
			p.Administrators = append(p.Administrators, nameOf(v, string(other)))
		}
	}
	return s.show(w, r, web.Remove(p))
}
