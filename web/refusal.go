package web

import "net/http"

// refusal is the heading of an error page, and what to do next.
type refusal struct{ heading, next string }

// refusals are the words for each status of architecture.md §5.
var refusals = map[int]refusal{
	http.StatusBadRequest:            {"That was not understood", "Nothing was changed. Go back, look at what you entered, and try again."},
	http.StatusUnauthorized:          {"You are not signed in", "Nothing was changed. Open the page again: a browser that is a device signs in by itself."},
	http.StatusForbidden:             {"This is not allowed here", "Nothing was changed. Use a device that administers the profile, or open the portal at its own address."},
	http.StatusNotFound:              {"There is nothing here", "Nothing is lost. Check the address, or go on from the page below."},
	http.StatusMethodNotAllowed:      {"This address does not do that", "Nothing was changed. Go on from the page below."},
	http.StatusConflict:              {"Somebody was faster", "Nothing was changed. Reload the page: it shows how things are now."},
	http.StatusGone:                  {"This has ended", "Nothing was changed. Begin again."},
	http.StatusRequestEntityTooLarge: {"That is too large", "Nothing was changed. Send less at a time."},
	http.StatusUnsupportedMediaType:  {"That was not understood", "Nothing was changed. Go back and try again with a browser that is up to date."},
	http.StatusMisdirectedRequest:    {"This portal has another address", "Nothing was changed. Open it at the address that its operator gave you."},
	http.StatusTooManyRequests:       {"Too much at once", "Nothing was changed. Wait a minute, then try again."},
	http.StatusInternalServerError:   {"Something went wrong", "What you have stored is as it was. Try again; if it stays, tell the operator of this portal."},
	http.StatusNotImplemented:        {"This portal does not do that", "Nothing was changed. Go on from the page below."},
	http.StatusServiceUnavailable:    {"The portal cannot do this now", "Nothing was changed, and nothing is lost. Try again in a minute."},
}

// Refusal returns the heading of the error page of an HTTP status, and what to
// do next.
func Refusal(status int) (heading, next string) {
	r, ok := refusals[status]
	if !ok {
		r = refusals[http.StatusInternalServerError]
	}
	return r.heading, r.next
}
