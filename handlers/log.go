package handlers

import (
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"
)

// log serves checkpoint, tiles and entry bundles (C2SP tlog-tiles). A full
// tile never changes.
func (s *server) log(w http.ResponseWriter, r *http.Request) error {
	path := chi.URLParam(r, "*")
	data, err := s.Portal.ReadLog(r.Context(), path)
	if err != nil {
		return err
	}
	h := w.Header()
	switch {
	case path == "checkpoint":
		h.Set("Content-Type", "text/plain; charset=utf-8")
		h.Set("Cache-Control", "no-cache")
	case strings.Contains(path, ".p/"):
		h.Set("Content-Type", "application/octet-stream")
		h.Set("Cache-Control", "public, max-age=3600")
	default:
		h.Set("Content-Type", "application/octet-stream")
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	_, err = w.Write(data)
	return ignoreGone(err)
}
