package main

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"meshportal/meshcore"
	"meshportal/meshcore/protocol"
)

// TestBaseURL: plain http is for the literals of this very machine.
func TestBaseURL(t *testing.T) {
	t.Parallel()
	for account, want := range map[string]string{
		"a@localhost":                  "http://localhost",
		"a@localhost:8080":             "http://localhost:8080",
		"a@127.0.0.1":                  "http://127.0.0.1",
		"a@127.0.0.1:8080":             "http://127.0.0.1:8080",
		"a@127.9.9.9:1":                "http://127.9.9.9:1",
		"a@[::1]":                      "http://[::1]",
		"a@[::1]:8080":                 "http://[::1]:8080",
		"a@localhost.example.com":      "https://localhost.example.com",
		"a@localhost.example.com:8080": "https://localhost.example.com:8080",
		"a@localhost.":                 "https://localhost.",
		"a@128.0.0.1":                  "https://128.0.0.1",
		"a@126.255.255.255:80":         "https://126.255.255.255:80",
		"a@10.0.0.1":                   "https://10.0.0.1",
		"a@127.0.0.1.example.com":      "https://127.0.0.1.example.com",
		"a@[::2]:8080":                 "https://[::2]:8080",
		"a@[::ffff:127.0.0.1]":         "https://[::ffff:127.0.0.1]",
		"a@127.1":                      "https://127.1",
		"a@mesh.example":               "https://mesh.example",
	} {
		if got := baseURL(meshcore.Account(account)); got != want {
			t.Errorf("%s: %s, want %s", account, got, want)
		}
	}
}

// answering is a transport to a portal that answers everything with f.
func answering(t *testing.T, f http.HandlerFunc) *transport {
	t.Helper()
	server := httptest.NewServer(f)
	t.Cleanup(server.Close)
	return newTransport(server.URL)
}

func (t *transport) hello(tb testing.TB) (*protocol.Reply, error) {
	return t.Do(tb.Context(), &protocol.Call{Body: []byte(`{"HelloRequest":{}}`)})
}

// TestTransportSendsTheCall as it is, with the headers of its signature.
func TestTransportSendsTheCall(t *testing.T) {
	t.Parallel()
	var got *http.Request
	var body []byte
	tr := answering(t, func(w http.ResponseWriter, r *http.Request) {
		got = r
		body, _ = io.ReadAll(r.Body)
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(201)
		w.Write([]byte("{}"))
	})
	if reply, err := tr.hello(t); err != nil || reply.Status != 201 || string(reply.Body) != "{}" {
		t.Fatalf("%+v %v", reply, err)
	}
	if got.Method != "POST" || got.URL.Path != protocol.Path || string(body) != `{"HelloRequest":{}}` || got.Header.Get("Content-Type") != "application/json" || got.Header.Get("Signature") != "" {
		t.Errorf("%s %s %v %s", got.Method, got.URL, got.Header, body)
	}
	signed := &protocol.Signature{ContentType: "application/json; charset=utf-8", Digest: "d", Input: "i", Value: "v"}
	if _, err := tr.Do(t.Context(), &protocol.Call{Body: body, Signature: signed}); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"Content-Type": signed.ContentType, "Content-Digest": "d", "Signature-Input": "i", "Signature": "v"} {
		if got.Header.Get(name) != want {
			t.Errorf("%s is %q", name, got.Header.Get(name))
		}
	}
}

// TestNoPortalAnswers: each is exit 7, and no answer.
func TestNoPortalAnswers(t *testing.T) {
	t.Parallel()
	followed := false
	target := answering(t, func(w http.ResponseWriter, _ *http.Request) { followed = true })
	for name, f := range map[string]http.HandlerFunc{
		"a page": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			w.Write([]byte("<h1>Welcome</h1>"))
		},
		"a page, not found": func(w http.ResponseWriter, r *http.Request) { http.NotFound(w, r) },
		"a redirect": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, target.base+r.URL.Path, http.StatusTemporaryRedirect)
		},
		"a permanent one": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, target.base+r.URL.Path, http.StatusPermanentRedirect)
		},
		"nothing": func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
		"half an answer": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("Content-Length", "100")
			w.Write([]byte("{"))
		},
		"too much": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			block := make([]byte, 1<<20)
			for range mostAnswer>>20 + 1 {
				if _, err := w.Write(block); err != nil {
					return
				}
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			tr := answering(t, f)
			if _, err := tr.hello(t); exitCode(err) != exitNetwork {
				t.Errorf("a message: %v", err)
			}
			if name == "a page" || name == "a page, not found" {
				return // the log is not JSON
			}
			if _, err := tr.ReadLog(t.Context(), "checkpoint"); exitCode(err) != exitNetwork {
				t.Errorf("the log: %v", err)
			}
		})
	}
	if followed {
		t.Error("a redirect was followed")
	}
}

func TestReadLog(t *testing.T) {
	t.Parallel()
	tr := answering(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/log/checkpoint" || r.Method != "GET" {
			http.NotFound(w, r)
			return
		}
		w.Write([]byte("note"))
	})
	if got, err := tr.ReadLog(t.Context(), "checkpoint"); err != nil || string(got) != "note" {
		t.Errorf("%q %v", got, err)
	}
	var refusal *protocol.Error
	if _, err := tr.ReadLog(t.Context(), "tile/0/000"); !errors.As(err, &refusal) || refusal.Code != protocol.NotFound {
		t.Errorf("what is not there: %v", err)
	}
}

// TestRetryAfter is part of the refusal, where there is one.
func TestRetryAfter(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		header string
		status int
		want   time.Duration
	}{
		{"7", 503, 7 * time.Second}, {"1", 429, time.Second}, {"", 503, 0}, {"soon", 503, 0}, {"-1", 503, 0}, {"7", 200, 0},
	} {
		tr := answering(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("Retry-After", c.header)
			w.WriteHeader(c.status)
			if c.status == 200 {
				w.Write([]byte(`{"HelloResponse":{}}`))
			} else {
				w.Write(protocol.EncodeError(protocol.Refuse(protocol.Code(c.status), "later")))
			}
		})
		reply, err := tr.hello(t)
		var refusal *protocol.Error
		if c.want == 0 {
			if err != nil || reply.Status != c.status {
				t.Errorf("%q with %d: %+v %v", c.header, c.status, reply, err)
			}
		} else if !errors.As(err, &refusal) || refusal.RetryAfter != c.want || !strings.Contains(refusal.Message, "later") {
			t.Errorf("%q with %d: %v", c.header, c.status, err)
		}
	}
}

func TestPortalIsDown(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(nil)
	server.Close()
	_, err := newTransport(server.URL).hello(t)
	if exitCode(err) != exitNetwork || !strings.Contains(err.Error(), "nothing was acknowledged") {
		t.Errorf("got %v", err)
	}
}
