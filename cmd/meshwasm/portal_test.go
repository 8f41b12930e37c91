//go:build !js

package main_test

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"meshportal/handlers"
	"meshportal/meshcore/client"
	"meshportal/meshcore/ledger"
	"meshportal/meshcore/meshtest"
	"meshportal/meshcore/portal"
	"meshportal/static"
	"meshportal/store"
)

// house is a real portal over a real database, as people reach it, with one
// page more: the browser device and nothing else.
type house struct {
	*testing.T
	url, name string
	portal    *portal.Service
	between   atomic.Pointer[func(http.ResponseWriter, *http.Request) bool] // answers in the portal's place
}

func newHouse(t *testing.T) *house {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	h := &house{T: t, name: "localhost:" + port, url: "http://localhost:" + port}
	h.open()
	server := &http.Server{Handler: h.routes(deviceFolder(t))}
	go server.Serve(listener)
	t.Cleanup(func() { server.Close() })
	return h
}

// open opens database and portal until the test ends.
func (h *house) open() {
	h.Helper()
	db, err := store.Open(h.Context(), filepath.Join(h.TempDir(), "portal.db"))
	h.check(err)
	private, public, err := ledger.GenerateKey(rand.Reader, h.name+"/mesh")
	h.check(err)
	signer, err := note.NewSigner(private)
	h.check(err)
	h.portal, err = portal.New(context.Background(), db, portal.Config{
		BaseURL: h.url, Name: h.name, Origin: h.name + "/mesh", NoteSigner: signer, NoteKey: public,
		Now: time.Now, Rand: rand.Reader, Release: func([]byte) error { return nil },
		Limits: portal.DefaultLimits(), Signup: portal.SignupOpen, Log: slog.New(slog.DiscardHandler),
	})
	h.check(err)
	h.Cleanup(func() {
		h.portal.Close()
		db.Close()
	})
}

func (h *house) check(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

// policy is that of the portal's pages: what the device does must be allowed.
const policy = "default-src 'none'; script-src 'self'; connect-src 'self'; worker-src 'self'; require-trusted-types-for 'script'; trusted-types mesh"

func (h *house) routes(device string) http.Handler {
	doors := handlers.New(handlers.Config{
		Portal: h.portal, BaseURL: h.url, Name: h.name, Signup: "open", Version: "test",
		LogOrigin: h.portal.Origin, LogKey: h.portal.NoteKey, SessionLife: time.Hour, Log: slog.New(slog.DiscardHandler),
	})
	mux := http.NewServeMux()
	mux.Handle("/test/", http.StripPrefix("/test", http.FileServer(http.Dir(device))))
	mux.HandleFunc("/test/page", func(w http.ResponseWriter, _ *http.Request) { write(w, "text/html", page()) })
	mux.HandleFunc("/test/page.js", func(w http.ResponseWriter, _ *http.Request) { write(w, "text/javascript", script()) })
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if answer := h.between.Load(); answer == nil || !(*answer)(w, r) {
			doors.ServeHTTP(w, r)
		}
	})
	return mux
}

// instead lets answer reply in the portal's place while f runs.
func (h *house) instead(answer func(http.ResponseWriter, *http.Request) bool, f func()) {
	h.between.Store(&answer)
	defer h.between.Store(nil)
	f()
}

func write(w http.ResponseWriter, kind, text string) {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Security-Policy", policy)
	_, _ = w.Write([]byte(text))
}

func page() string {
	return `<!doctype html><title>device</title><link rel="icon" href="data:,"><body data-worker="` + static.URL("js/worker.js") +
		`" data-wasm="/test/mesh.wasm" data-wasm-exec="/test/wasm_exec.js"><script type="module" src="/test/page.js"></script>`
}

// script puts the modules where the test finds them.
func script() string {
	return `import { mesh } from "` + static.URL("js/mesh.js") + `";
import * as agent from "` + static.URL("js/agent.js") + `";
import * as vault from "` + static.URL("js/vault.js") + `";
Object.assign(globalThis, { mesh, agent, vault });`
}

// laptop is a device outside of any browser, at the same portal.
func (h *house) laptop() *client.Client {
	h.Helper()
	c, err := client.New(client.Config{
		Machine: new(meshtest.Machine), Transport: h.portal, BaseURL: h.url, Now: time.Now, Rand: rand.Reader,
	})
	h.check(err)
	return c
}
