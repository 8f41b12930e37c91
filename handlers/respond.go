package handlers

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"meshportal/meshcore/protocol"
	"meshportal/web"
)

// respond is the one table outward (architecture.md §5): every refusal becomes
// a response here. The cause of a failure goes to the log alone.
func (s *server) respond(w http.ResponseWriter, r *http.Request, err error) {
	refusal := s.refusal(r, err)
	if refusal.RetryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int((refusal.RetryAfter+time.Second-1)/time.Second)))
	}
	status := protocol.HTTPStatus(int(refusal.Code))
	if door(r) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		w.Write(protocol.EncodeError(refusal))
		return
	}
	switch {
	case strings.HasPrefix(r.URL.Path, "/session") && r.Header.Get("Content-Type") == "application/json": // the key agent
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		body, _ := json.Marshal(map[string]any{"code": status, "message": refusal.Message})
		w.Write(body)
	case strings.Contains(r.Header.Get("Accept"), "text/html") && s.showError(w, r, status, refusal) == nil:
	default:
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.WriteHeader(status)
		w.Write([]byte(refusal.Message + "\n"))
	}
}

// showError is the page of a refusal. After a failure it asks the registrar for
// nothing, since that may be what failed.
func (s *server) showError(w http.ResponseWriter, r *http.Request, status int, refusal *protocol.Error) error {
	heading, next := web.Refusal(status)
	p := web.ErrorPage{Heading: heading, Message: sentence(refusal.Message), Next: next}
	if status >= http.StatusInternalServerError {
		p.Page, p.Request = s.unasked(r, heading, ""), requestID(r)
	} else {
		p.Page = s.anyhow(r, heading, "")
	}
	return s.render(w, r, status, web.Error(p))
}

// sentence begins a refusal's text with a capital letter and ends it.
func sentence(text string) string {
	if text == "" {
		return text
	}
	return strings.TrimSuffix(strings.ToUpper(text[:1])+text[1:], ".") + "."
}

// refusal finds the protocol error in err; anything else is a bug.
func (s *server) refusal(r *http.Request, err error) *protocol.Error {
	var refusal *protocol.Error
	if !errors.As(err, &refusal) {
		refusal = &protocol.Error{Code: protocol.Internal, Err: err}
	}
	if refusal.Code < http.StatusInternalServerError || refusal.Code == protocol.Unimplemented {
		return refusal
	}
	s.Log.Error("request failed", "id", requestID(r), "code", int(refusal.Code), "cause", refusal.Err)
	if refusal.Code == protocol.Internal {
		public := *refusal
		public.Message = "Something went wrong; nothing was changed. Request " + requestID(r)
		return &public
	}
	return refusal
}

// door reports whether the request is for the protocol's one address.
func door(r *http.Request) bool {
	return strings.TrimSuffix(r.URL.Path, "/")+"/" == protocol.Path
}
