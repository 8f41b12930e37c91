package portal_test

import (
	"encoding/json"
	"errors"
	"net/netip"
	"time"

	"meshportal/meshcore/jose"
	"meshportal/meshcore/portal"
	"meshportal/meshcore/protocol"
)

// browser is a device that signs in.
type browser struct {
	p         *person
	signer    jose.Signer // its authentication key
	target    string
	tag       string
	at        time.Time
	nonce     string
	from      netip.Addr
	account   string
	profile   string
	challenge string
}

// browser is ready to sign in as a device of a person, as it is done.
func (p *person) browser(d *device) *browser {
	p.w.Helper()
	challenge, err := p.w.Challenge()
	p.w.check(err)
	nonce, err := protocol.NewNonce(p.w.config.Rand)
	p.w.check(err)
	return &browser{
		p: p, signer: d.auth, target: baseURL + portal.SignInPath, tag: protocol.TagSignIn, at: p.w.time(), nonce: nonce,
		from:    netip.MustParseAddr("192.0.2.7"),
		account: string(p.account), profile: string(p.profile.Identifier), challenge: challenge,
	}
}

func (b *browser) body() []byte {
	body, err := json.Marshal(map[string]string{"Account": b.account, "Profile": b.profile, "Challenge": b.challenge})
	b.p.w.check(err)
	return body
}

func (b *browser) sign(body []byte) *protocol.Signature {
	b.p.w.Helper()
	s, err := protocol.SignCall(b.signer, b.target, body, b.tag, b.at, b.nonce)
	b.p.w.check(err)
	return s
}

// signIn sends what there is.
func (b *browser) signIn() (string, *portal.Session, error) {
	b.p.w.Helper()
	body := b.body()
	return b.send(b.sign(body), body)
}

func (b *browser) send(s *protocol.Signature, body []byte) (string, *portal.Session, error) {
	return b.p.w.SignIn(b.p.w.Context(), s, body, "Browser/1.0", b.from)
}

// session signs a device in.
func (p *person) session(d *device) (string, *portal.Session) {
	p.w.Helper()
	id, session, err := p.browser(d).signIn()
	p.w.check(err)
	return id, session
}

// ended requires a session to be none any more.
func (w *world) ended(id string) {
	w.Helper()
	if _, err := w.Session(w.Context(), id); !isCode(err, protocol.Unauthenticated) {
		w.Errorf("the session: %v, want %d", err, protocol.Unauthenticated)
	}
}

// holds requires a session to hold.
func (w *world) holds(id string) *portal.Session {
	w.Helper()
	session, err := w.Session(w.Context(), id)
	w.check(err)
	return session
}

// denied requires do to be refused with a code, and to change nothing.
func (w *world) denied(code protocol.Code, do func() error) {
	w.Helper()
	before := w.rows()
	if err := do(); !isCode(err, code) {
		w.Errorf("error %v, want %d", err, code)
	}
	w.unchanged(before)
}

func isCode(err error, code protocol.Code) bool {
	var e *protocol.Error
	return errors.As(err, &e) && e.Code == code
}
