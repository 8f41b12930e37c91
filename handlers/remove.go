package handlers

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"meshportal/meshcore/protocol"
	"meshportal/meshcore/udf"
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
		p.Last = d.Administrator && len(v.Personal.Administration().SignID) == 1
		return s.show(w, r, web.Remove(p))
	}
	held, err := s.Portal.Held(r.Context(), callerFrom(r.Context()), udf.Fingerprint(id))
	if err != nil {
		return err
	}
	if !held {
		return protocol.Refuse(protocol.NotFound, "This profile has no such device, and never had.")
	}
	return s.show(w, r, web.Remove(p))
}
