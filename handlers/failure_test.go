package handlers

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"meshportal/meshcore/portal"
	"meshportal/meshcore/protocol"
)

// failed is a registrar that knows every session and cannot show anything.
type failed struct {
	*registrar
	view func() error
}

func (failed) Session(context.Context, string) (*portal.Session, error) {
	return &portal.Session{Device: "MDEVI-CEOFT-HESES-SION"}, nil
}

func (f failed) View(context.Context, *portal.Session) (*portal.View, error) { return nil, f.view() }

const signOutForm = `action="/session/end"`

// TestFailurePages: a portal that fails says so once, in words, and a person
// who is signed in finds the way to their pages.
func TestFailurePages(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		view   func() error
		status int
		words  []string
	}{
		"a bug":   {func() error { return errors.New("secret detail") }, 500, []string{"Something went wrong", "What you have stored is as it was.", "name the request"}},
		"a panic": {func() error { panic("secret detail") }, 500, []string{"Something went wrong", "name the request"}},
		"no room": {func() error { return &protocol.Error{Code: protocol.Unavailable, Message: "the disk is full"} }, 503, []string{"The portal cannot do this now", "The disk is full.", "nothing is lost"}},
	} {
		h := house(new(registrar), func(config *Config) { config.Portal = failed{new(registrar), c.view} })
		r := get("/home")
		r.Header.Set("Accept", "text/html")
		r.AddCookie(&http.Cookie{Name: cookieName, Value: "id"})
		w := answer(h, r)
		wantHeaders(t, name, w.Header())
		for _, word := range append(c.words, signOutForm, `<a class="button is-primary" href="/home">`) {
			wantStatus(t, w, c.status, word)
		}
		if strings.Contains(w.Body.String(), "secret detail") {
			t.Errorf("%s: the cause is told", name)
		}
	}
}

// TestErrorPagesKnowWhoAsks: what is not there is said to a person among their
// own pages, and to a stranger at the front door.
func TestErrorPagesKnowWhoAsks(t *testing.T) {
	t.Parallel()
	p := newPeople(t)
	a, stranger := p.alice(), p.browser()
	for path, status := range map[string]int{"/nowhere": 404, "/alarm/nothing": 404, "/help/nothing": 404, "/alarm/fork": 200} {
		a.shows(path, status, string(alice), signOutForm)
		if strings.Contains(stranger.shows(path, status), signOutForm) {
			t.Errorf("%s shows a stranger the pages of a session", path)
		}
	}
}
