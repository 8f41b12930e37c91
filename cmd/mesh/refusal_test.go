package main

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"meshportal/meshcore"
	"meshportal/meshcore/client"
	"meshportal/meshcore/protocol"
)

// TestRefusalsSayWhen: a portal tags a refusal by the answer that it refuses,
// and Retry-After belongs to each of them (protocol.md II.9).
func TestRefusalsSayWhen(t *testing.T) {
	t.Parallel()
	for _, tag := range []string{"", "PublishResponse", "ConnectStartResponse", "GetResponse"} {
		tr := answering(t, func(w http.ResponseWriter, _ *http.Request) { refuse(w, 429, tag, "7") })
		_, err := tr.hello(t)
		var refusal *protocol.Error
		if !errors.As(err, &refusal) || refusal.RetryAfter != 7*time.Second || refusal.Code != protocol.TooMany || refusal.Message != "later" {
			t.Errorf("%q: %v", tag, err)
		}
	}
}

// refuse answers as a portal does.
func refuse(w http.ResponseWriter, code protocol.Code, tag, retryAfter string) {
	w.Header().Set("Content-Type", protocol.MediaType)
	w.Header().Set("Retry-After", retryAfter)
	w.WriteHeader(int(code))
	w.Write(protocol.EncodeError(&protocol.Error{Code: code, Message: "later", Response: tag}))
}

// TestClientWaitsAsAsked: through client and transport together, a limit is
// waited for and tried again, and only then.
func TestClientWaitsAsAsked(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		header string
		asked  int
		waited []time.Duration
	}{
		"a while":      {"3", 2, []time.Duration{3 * time.Second}},
		"too long":     {"3600", 1, nil},
		"not told":     {"", 1, nil},
		"wraps around": {"18446744074", 1, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			asked := 0
			tr := answering(t, func(w http.ResponseWriter, _ *http.Request) {
				if asked++; asked == 1 {
					refuse(w, protocol.TooMany, "HelloResponse", c.header)
				} else {
					refuse(w, protocol.Invalid, "HelloResponse", "")
				}
			})
			var waited []time.Duration
			one, err := client.New(client.Config{
				Machine: opened(t, t.TempDir(), noPassphrase), Transport: tr, BaseURL: tr.base, Rand: rand.Reader,
				Wait: func(_ context.Context, d time.Duration) error { waited = append(waited, d); return nil },
			})
			if err != nil {
				t.Fatal(err)
			}
			_, err = one.Create(t.Context(), meshcore.Account("alice@localhost"), "", "")
			var refusal *protocol.Error
			if !errors.As(err, &refusal) || asked != c.asked || len(waited) != len(c.waited) || len(waited) > 0 && waited[0] != c.waited[0] {
				t.Errorf("asked %d times, waited %v: %v", asked, waited, err)
			}
		})
	}
}

// TestSomethingBeforeThePortal answers in JSON, and it is no message: that is
// not a refusal by the portal, and the HTTP status is told.
func TestSomethingBeforeThePortal(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`{"message":"bad gateway"}`, `{}`, `[]`, `null`, ``, `{"error":{"Status":"502"}}`,
		`{"HelloResponse":{"Status":200}}`, `{"HelloResponse":{"Status":302}}`, `{"HelloResponse":{"Status":600}}`,
		`{"A":{"Status":404},"B":{"Status":404}}`,
	} {
		for _, status := range []int{307, 404, 502} {
			tr := answering(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", protocol.MediaType)
				w.Header().Set("Retry-After", "7")
				w.WriteHeader(status)
				w.Write([]byte(body))
			})
			_, err := tr.hello(t)
			if exitCode(err) != exitNetwork || !strings.Contains(err.Error(), "HTTP ") {
				t.Errorf("%d %s: exit %d, %v", status, body, exitCode(err), err)
			}
		}
	}
}

// TestInBandRefusal is the client's to read, with the portal's words.
func TestInBandRefusal(t *testing.T) {
	t.Parallel()
	tr := answering(t, func(w http.ResponseWriter, _ *http.Request) { refuse(w, protocol.Conflict, "HelloResponse", "") })
	reply, err := tr.hello(t)
	if err != nil || reply.Status != 409 {
		t.Fatalf("%+v %v", reply, err)
	}
	if err := protocol.DecodeResponse(reply.Body, new(protocol.HelloResponse)); exitCode(err) != exitConflict {
		t.Errorf("exit %d: %v", exitCode(err), err)
	}
}
