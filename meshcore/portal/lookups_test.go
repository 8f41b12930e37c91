package portal_test

import (
	"net/netip"
	"testing"
	"time"

	"meshportal/meshcore/portal"
	"meshportal/meshcore/protocol"
)

// lookup asks something as a stranger from an address.
func (w *world) lookup(from string, req protocol.Request) error {
	w.Helper()
	body, err := protocol.EncodeRequest(req)
	w.check(err)
	_, err = w.Do(w.Context(), &protocol.Call{Body: body, From: netip.MustParseAddr(from)})
	return err
}

func TestLookupsOfStrangersAreBounded(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	name := &protocol.ValidateRequest{Account: string(p.account)}
	get := &protocol.GetRequest{Account: string(p.account)}
	for i := range 120 {
		if i%2 == 0 {
			w.check(w.lookup("2001:db8::1", name))
		} else {
			w.check(w.lookup("2001:db8::2", get)) // the same /64
		}
	}
	w.refused(protocol.TooMany, func() error { return w.lookup("2001:db8::3", name) })
	w.refused(protocol.TooMany, func() error { return w.lookup("2001:db8::4", get) })
	if err := w.lookup("2001:db8::5", name); !waits(err, 500*time.Millisecond) {
		t.Errorf("%v does not say when to try again", err)
	}
	w.check(w.lookup("2001:db8:0:1::1", name)) // another network
	w.advance(time.Second)
	w.check(w.lookup("2001:db8::6", name))
}

func TestLookupsFromLoopbackAreExempt(t *testing.T) {
	w := newWorld(t, func(c *portal.Config) { c.Limits.LookupsPerMinute = 1 })
	for range 3 {
		w.check(w.lookup("127.0.0.1", &protocol.ValidateRequest{Account: "bob@" + portalName}))
		w.check(w.lookup("::1", &protocol.ValidateRequest{Account: "bob@" + portalName}))
	}
}

// TestLookupsThroughAProxyAreBounded: a portal that others reach, behind a proxy
// that it does not trust, counts everybody as one.
func TestLookupsThroughAProxyAreBounded(t *testing.T) {
	w := newWorld(t, func(c *portal.Config) { c.Limits.LookupsPerMinute, c.BaseURL = 1, "https://mesh.example" })
	w.check(w.lookup("127.0.0.1", &protocol.ValidateRequest{Account: "bob@" + portalName}))
	w.refused(protocol.TooMany, func() error {
		return w.lookup("127.0.0.1", &protocol.ValidateRequest{Account: "bob@" + portalName})
	})
}

func TestLocal(t *testing.T) {
	for url, want := range map[string]bool{
		"http://localhost:8080": true, "http://127.0.0.1": true, "http://127.9.9.9:81": true, "http://[::1]:8080": true,
		"https://mesh.example": false, "http://localhost.example": false, "http://192.0.2.1": false, "http://[2001:db8::1]": false,
	} {
		if got := portal.Local(url); got != want {
			t.Errorf("%s: %t, want %t", url, got, want)
		}
	}
}

// Every limit of zero is off; a request to join lapses all the same.
func TestLimitOfZeroIsOff(t *testing.T) {
	w := newWorld(t, func(c *portal.Config) { c.Limits = portal.Limits{} })
	p := w.person("alice")
	for range 9 {
		w.check(p.joining(w.device()).start())
	}
	for range 31 {
		w.check(p.publish(p.first, p.next()))
	}
	for range 121 {
		w.check(w.lookup("192.0.2.1", &protocol.ValidateRequest{Account: "bob@" + portalName}))
	}
	a := p.passwords()
	w.check(a.publish(p.first, a.padded(1<<10)))
	w.advance(15 * time.Minute)
	if got, err := p.pending(p.first.auth); err != nil || len(got.Pending) != 0 {
		t.Errorf("%d are pending (%v), want 0", len(got.Pending), err)
	}
}
