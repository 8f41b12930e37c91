package portal_test

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"meshportal/meshcore/jose"
	"meshportal/meshcore/portal"
	"meshportal/meshcore/protocol"
)

func TestSignIn(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	for name, d := range map[string]*device{
		"Ed25519": p.first,
		"P-256":   p.joinAs(w.deviceOf(w.key(jose.GenerateEd25519(rand.Reader)), w.key(jose.GenerateP256()), w.key(jose.GenerateP256()))),
	} {
		id, session, err := p.browser(d).signIn()
		w.check(err)
		want := portal.Session{
			Hash: sha256.Sum256([]byte(id)), Profile: p.profile.Identifier, Device: d.id(), Key: d.auth.PublicKey().KID(),
			Started: w.time(), Seen: w.time(), Agent: "Browser/1.0", Address: "192.0.2.7/32",
		}
		if *session != want || *w.holds(id) != want {
			t.Errorf("%s: got %+v, want %+v", name, session, want)
		}
		if random, err := base64.RawURLEncoding.DecodeString(id); err != nil || len(random) != 32 {
			t.Errorf("%s: the id is %q", name, id)
		}
	}
}

// joinAs lets a device with its own keys into the profile.
func (p *person) joinAs(d *device) *device {
	p.w.Helper()
	j := p.joining(d)
	p.w.check(j.start())
	j.admit()
	return d
}

// What the database holds signs nobody in.
func TestSessionIDIsNotKept(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	id, session := p.session(p.first)
	for _, row := range w.column("SELECT hash || profile || device || authentication || agent || address FROM sessions") {
		if strings.Contains(row, id) {
			t.Error("the id is in the database")
		}
	}
	w.ended(base64.RawURLEncoding.EncodeToString(session.Hash[:]))
}

func TestSignInRefuses(t *testing.T) {
	w := newWorld(t)
	p, mallory := w.person("alice"), w.person("mallory")
	removed := p.join()
	p.remove(removed)
	stale := p.browser(p.first).challenge
	w.advance(60 * time.Second)
	used := p.browser(p.first)
	_, _, err := used.signIn()
	w.check(err)

	words := ""
	for name, spoil := range map[string]func(b *browser){
		"nobody's key":                      func(b *browser) { b.signer = w.device().auth },
		"the signature key":                 func(b *browser) { b.signer = p.first.sign },
		"the master key":                    func(b *browser) { b.signer = p.master },
		"a removed device":                  func(b *browser) { b.signer = removed.auth },
		"a device of another profile":       func(b *browser) { b.signer = mallory.first.auth },
		"another's profile":                 func(b *browser) { b.profile = string(mallory.profile.Identifier) },
		"another's account":                 func(b *browser) { b.account = string(mallory.account) },
		"an account that is not":            func(b *browser) { b.account = "nobody@" + portalName },
		"an account in upper case":          func(b *browser) { b.account = strings.ToUpper(b.account) },
		"the tag of calls":                  func(b *browser) { b.tag = protocol.TagDoor },
		"the target of calls":               func(b *browser) { b.target = baseURL + protocol.Path },
		"another origin":                    func(b *browser) { b.target = "https://mallory.example" + portal.SignInPath },
		"a signature older than 5 minutes":  func(b *browser) { b.at = b.at.Add(-5*time.Minute - time.Second) },
		"a signature of the future":         func(b *browser) { b.at = b.at.Add(5*time.Minute + time.Second) },
		"a nonce that was used":             func(b *browser) { b.nonce = used.nonce },
		"a challenge that was used":         func(b *browser) { b.challenge = used.challenge },
		"a challenge older than 60 seconds": func(b *browser) { b.challenge = stale },
		"a challenge of the browser's own": func(b *browser) {
			b.challenge = base64.RawURLEncoding.EncodeToString(make([]byte, 56))
		},
		"a changed challenge": func(b *browser) { b.challenge = flipped(b.challenge) },
		"a challenge spelled otherwise": func(b *browser) {
			b.challenge = b.challenge[:10] + "\n" + b.challenge[10:]
		},
		"no challenge": func(b *browser) { b.challenge = "" },
	} {
		t.Log(name)
		b := p.browser(p.first)
		spoil(b)
		w.denied(protocol.Unauthenticated, func() error {
			_, _, err := b.signIn()
			if words == "" {
				words = err.Error()
			}
			if err.Error() != words {
				t.Errorf("%q is another answer than %q", err, words)
			}
			return err
		})
	}
}

// flipped changes one bit of a text in base64url.
func flipped(text string) string {
	raw, _ := base64.RawURLEncoding.DecodeString(text)
	raw[0] ^= 1
	return base64.RawURLEncoding.EncodeToString(raw)
}

func TestSignInIsSignedWhole(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	b := p.browser(p.first)
	s := b.sign(b.body())
	w.denied(protocol.Unauthenticated, func() error { _, _, err := b.send(nil, b.body()); return err })
	w.denied(protocol.Unauthenticated, func() error { _, _, err := b.send(s, append(b.body(), ' ')); return err })
	w.denied(protocol.Unauthenticated, func() error {
		_, _, err := b.send(forge(b.sign(b.body()), b.sign([]byte("{}"))), b.body())
		return err
	})
	_, _, err := b.send(s, b.body()) // what did not hold spent no challenge
	w.check(err)
}

func TestSignInBodyIsOfItsForm(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	b := p.browser(p.first)
	good := string(b.body())
	for name, body := range map[string]string{
		"nothing":           "",
		"an array":          "[" + good + "]",
		"trailing data":     good + "{}",
		"a member twice":    strings.Replace(good, "{", `{"Account":"`+b.account+`",`, 1),
		"another member":    strings.Replace(good, "{", `{"Admin":"true",`, 1),
		"a member missing":  strings.Replace(good, `"Account":"`+b.account+`",`, "", 1),
		"lower case":        strings.Replace(good, `"Account"`, `"account"`, 1),
		"a number":          strings.Replace(good, `"`+b.account+`"`, "1", 1),
		"null":              strings.Replace(good, `"`+b.account+`"`, "null", 1),
		"not UTF-8":         strings.Replace(good, b.account, b.account+"\xff", 1),
		"more than is read": strings.Replace(good, "{", "{"+strings.Repeat(" ", 4096), 1),
	} {
		t.Log(name)
		w.denied(protocol.Unauthenticated, func() error {
			_, _, err := b.send(b.sign([]byte(body)), []byte(body))
			return err
		})
	}
}

func FuzzSignIn(f *testing.F) {
	f.Add([]byte(`{"Account":"alice@localhost:8080","Profile":"M","Challenge":"AAAA"}`))
	f.Add([]byte(`{"Account":"a","Account":"b","Challenge":""}`))
	f.Add([]byte(`{}`))
	f.Add([]byte("\xff"))
	f.Fuzz(func(t *testing.T, body []byte) {
		w := newWorld(t)
		b := w.person("alice").browser(w.person("bob").first)
		w.denied(protocol.Unauthenticated, func() error { _, _, err := b.send(b.sign(body), body); return err })
	})
}

func TestChallengeIsUsedOnceAtATime(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	challenge := p.browser(p.first).challenge
	var signedIn atomic.Int32
	var done sync.WaitGroup
	for range 10 {
		b := p.browser(p.first)
		b.challenge = challenge
		done.Go(func() {
			if _, _, err := b.signIn(); err == nil {
				signedIn.Add(1)
			}
		})
	}
	done.Wait()
	if n := signedIn.Load(); n != 1 {
		t.Errorf("%d sessions by one challenge, want 1", n)
	}
}

func TestChallengeIsOfThisProcess(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	id, _ := p.session(p.first)
	b := p.browser(p.first)
	w.restart(w.released)
	w.denied(protocol.Unauthenticated, func() error { _, _, err := b.signIn(); return err })
	w.holds(id)
}

func TestChallengesDiffer(t *testing.T) {
	w := newWorld(t)
	seen := map[string]bool{}
	for range 100 {
		challenge, err := w.Challenge()
		w.check(err)
		seen[challenge] = true
	}
	if len(seen) != 100 {
		t.Errorf("%d challenges, want 100", len(seen))
	}
}

func TestSignInsThatDoNotHoldCostALookup(t *testing.T) {
	w := newWorld(t, func(c *portal.Config) { c.Limits.LookupsPerMinute = 2 })
	p := w.person("alice")
	bad := func(from string) error {
		b := p.browser(p.first)
		b.signer, b.from = w.device().auth, netip.MustParseAddr(from)
		_, _, err := b.signIn()
		return err
	}
	for range 3 {
		p.session(p.first) // what holds costs nothing
		w.denied(protocol.Unauthenticated, func() error { return bad("127.0.0.1") })
	}
	for range 2 {
		w.denied(protocol.Unauthenticated, func() error { return bad("192.0.2.7") })
	}
	w.denied(protocol.TooMany, func() error { return bad("192.0.2.7") })
	w.denied(protocol.Unauthenticated, func() error { return bad("192.0.2.8") })
	p.session(p.first)
}

func TestSuspendedAccountsSignInAndErasedOnesDoNot(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	before, _ := p.session(p.first)
	w.check(p.delete(p.first.auth, p.deletion(p.first)))
	w.ended(before)
	early, _ := p.session(p.first)
	w.holds(early)
	w.advance(7*24*time.Hour - time.Minute)
	during, _ := p.session(p.first)
	w.advance(time.Minute)
	w.holds(during)
	w.check(w.Sweep(t.Context()))
	w.ended(during)
	if rows := w.column("SELECT device FROM sessions UNION SELECT device FROM sightings"); len(rows) != 0 {
		t.Errorf("kept of an erased account: %v", rows)
	}
	w.denied(protocol.Unauthenticated, func() error { _, _, err := p.browser(p.first).signIn(); return err })
}

func TestSignInWhileTheDiskFailsChangesNothing(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	s := w.slow()
	b := p.browser(p.first)
	s.set(nil, errDisk)
	w.denied(protocol.Unavailable, func() error { _, _, err := b.signIn(); return err })
}

// What a browser calls itself is a stranger's text.
func TestAgentIsShortenedAndPrintable(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	for agent, want := range map[string]string{
		"":                        "",
		"Brow\x00ser\n\x1b[31m/1": "Browser[31m/1",
		"a\u202eb\u200bc\xff":     "abc",
		strings.Repeat("é", 999):  strings.Repeat("é", 200),
		"<script>alert(1)":        "<script>alert(1)",
	} {
		b := p.browser(p.first)
		body := b.body()
		_, session, err := w.SignIn(t.Context(), b.sign(body), body, agent, netip.Addr{})
		w.check(err)
		if session.Agent != want || session.Address != "" {
			t.Errorf("%q: got %q from %q, want %q", agent, session.Agent, session.Address, want)
		}
	}
}
