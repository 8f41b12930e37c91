package handlers

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"meshportal/meshcore"
	"meshportal/meshcore/client"
	"meshportal/meshcore/ledger"
	"meshportal/meshcore/meshtest"
	"meshportal/meshcore/portal"
	"meshportal/meshcore/protocol"
	"meshportal/store"
)

const alice = meshcore.Account("alice@" + meshtest.Portal)

// people is a real portal over real SQLite, behind the door.
type people struct {
	testing.TB
	clock  *meshtest.Clock
	portal *portal.Service
	door   http.Handler
}

func newPeople(t testing.TB) *people {
	t.Helper()
	p := &people{TB: t, clock: meshtest.NewClock()}
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "portal.db"))
	p.check(err)
	private, public, err := ledger.GenerateKey(rand.Reader, meshtest.Portal+"/mesh")
	p.check(err)
	signer, err := note.NewSigner(private)
	p.check(err)
	p.portal, err = portal.New(context.Background(), db, portal.Config{
		BaseURL: meshtest.BaseURL, Name: meshtest.Portal, Origin: meshtest.Portal + "/mesh",
		NoteSigner: signer, NoteKey: public, Now: p.clock.Now, Rand: rand.Reader,
		Release: func([]byte) error { return nil }, Limits: portal.DefaultLimits(), Signup: portal.SignupOpen,
		Log: slog.New(slog.DiscardHandler),
	})
	p.check(err)
	t.Cleanup(func() {
		p.portal.Close()
		db.Close()
	})
	p.door = New(Config{Portal: p.portal, BaseURL: meshtest.BaseURL, Signup: "open", Version: "v1", Log: slog.New(slog.DiscardHandler)})
	return p
}

func (p *people) check(err error) {
	p.Helper()
	if err != nil {
		p.Fatal(err)
	}
}

// browser is a device with a cookie.
type browser struct {
	*client.Client
	p       *people
	machine *meshtest.Machine
	cookie  *http.Cookie
}

// browser is a machine that has joined nothing.
func (p *people) browser() *browser {
	b := &browser{p: p, machine: new(meshtest.Machine)}
	var err error
	b.Client, err = client.New(client.Config{
		Machine: b.machine, Transport: p.portal, BaseURL: meshtest.BaseURL, Now: p.clock.Now, Wait: p.clock.Wait, Rand: rand.Reader,
	})
	p.check(err)
	return b
}

// alice is the first device of a new profile, signed in.
func (p *people) alice() *browser {
	p.Helper()
	b := p.browser()
	_, err := b.Create(p.Context(), alice, "laptop", "")
	p.check(err)
	b.signIn()
	return b
}

// join lets another device into the profile of b.
func (b *browser) join(name string, preset client.Preset) *browser {
	b.p.Helper()
	other := b.p.browser()
	joining, err := other.Connect(b.p.Context(), alice, name, nil)
	b.p.check(err)
	one, err := b.Find(b.p.Context(), joining.Code)
	b.p.check(err)
	_, err = b.Approve(b.p.Context(), one, preset)
	b.p.check(err)
	_, err = other.JoinStatus(b.p.Context())
	b.p.check(err)
	return other
}

// claim is a signed sign-in.
func (b *browser) claim() *http.Request {
	b.p.Helper()
	w := answer(b.p.door, b.request("POST", "/session/challenge", "application/json", "", "Content-Type", "application/json"))
	var given struct{ Challenge string }
	b.p.check(json.Unmarshal(w.Body.Bytes(), &given))
	self, err := b.Self()
	b.p.check(err)
	body, err := json.Marshal(map[string]string{"Account": string(self.Account), "Profile": string(self.Profile), "Challenge": given.Challenge})
	b.p.check(err)
	device, err := meshcore.OpenDevice(&self.Device)
	b.p.check(err)
	signer, err := b.machine.Signer(device.DeviceAuthenticationKey.UDF)
	b.p.check(err)
	nonce, err := protocol.NewNonce(rand.Reader)
	b.p.check(err)
	signature, err := protocol.SignCall(signer, meshtest.BaseURL+"/session", body, protocol.TagSignIn, b.p.clock.Now(), nonce)
	b.p.check(err)
	return b.request("POST", "/session", "application/json", string(body), "Content-Type", signature.ContentType,
		"Content-Digest", signature.Digest, "Signature-Input", signature.Input, "Signature", signature.Value)
}

func (b *browser) signIn() {
	b.p.Helper()
	w := answer(b.p.door, b.claim())
	if w.Code != 200 || len(w.Result().Cookies()) != 1 {
		b.p.Fatalf("sign-in: %d %s", w.Code, w.Body)
	}
	b.cookie = w.Result().Cookies()[0]
}

// request is what this browser sends; header pairs follow.
func (b *browser) request(method, path, accept, body string, headers ...string) *http.Request {
	r := httptest.NewRequest(method, meshtest.BaseURL+path, strings.NewReader(body))
	r.Header.Set("Accept", accept)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	if b.cookie != nil {
		r.AddCookie(b.cookie)
	}
	return r
}

// get asks for a page.
func (b *browser) get(path string) *httptest.ResponseRecorder {
	return answer(b.p.door, b.request("GET", path, "text/html", ""))
}

// post sends a form.
func (b *browser) post(path string, pairs ...string) *httptest.ResponseRecorder {
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return answer(b.p.door, b.request("POST", path, "text/html", form.Encode(), "Content-Type", "application/x-www-form-urlencoded"))
}

// shows checks a page's status and words.
func (b *browser) shows(path string, status int, words ...string) string {
	b.p.Helper()
	w := b.get(path)
	body, err := io.ReadAll(w.Body)
	b.p.check(err)
	if w.Code != status {
		b.p.Errorf("%s: status %d, want %d", path, w.Code, status)
	}
	for _, word := range words {
		if !strings.Contains(string(body), word) {
			b.p.Errorf("%s does not show %q", path, word)
		}
	}
	return string(body)
}
