package handlers

import (
	"bufio"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"meshportal/meshcore/meshtest"
)

// stream opens the events of a browser; lines come one by one.
func (b *browser) stream(t *testing.T) (lines func() string) {
	t.Helper()
	server := httptest.NewServer(b.p.door)
	t.Cleanup(server.Close)
	r, err := http.NewRequestWithContext(t.Context(), "GET", server.URL+"/events", nil)
	b.p.check(err)
	r.Host = meshtest.Portal
	r.AddCookie(b.cookie)
	resp, err := http.DefaultClient.Do(r)
	b.p.check(err)
	t.Cleanup(func() { resp.Body.Close() })
	if resp.StatusCode != 200 || resp.Header.Get("Content-Type") != "text/event-stream" {
		t.Fatalf("%d %v", resp.StatusCode, resp.Header)
	}
	read := bufio.NewReader(resp.Body)
	return func() string {
		line, err := read.ReadString('\n')
		if err == io.EOF {
			return "end"
		}
		b.p.check(err)
		return strings.TrimSpace(line)
	}
}

// next skips what keeps the stream alive.
func next(lines func() string) string {
	for {
		if line := lines(); line != ":" && line != "" && line != "data:" {
			return line
		}
	}
}

func TestEventsTellOfChanges(t *testing.T) {
	t.Parallel()
	p := newPeople(t)
	a := p.alice()
	lines := a.stream(t)
	phone := p.browser()
	_, err := phone.Connect(t.Context(), alice, "phone", nil)
	p.check(err)
	if got := next(lines); got != "event: change" {
		t.Errorf("a request is told as %q", got)
	}
	p.check(phone.Cancel(t.Context()))
	if got := next(lines); got != "event: change" {
		t.Errorf("its end is told as %q", got)
	}
}

// TestEventsWithoutRoom: a session that holds too many streams is told to look
// now and then instead.
func TestEventsWithoutRoom(t *testing.T) {
	t.Parallel()
	p := newPeople(t)
	a := p.alice()
	for range 4 {
		a.stream(t)()
	}
	if w := a.get("/events"); w.Code != http.StatusNoContent {
		t.Errorf("the fifth stream is answered with %d, want 204", w.Code)
	}
}

func TestEventsEndWithThePortal(t *testing.T) {
	t.Parallel()
	p := newPeople(t)
	a := p.alice()
	lines := a.stream(t)
	lines()
	go p.portal.Close()
	for range 10 {
		if lines() == "end" {
			return
		}
	}
	t.Error("the stream goes on")
}

func TestEventsEndWithTheSession(t *testing.T) {
	t.Parallel()
	p := newPeople(t)
	a := p.alice()
	lines := a.stream(t)
	lines()
	a.post("/session/end")
	if got := next(lines); got != "event: change" {
		t.Errorf("the end of the session is told as %q", got)
	}
	if got := next(lines); got != "end" {
		t.Errorf("the stream goes on with %q", got)
	}
}
