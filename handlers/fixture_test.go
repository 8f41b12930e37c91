package handlers

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"meshportal/meshcore/protocol"
)

const (
	base = "https://mesh.example"
	host = "mesh.example"
)

// registrar is a Portal that remembers what came through the door.
type registrar struct {
	nobody
	mu    sync.Mutex
	calls []*protocol.Call
	do    func(*protocol.Call) (*protocol.Reply, error)
	admit func(*protocol.Signature) error
	log   map[string]string
	ready error
}

func (p *registrar) Do(_ context.Context, call *protocol.Call) (*protocol.Reply, error) {
	p.mu.Lock()
	p.calls = append(p.calls, call)
	p.mu.Unlock()
	if p.do != nil {
		return p.do(call)
	}
	return &protocol.Reply{Status: 200, Body: []byte(`{"HelloResponse":{}}`)}, nil
}

func (p *registrar) ReadLog(_ context.Context, path string) ([]byte, error) {
	if text, ok := p.log[path]; ok {
		return []byte(text), nil
	}
	return nil, protocol.Refuse(protocol.NotFound, "the log has no %.80s", path)
}

func (p *registrar) Admit(_ context.Context, s *protocol.Signature) error {
	if p.admit != nil {
		return p.admit(s)
	}
	return protocol.Refuse(protocol.Unauthenticated, "nobody is admitted")
}

func (p *registrar) Ready(context.Context) error { return p.ready }

// last is the newest call that came through.
func (p *registrar) last(t *testing.T) *protocol.Call {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.calls) == 0 {
		t.Fatal("nothing came through the door")
	}
	return p.calls[len(p.calls)-1]
}

// passed is how many calls came through.
func (p *registrar) passed() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.calls)
}

func house(p *registrar, change ...func(*Config)) http.Handler {
	c := Config{Portal: p, BaseURL: base, Version: "v1.2.3", Log: slog.New(slog.DiscardHandler)}
	for _, f := range change {
		f(&c)
	}
	return New(c)
}

// message is a request to the door as it should be; header pairs change it,
// and an empty value takes one away.
func message(body io.Reader, headers ...string) *http.Request {
	r := httptest.NewRequest("POST", base+protocol.Path, body)
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(headers); i += 2 {
		if headers[i+1] == "" {
			r.Header.Del(headers[i])
		} else {
			r.Header.Add(headers[i], headers[i+1])
		}
	}
	return r
}

func hello(headers ...string) *http.Request {
	return message(strings.NewReader(`{"HelloRequest":{}}`), headers...)
}

func answer(h http.Handler, r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// wantStatus checks a status and that its text names a word.
func wantStatus(t *testing.T, w *httptest.ResponseRecorder, status int, word string) {
	t.Helper()
	if w.Code != status || !strings.Contains(w.Body.String(), word) {
		t.Errorf("got %d %s, want %d with %q", w.Code, w.Body, status, word)
	}
}
