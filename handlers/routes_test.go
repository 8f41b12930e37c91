package handlers

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"

	"meshportal/meshcore/protocol"
)

func get(path string) *http.Request { return httptest.NewRequest("GET", base+path, nil) }

// wantHeaders checks what every response carries.
func wantHeaders(t *testing.T, name string, h http.Header) {
	t.Helper()
	policy := "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
	if strings.HasPrefix(h.Get("Content-Type"), "text/html") && h.Get("Location") == "" {
		policy = pagePolicy
	}
	for key, value := range map[string]string{
		"Content-Security-Policy":    policy,
		"Permissions-Policy":         permissions,
		"Cross-Origin-Opener-Policy": "same-origin",
		"X-Content-Type-Options":     "nosniff",
		"Referrer-Policy":            "no-referrer",
	} {
		if got := h.Get(key); got != value {
			t.Errorf("%s: %s is %q", name, key, got)
		}
	}
	if h.Get("Cross-Origin-Resource-Policy") == "" || h.Get("X-Request-Id") == "" {
		t.Errorf("%s: headers are missing: %v", name, h)
	}
	for _, key := range []string{"Server", "X-Powered-By", "Access-Control-Allow-Origin"} {
		if h.Get(key) != "" {
			t.Errorf("%s: %s is told", name, key)
		}
	}
}

// TestEveryRoute walks the table: each route's answer, and each way in which
// it refuses, has the headers; no route takes what another site sends.
func TestEveryRoute(t *testing.T) {
	t.Parallel()
	h := house(&registrar{log: map[string]string{"*": "x"}})
	routes := 0
	err := chi.Walk(h.(chi.Routes), func(method, route string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		routes++
		name := method + " " + route
		wantHeaders(t, name, answer(h, httptest.NewRequest(method, base+route, nil)).Header())
		other := httptest.NewRequest(method, base+route, nil)
		other.Host = "evil.example"
		wantHeaders(t, name+" under another host", answer(h, other).Header())
		for _, method := range []string{"POST", "PUT", "PATCH", "DELETE"} {
			for _, site := range []string{"cross-site", "same-site"} {
				r := httptest.NewRequest(method, base+route, nil)
				r.Header.Set("Sec-Fetch-Site", site)
				w := answer(h, r)
				wantHeaders(t, method+" "+route+" "+site, w.Header())
				if w.Code != http.StatusForbidden {
					t.Errorf("%s %s from %s: %d", method, route, site, w.Code)
				}
			}
		}
		wrong := answer(h, httptest.NewRequest("PROPFIND", base+route, nil))
		wantHeaders(t, "PROPFIND "+route, wrong.Header())
		return nil
	})
	if err != nil || routes < 6 {
		t.Fatalf("%d routes were walked: %v", routes, err)
	}
}

func TestRefusalsHaveTheHeaders(t *testing.T) {
	t.Parallel()
	h := house(&registrar{do: func(*protocol.Call) (*protocol.Reply, error) { panic("on purpose") }})
	for want, r := range map[int]*http.Request{
		404: get("/nothing"), 405: get(protocol.Path), 415: hello("Content-Encoding", "br"), 500: hello(),
		403: hello("Sec-Fetch-Site", "cross-site"), 413: message(strings.NewReader(strings.Repeat("x", 129<<10))),
	} {
		w := answer(h, r)
		if w.Code != want {
			t.Errorf("got %d, want %d", w.Code, want)
		}
		wantHeaders(t, w.Body.String(), w.Header())
	}
}

func TestWrongMethod(t *testing.T) {
	t.Parallel()
	h := house(&registrar{})
	for path, method := range map[string]string{
		protocol.Path: "GET", "/livez": "POST", "/readyz": "POST", "/version": "DELETE", "/log/checkpoint": "POST", "/": "POST",
	} {
		w := answer(h, httptest.NewRequest(method, base+path, nil))
		wantStatus(t, w, 405, "")
		if path == protocol.Path && (w.Header().Get("Allow") != "POST" || !strings.Contains(w.Header().Get("Content-Type"), "json")) {
			t.Errorf("the door does not say what it takes: %v", w.Header())
		}
	}
}

func TestNotFound(t *testing.T) {
	t.Parallel()
	h := house(&registrar{})
	for _, path := range []string{"/nothing", "/.well-known/nothing", "/.well-known/mmm/more", "/log/../version", "/livez/", "//"} {
		if w := answer(h, get(path)); w.Code != 404 {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

// TestPagesMoveToTheBaseURL, path and query included; what machines ask stays.
func TestPagesMoveToTheBaseURL(t *testing.T) {
	t.Parallel()
	h := house(&registrar{log: map[string]string{"checkpoint": "note"}})
	for path, want := range map[string]int{
		"/": 308, "/devices/pending/MA?x=1&y=%2F": 308, "//evil.example/": 308, "/livez": 200, "/log/checkpoint": 200,
	} {
		r := get(path)
		r.Host = "127.0.0.1:8080"
		w := answer(h, r)
		if w.Code != want {
			t.Errorf("%s: %d, want %d", path, w.Code, want)
		}
		if to := w.Header().Get("Location"); want == 308 && (!strings.HasPrefix(to, base+"/") || !strings.HasSuffix(to, path)) {
			t.Errorf("%s leads to %q", path, to)
		}
	}
	if w := answer(h, get("/")); w.Code != 200 || !strings.Contains(w.Body.String(), host) {
		t.Errorf("at home: %d %s", w.Code, w.Body)
	}
}

func TestLogCaching(t *testing.T) {
	t.Parallel()
	h := house(&registrar{log: map[string]string{"checkpoint": "c", "tile/0/000": "t", "tile/entries/000": "e", "tile/0/000.p/12": "p"}})
	for path, want := range map[string]struct{ media, cache string }{
		"checkpoint":       {"text/plain; charset=utf-8", "no-cache"},
		"tile/0/000":       {"application/octet-stream", "public, max-age=31536000, immutable"},
		"tile/entries/000": {"application/octet-stream", "public, max-age=31536000, immutable"},
		"tile/0/000.p/12":  {"application/octet-stream", "public, max-age=3600"},
	} {
		got := answer(h, get("/log/"+path)).Header()
		if got.Get("Content-Type") != want.media || got.Get("Cache-Control") != want.cache || got.Get("Cross-Origin-Resource-Policy") != "cross-origin" {
			t.Errorf("%s: %v", path, got)
		}
	}
	if w := answer(h, get("/log/tile/0/001")); w.Code != 404 || w.Header().Get("Cache-Control") != "" {
		t.Errorf("a tile that is not there: %d %v", w.Code, w.Header())
	}
}
