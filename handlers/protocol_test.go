package handlers

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"meshportal/meshcore/protocol"
)

func TestDoorTakesAMessage(t *testing.T) {
	t.Parallel()
	for _, contentType := range []string{"application/json", "application/json; charset=utf-8", "Application/JSON;charset=UTF-8"} {
		for _, path := range []string{protocol.Path, strings.TrimSuffix(protocol.Path, "/")} {
			p := &registrar{}
			r := hello("Content-Type", "", "Content-Type", contentType)
			r.URL.Path = path
			w := answer(house(p), r)
			wantStatus(t, w, 200, "HelloResponse")
			if got := w.Header().Get("Content-Type"); got != "application/json" {
				t.Errorf("the answer is %q", got)
			}
			if got := w.Header().Get("Cache-Control"); got != "no-store" {
				t.Errorf("the answer may be kept: %q", got)
			}
			if c := p.last(t); string(c.Body) != `{"HelloRequest":{}}` || c.Signature != nil || c.Session != "" {
				t.Errorf("another call came through: %+v", c)
			}
		}
	}
}

// TestDoorRefuses has one violation of each rule of the door; nothing of that
// reaches the registrar.
func TestDoorRefuses(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		request *http.Request
		status  int
		word    string
	}{
		"content encoding":          {hello("Content-Encoding", "gzip"), 415, "Content-Encoding"},
		"identity content encoding": {hello("Content-Encoding", "identity"), 415, "Content-Encoding"},
		"no media type":             {hello("Content-Type", ""), 415, "application/json"},
		"form":                      {hello("Content-Type", "", "Content-Type", "application/x-www-form-urlencoded"), 415, "application/json"},
		"text":                      {hello("Content-Type", "", "Content-Type", "text/plain"), 415, "application/json"},
		"other charset":             {hello("Content-Type", "", "Content-Type", "application/json; charset=utf-16"), 415, "charset"},
		"Signature-Input twice":     {hello("Signature-Input", "mesh=()", "Signature-Input", "mesh=()"), 400, "Signature-Input"},
		"Signature twice":           {hello("Signature", "a", "Signature", "b"), 400, "Signature"},
		"Content-Digest twice":      {hello("Content-Digest", "a", "Content-Digest", "b"), 400, "Content-Digest"},
		"Content-Type twice":        {hello("Content-Type", "application/json"), 400, "Content-Type"},
		"cross-site":                {hello("Sec-Fetch-Site", "cross-site"), 403, ""},
		"same-site":                 {hello("Sec-Fetch-Site", "same-site"), 403, ""},
		"other origin":              {hello("Origin", "https://evil.example"), 403, ""},
		"too large":                 {message(bytes.NewReader(make([]byte, 129<<10))), 413, "131072"},
		"too large, length hidden":  {message(io.MultiReader(bytes.NewReader(make([]byte, 129<<10)))), 413, "131072"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := &registrar{admit: func(*protocol.Signature) error { return nil }}
			w := answer(house(p), c.request)
			wantStatus(t, w, c.status, c.word)
			if p.passed() != 0 {
				t.Error("it came through")
			}
		})
	}
}

func TestSameOriginPasses(t *testing.T) {
	t.Parallel()
	for _, headers := range [][]string{{"Sec-Fetch-Site", "same-origin"}, {"Sec-Fetch-Site", "none"}, {"Origin", base}} {
		wantStatus(t, answer(house(&registrar{}), hello(headers...)), 200, "HelloResponse")
	}
}

func TestOtherHostIsMisdirected(t *testing.T) {
	t.Parallel()
	p := &registrar{}
	for _, name := range []string{"evil.example", "mesh.example:8443", "mesh.example.", "MESH.EXAMPLE.evil"} {
		r := hello()
		r.Host = name
		wantStatus(t, answer(house(p), r), 421, "mesh.example")
	}
	if p.passed() != 0 {
		t.Error("it came through")
	}
}

// TestLargeMessages: beyond an ordinary message's size the headers of the call
// are judged before the body is read.
func TestLargeMessages(t *testing.T) {
	t.Parallel()
	signed := []string{"Signature-Input", "mesh=(\"@method\")", "Signature", "mesh=:AA==:", "Content-Digest", "sha-256=:AA==:"}
	refuse := protocol.Refuse(protocol.Unauthenticated, "not a current device")
	cases := map[string]struct {
		size, status int
		headers      []string
		admitted     error
		hidden       bool
	}{
		"ordinary":                      {size: protocol.MaxMessage, status: 200},
		"large, unsigned":               {size: protocol.MaxMessage + 1, status: 413},
		"large, signed by a device":     {size: 3 << 20, status: 200, headers: signed},
		"largest":                       {size: protocol.MaxApplication, status: 200, headers: signed},
		"larger than any":               {size: protocol.MaxApplication + 1, status: 413, headers: signed},
		"large, signed by a stranger":   {size: 3 << 20, status: 401, headers: signed, admitted: refuse},
		"large, signed, without length": {size: 3 << 20, status: 413, headers: signed, hidden: true},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := &registrar{admit: func(s *protocol.Signature) error {
				if s.TargetURI != base+protocol.Path || s.Method != "POST" || s.Digest != "sha-256=:AA==:" {
					t.Errorf("other headers are judged: %+v", s)
				}
				return c.admitted
			}}
			body := io.Reader(bytes.NewReader(bytes.Repeat([]byte("x"), c.size)))
			if c.hidden {
				body = io.MultiReader(body)
			}
			w := answer(house(p), message(body, c.headers...))
			wantStatus(t, w, c.status, "")
			if through := p.passed() == 1; through != (c.status == 200) {
				t.Errorf("came through: %t", through)
			}
			if c.status == 200 && len(p.last(t).Body) != c.size {
				t.Errorf("%d bytes came through, want %d", len(p.last(t).Body), c.size)
			}
		})
	}
}

// unread fails a test if somebody reads it.
type unread struct{ t *testing.T }

func (u unread) Read([]byte) (int, error) {
	u.t.Error("the body was read before its headers were judged")
	return 0, io.EOF
}

func TestStrangersBodyIsNotRead(t *testing.T) {
	t.Parallel()
	r := message(unread{t}, "Signature-Input", "mesh=()", "Signature", "mesh=:AA==:")
	r.ContentLength = 1 << 20
	wantStatus(t, answer(house(&registrar{}), r), 401, "")
}

func TestBrokenBody(t *testing.T) {
	t.Parallel()
	p := &registrar{}
	broken := io.MultiReader(strings.NewReader(`{"Hello`), failing{})
	wantStatus(t, answer(house(p), message(broken)), 400, "end")
	if p.passed() != 0 {
		t.Error("half a message came through")
	}
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errors.New("reset") }

func TestInFlight(t *testing.T) {
	t.Parallel()
	entered, leave := make(chan bool), make(chan bool)
	p := &registrar{do: func(*protocol.Call) (*protocol.Reply, error) {
		entered <- true
		<-leave
		return &protocol.Reply{Status: 200, Body: []byte("{}")}, nil
	}}
	h := house(p, func(c *Config) { c.InFlight = 2 })
	done := make(chan int)
	for range 2 {
		go func() { done <- answer(h, hello()).Code }()
		<-entered
	}
	w := answer(h, hello())
	wantStatus(t, w, 503, "busy")
	if w.Header().Get("Retry-After") != "2" {
		t.Errorf("Retry-After is %q", w.Header().Get("Retry-After"))
	}
	if w := answer(h, get("/livez")); w.Code != 200 {
		t.Errorf("a busy portal is not alive: %d", w.Code)
	}
	leave <- true
	leave <- true
	if a, b := <-done, <-done; a != 200 || b != 200 {
		t.Errorf("got %d and %d", a, b)
	}
	go func() { <-entered; leave <- true }()
	wantStatus(t, answer(h, hello()), 200, "")
}

func TestRefusalsInBand(t *testing.T) {
	t.Parallel()
	codes := []protocol.Code{400, 401, 403, 404, 409, 410, 413, 415, 421, 429, 501, 503}
	for _, code := range codes {
		p := &registrar{do: func(*protocol.Call) (*protocol.Reply, error) {
			return nil, &protocol.Error{Code: code, Message: "because", RetryAfter: 1500 * time.Millisecond, Response: "PublishResponse"}
		}}
		w := answer(house(p), hello())
		wantStatus(t, w, int(code), "because")
		var resp protocol.PublishResponse
		var refusal *protocol.Error
		if err := protocol.DecodeResponse(w.Body.Bytes(), &resp); !errors.As(err, &refusal) || refusal.Code != code {
			t.Errorf("%d: in-band: %v", code, err)
		}
		if w.Header().Get("Retry-After") != "2" {
			t.Errorf("%d: Retry-After is %q", code, w.Header().Get("Retry-After"))
		}
	}
}

// TestBugsAreNotTold: the cause of a failure, and a panic, go to the log alone.
func TestBugsAreNotTold(t *testing.T) {
	t.Parallel()
	for name, do := range map[string]func(*protocol.Call) (*protocol.Reply, error){
		"error": func(*protocol.Call) (*protocol.Reply, error) { return nil, errors.New("secret detail") },
		"panic": func(*protocol.Call) (*protocol.Reply, error) { panic("secret detail") },
		"cause": func(*protocol.Call) (*protocol.Reply, error) {
			return nil, &protocol.Error{Code: protocol.Internal, Message: "secret detail", Err: errors.New("secret detail")}
		},
	} {
		w := answer(house(&registrar{do: do}), hello())
		wantStatus(t, w, 500, "fault")
		if strings.Contains(w.Body.String(), "secret") {
			t.Errorf("%s: the cause is told: %s", name, w.Body)
		}
	}
}

func TestReadiness(t *testing.T) {
	t.Parallel()
	wantStatus(t, answer(house(&registrar{}), get("/readyz")), 200, "ready")
	w := answer(house(&registrar{ready: context.DeadlineExceeded}), get("/readyz"))
	wantStatus(t, w, 503, "not ready")
	if w.Header().Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	wantStatus(t, answer(house(&registrar{}), get("/version")), 200, "v1.2.3")
}
