package handlers

import (
	"net/http"

	"meshportal/meshcore/protocol"
	"meshportal/static"
)

// static serves style sheets, modules, icons and the browser device.
func (s *server) static(w http.ResponseWriter, r *http.Request) error {
	if !static.Serve(w, r) {
		return protocol.Refuse(protocol.NotFound, "This file is not of the build that runs here; reload the page.")
	}
	return nil
}
