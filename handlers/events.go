package handlers

import (
	"errors"
	"net/http"
	"time"
)

// heartbeat is how often a stream says that it is alive, and finds out that
// its session has ended.
const heartbeat = 20 * time.Second

// events tells a page that something of its profile has changed, and nothing
// else: the page then asks for itself again. Where there is no room for a
// stream, 204 tells the browser not to try again by itself; the page then looks
// now and then.
func (s *server) events(w http.ResponseWriter, r *http.Request) error {
	by := callerFrom(r.Context())
	changes, stop, ok := s.Portal.Watch(by.Profile, by.Hash)
	defer stop()
	if !ok {
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	stream := http.NewResponseController(w)
	if err := stream.SetWriteDeadline(time.Time{}); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no")
	return ignoreGone(s.tell(r, w, stream, changes))
}

func (s *server) tell(r *http.Request, w http.ResponseWriter, stream *http.ResponseController, changes <-chan struct{}) error {
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for line := ":\n\n"; ; {
		if _, err := w.Write([]byte(line)); err != nil {
			return nil // it has gone
		}
		if err := stream.Flush(); err != nil {
			return nil
		}
		if _, err := s.view(r); err != nil {
			return nil // the device was removed, or the session has ended
		}
		select {
		case <-r.Context().Done():
			return nil
		case <-s.Stopping:
			return nil
		case _, open := <-changes:
			if !open {
				return nil
			}
			line = "event: change\ndata: \n\n"
		case <-beat.C:
			line = ":\n\n"
		}
	}
}
