package handlers

import (
	"bytes"
	"context"
	"net/http"

	"github.com/a-h/templ"

	"meshportal/meshcore/portal"
	"meshportal/meshcore/udf"
	"meshportal/static"
	"meshportal/web"
)

// Pages is what the door needs of the registrar to show pages.
type Pages interface {
	View(ctx context.Context, by *portal.Session) (*portal.View, error)
	Activity(ctx context.Context, by *portal.Session, limit int) ([]portal.Activity, error)
	Documents(ctx context.Context, by *portal.Session) ([]portal.Document, error)
	Document(ctx context.Context, by *portal.Session, id udf.Fingerprint) (portal.Document, error)
	Held(ctx context.Context, by *portal.Session, device udf.Fingerprint) (bool, error)
	Watch(profile udf.Fingerprint, session [32]byte) (changes <-chan struct{}, stop func(), ok bool)
}

// page is what a page has for a stranger; see [server.pageOf] for others.
func (s *server) page(r *http.Request, title, script string) web.Page {
	return web.Page{
		Title: title, Path: r.URL.Path, Script: script,
		Portal: s.Name, Version: s.Version, Built: static.Built(),
	}
}

// pageOf is what a page has within a session.
func (s *server) pageOf(r *http.Request, v *portal.View, title, script string) web.Page {
	p := s.page(r, title, script)
	p.Account, p.Device = string(v.Account.Name), string(v.Device)
	p.Name, p.Pending = v.Personal.DeviceName(v.Device), len(v.Pending)
	return p
}

// view reads what the session's device may see.
func (s *server) view(r *http.Request) (*portal.View, error) {
	return s.Portal.View(r.Context(), callerFrom(r.Context()))
}

// visitor is the page of whoever asks: of the session, if there is one.
func (s *server) visitor(r *http.Request, title, script string) (web.Page, error) {
	if callerFrom(r.Context()) == nil {
		return s.page(r, title, script), nil
	}
	v, err := s.view(r)
	if err != nil {
		return web.Page{}, err
	}
	return s.pageOf(r, v, title, script), nil
}

// pagePolicy is what a page may do: run and load what this portal serves, and
// no text ever becomes a script (experience.md §4).
const pagePolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; worker-src 'self'; " +
	"form-action 'self'; frame-ancestors 'none'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types mesh"

// render writes a page once it is whole.
func (s *server) render(w http.ResponseWriter, r *http.Request, status int, page templ.Component) error {
	var b bytes.Buffer
	if err := page.Render(r.Context(), &b); err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", pagePolicy)
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, err := w.Write(b.Bytes())
	return ignoreGone(err)
}

// show is render for a page that is there.
func (s *server) show(w http.ResponseWriter, r *http.Request, page templ.Component) error {
	return s.render(w, r, http.StatusOK, page)
}
