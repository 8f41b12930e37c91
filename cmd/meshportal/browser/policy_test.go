package browser

import (
	"context"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
)

// record is a proxy that keeps what a whole browser asked for, its workers
// included, and what it was answered.
type record struct {
	mu       sync.Mutex
	base     string // the only site that answers
	asked    []*http.Request
	answered []*http.Response
}

// ownTalk are the hosts that Chromium asks of its own accord, whatever is shown.
var ownTalk = regexp.MustCompile(`\.(google|googleapis|gvt1)\.com(:443)?$`)

// ServeHTTP passes on what is for the portal.
func (r *record) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	if ownTalk.MatchString(req.Host) {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	r.mu.Lock()
	r.asked = append(r.asked, req)
	r.mu.Unlock()
	if !strings.HasPrefix(req.URL.String(), r.base+"/") {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	pass := &httputil.ReverseProxy{Rewrite: func(*httputil.ProxyRequest) {}, ModifyResponse: r.answer, FlushInterval: -1, ErrorLog: log.New(io.Discard, "", 0)}
	pass.ServeHTTP(w, req)
}

func (r *record) answer(resp *http.Response) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.answered = append(r.answered, resp)
	return nil
}

// recorded opens a browser again, behind a record.
func (c *chromium) recorded(base string) *record {
	c.t.Helper()
	r := &record{base: base}
	proxy := httptest.NewServer(r)
	c.t.Cleanup(proxy.Close)
	c.flags = append(c.flags, chromedp.ProxyServer(proxy.URL), chromedp.Flag("proxy-bypass-list", "<-loopback>"))
	c.restart()
	return r
}

// TestSiegePolicy: on a journey through every page, each answer has the headers of
// security.md, the worker's script alone may compile, and no request tells
// where the person came from or goes anywhere else.
func TestSiegePolicy(t *testing.T) {
	t.Parallel()
	portal := startPortal(t)
	c := oneBrowser(t)
	r, p := c.recorded(portal.base), c.tab(portal.base)
	p.c.watch.inside = true
	p.c.watch.expect("status of (401|404)")
	p.createProfile("alice")
	asked := newMachine(t).must("device", "connect", "alice@"+portal.name(), "--device-name", "server")
	p.laterHome()
	visited := p.journey(text(t, asked, "device"), code(t, asked))
	p.open("about:blank") // which ends the stream of the last page: the proxy waits for it
	r.mu.Lock()
	defer r.mu.Unlock()
	r.wantAddresses(t, code(t, asked))
	r.wantHeaders(t, visited)
}

// journey opens every page; it returns how many.
func (p *tab) journey(pending, code string) int {
	p.t.Helper()
	self := p.self()
	paths := []string{
		"/", "/join", "/join/kit", "/connect", "/recover", "/lost", "/help", "/help/security", "/help/command", "/help/devices",
		"/home", "/devices", "/devices/add", "/devices/blocked", "/devices/" + self, "/devices/" + self + "/remove",
		"/devices/pending/" + pending + "#" + code, "/profile", "/sessions", "/nothing", "/devices/nothing", "/alarm/nothing",
		"/alarm/substitution", "/alarm/withheld", "/alarm/rollback", "/alarm/fork", "/alarm/frozen", "/alarm/new-log",
	}
	for _, path := range paths {
		p.open(path)
		p.settled()
		p.until("take the code out of the address", func(context.Context) string {
			if now := p.path(); strings.Contains(now, code) {
				return now
			}
			return ""
		})
	}
	return len(paths)
}

// wantAddresses: the portal alone was asked, without a referrer and without
// the code.
func (r *record) wantAddresses(t *testing.T, code string) {
	t.Helper()
	for _, req := range r.asked {
		if !strings.HasPrefix(req.URL.String(), r.base+"/") {
			t.Errorf("a request went elsewhere: %s %s", req.Method, req.URL)
		}
		if said := fmt.Sprint(req.URL, req.Header); strings.Contains(said, code) || req.Referer() != "" {
			t.Errorf("a request tells too much: %s", said)
		}
	}
}

// ofAll are the headers of every answer, and words in them.
var ofAll = map[string][]string{
	"Content-Security-Policy":    {"default-src 'none'"},
	"Permissions-Policy":         {"geolocation=()", "microphone=()", "clipboard-read=()", "camera=(self)"},
	"Cross-Origin-Opener-Policy": {"same-origin"},
	"X-Content-Type-Options":     {"nosniff"},
	"Referrer-Policy":            {"no-referrer"},
}

// ofPages are what the policy of a page says beside.
var ofPages = []string{
	"script-src 'self';", "style-src 'self';", "connect-src 'self';", "worker-src 'self';", "frame-ancestors 'none'", "base-uri 'none'",
	"form-action 'self'", "require-trusted-types-for 'script'", "trusted-types mesh",
}

// wantHeaders looks at each answer as the browser had it. Scripts of the
// portal's own are all that runs; only the worker's may compile the device.
func (r *record) wantHeaders(t *testing.T, pages int) {
	t.Helper()
	documents, compiling := 0, map[string]string{}
	for _, answer := range r.answered {
		path, policy := answer.Request.URL.Path, answer.Header.Get("Content-Security-Policy")
		for name, parts := range ofAll {
			wantParts(t, path, answer.Header.Get(name), parts)
		}
		if answer.Request.Header.Get("Sec-Fetch-Dest") == "document" && answer.StatusCode != http.StatusSeeOther {
			documents++
			wantParts(t, path, policy, ofPages)
		}
		if strings.Contains(policy, "unsafe") || strings.Contains(policy, "*") {
			compiling[path[strings.LastIndex(path, "/"):]] = policy
		}
	}
	if documents < pages {
		t.Errorf("%d documents were looked at on %d pages", documents, pages)
	}
	if got := fmt.Sprint(compiling); got != "map[/worker.js:default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self']" {
		t.Errorf("these may run more than what was served: %s", got)
	}
}

func wantParts(t *testing.T, path, value string, parts []string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(value, part) {
			t.Errorf("%s has %q, without %s", path, value, part)
		}
	}
}

// TestSiegeFramed: no page of another site shows the portal within itself.
func TestSiegeFramed(t *testing.T) {
	t.Parallel()
	portal := startPortal(t)
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprintf(w, `<!DOCTYPE html><title>Other</title><link rel="icon" href="data:,"><iframe src="%s/join"></iframe>`, portal.base)
	}))
	t.Cleanup(other.Close)
	p := oneBrowser(t).tab(other.URL)
	p.c.watch.expect("frame-ancestors|ERR_BLOCKED_BY_RESPONSE|chrome-error")
	p.open("/")
	p.settled()
	p.until("refuse the frame", func(context.Context) string { return p.c.watch.lacks("frame-ancestors") })
}
