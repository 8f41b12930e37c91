package handlers

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"meshportal/web"
)

// showPending is where a device is let in.
func (s *server) showPending(w http.ResponseWriter, r *http.Request) error {
	v, err := s.view(r)
	if err != nil {
		return err
	}
	p := web.PendingPage{Page: s.pageOf(r, v, "A device asks to join", "pending"), Administrator: v.Administrator, Foreign: foreign(r)}
	for i := range v.Pending {
		if string(v.Pending[i].Device.Identifier) == chi.URLParam(r, "device") {
			p.Found, p.Request = true, request(&v.Pending[i])
		}
	}
	return s.show(w, r, web.Pending(p))
}

// foreign reports whether another web site may have led here. Its links carry
// codes that anybody can compute, so a page takes none from them; a browser
// that does not tell where it comes from is not believed either.
func foreign(r *http.Request) bool {
	site := r.Header.Get("Sec-Fetch-Site")
	return site != "none" && site != "same-origin"
}
