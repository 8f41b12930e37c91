package portal_test

import (
	"crypto/rand"
	"errors"
	"net/netip"
	"testing"
	"time"

	"meshportal/meshcore"
	"meshportal/meshcore/jose"
	"meshportal/meshcore/portal"
	"meshportal/meshcore/protocol"
)

func TestConnectStart(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	j := p.joining(w.device())
	var answer protocol.ConnectStartResponse
	w.check(j.send(nil, j.request(), &answer))
	if want := meshcore.At(w.time().Add(15 * time.Minute)).String(); answer.Status != protocol.Created || answer.Expires != want {
		t.Errorf("status %d until %s, want 201 until %s", answer.Status, answer.Expires, want)
	}
	before := w.rows()
	w.check(j.send(nil, j.request(), &answer)) // the answer was lost
	if answer.Status != protocol.OK {
		t.Errorf("status %d the second time, want 200", answer.Status)
	}
	w.unchanged(before)
	if w.size() != 1 {
		t.Error("a request is in the log")
	}
}

// Each case breaks one rule of protocol.md II.4.4 or II.8.
func TestConnectStartRefuses(t *testing.T) {
	for _, tt := range []struct {
		name string
		want protocol.Code
		make func(w *world, p *person) *joining
	}{
		{"another's signature", protocol.Invalid, func(w *world, p *person) *joining {
			j, other := p.joining(w.device()), p.joining(w.device())
			j.signed.SignedData.Signature = other.signed.SignedData.Signature
			return j
		}},
		{"signed by a device that it does not name", protocol.Invalid, func(w *world, p *person) *joining {
			j := p.joining(w.device())
			signed, err := meshcore.Sign(&meshcore.ConnectionRequest{
				ParentUDF: p.profile.Identifier, Device: j.d.profile, BlockToken: blockToken(w.checkpoint()),
			}, p.first.sign)
			w.check(err)
			j.signed = signed
			return j
		}},
		{"an unknown account", protocol.NotFound, func(w *world, p *person) *joining {
			return w.draft("nobody").joining(w.device())
		}},
		{"another profile than the account's", protocol.NotFound, func(w *world, p *person) *joining {
			j := w.person("bob").joining(w.device())
			j.p = p
			return j
		}},
		{"a device of another profile", protocol.Unauthorized, func(w *world, p *person) *joining {
			return p.joining(w.person("bob").first)
		}},
		{"a key of another profile", protocol.Unauthorized, func(w *world, p *person) *joining {
			return p.joining(w.deviceOf(w.device().sign, w.device().auth, w.person("bob").first.enc))
		}},
		{"the master escrow key", protocol.Unauthorized, func(w *world, p *person) *joining {
			return p.joining(w.deviceOf(w.device().sign, w.device().auth, p.escrow))
		}},
		{"a device that was removed", protocol.Unauthorized, func(w *world, p *person) *joining {
			d := p.join()
			p.remove(d)
			return p.joining(d)
		}},
		{"a removed device's authentication key", protocol.Unauthorized, func(w *world, p *person) *joining {
			d := p.join()
			p.remove(d)
			return p.joining(w.deviceOf(w.device().sign, d.auth, w.device().enc))
		}},
		{"a member", protocol.Conflict, func(w *world, p *person) *joining { return p.joining(p.first) }},
		{"a BlockToken of another log", protocol.Conflict, func(w *world, p *person) *joining {
			c := w.checkpoint()
			c.Origin = "elsewhere.example/mesh"
			return p.joiningAt(w.device(), c)
		}},
		{"a BlockToken of another root", protocol.Conflict, func(w *world, p *person) *joining {
			c := w.checkpoint()
			c.Root[0] ^= 1
			return p.joiningAt(w.device(), c)
		}},
		{"a BlockToken of the future", protocol.Conflict, func(w *world, p *person) *joining {
			c := w.checkpoint()
			c.Size++
			return p.joiningAt(w.device(), c)
		}},
		{"a BlockToken older than the newest checkpoint of fifteen minutes ago", protocol.Conflict, func(w *world, p *person) *joining {
			c := w.checkpoint()
			w.person("bob")
			w.advance(15*time.Minute + time.Second)
			return p.joiningAt(w.device(), c)
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			j := tt.make(w, w.person("alice"))
			w.refused(tt.want, j.start)
		})
	}
}

func TestConnectStartBlockTokenMayBeOldOnAQuietLog(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	quiet := w.checkpoint()
	w.advance(24 * time.Hour)
	w.check(p.joiningAt(w.device(), quiet).start())
	w.person("bob")
	w.advance(15 * time.Minute) // the last instant
	w.check(p.joiningAt(w.device(), quiet).start())
}

func TestConnectStartAtMostEightLivePerAccount(t *testing.T) {
	w := newWorld(t)
	p, bob := w.person("alice"), w.person("bob")
	var last *joining
	for range 8 {
		last = p.joining(w.device())
		w.check(last.start())
	}
	ninth := p.joining(w.device())
	w.refused(protocol.TooMany, ninth.start) // the new one is refused, no old one evicted
	if err := ninth.start(); !waits(err, 15*time.Minute) {
		t.Errorf("%v does not say when to try again", err)
	}
	w.check(bob.joining(w.device()).start()) // another account's are others
	w.check(last.cancel(last.d.auth))
	w.check(ninth.start())
	w.advance(15 * time.Minute)
	w.check(p.joining(w.device()).start())
	if got, err := p.pending(p.first.auth); err != nil || len(got.Pending) != 1 {
		t.Errorf("%d are pending (%v), want 1: the others have lapsed", len(got.Pending), err)
	}
}

// waits reports whether a refusal says to wait as long.
func waits(err error, d time.Duration) bool {
	var e *protocol.Error
	return errors.As(err, &e) && e.Code == protocol.TooMany && e.RetryAfter == d
}

func TestConnectStartOneLivePerAddress(t *testing.T) {
	for _, tt := range []struct {
		name, first, second string
		want                protocol.Code // 0: accepted
	}{
		{"the same IPv4 address", "192.0.2.1", "192.0.2.1", protocol.TooMany},
		{"the same, mapped", "192.0.2.1", "::ffff:192.0.2.1", protocol.TooMany},
		{"its neighbour", "192.0.2.1", "192.0.2.2", 0},
		{"the same /64", "2001:db8::1", "2001:db8::ffff:1", protocol.TooMany},
		{"the same /64, with a zone", "fe80::1%eth0", "fe80::2%eth1", protocol.TooMany},
		{"another /64", "2001:db8::1", "2001:db8:0:1::1", 0},
		{"loopback is exempt", "127.0.0.1", "127.0.0.1", 0},
		{"loopback is exempt", "::1", "::1", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			p := w.person("alice")
			one, two := p.joining(w.device()), p.joining(w.device())
			one.from, two.from = netip.MustParseAddr(tt.first), netip.MustParseAddr(tt.second)
			w.check(one.start())
			if tt.want == 0 {
				w.check(two.start())
				return
			}
			w.refused(tt.want, two.start)
			two.p = w.person("bob") // per account
			other := two.p.joining(two.d)
			other.from = two.from
			w.check(other.start())
		})
	}
}

func TestConnectStartIsFoldedByDevice(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	d := w.device()
	first := p.joining(d)
	w.check(first.start())
	w.person("bob") // the log grows, so the next request is another
	second := p.joining(d)
	second.from = first.from
	w.check(second.start())
	got, err := p.pending(p.first.auth)
	w.check(err)
	if len(got.Pending) != 1 || got.Pending[0].Version() != second.signed.Version() {
		t.Errorf("%d requests are pending, want the device's newest", len(got.Pending))
	}
	w.refused(protocol.NotFound, func() error { return first.complete(p.first, first.result(meshcore.Rejected)) })
}

func TestConnectStartBlockedDeviceIsRefused(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	j := p.joining(w.device())
	w.check(j.start())
	r := j.result(meshcore.Rejected)
	r.Block = true
	w.check(j.complete(p.first, r))
	again := p.joining(j.d)
	w.refused(protocol.Unauthorized, again.start)
	got, err := p.pending(p.first.auth)
	w.check(err)
	if len(got.Blocked) != 1 || got.Blocked[0] != string(j.d.id()) {
		t.Errorf("blocked are %v", got.Blocked)
	}
	_, err = p.pendingWith(p.first.auth, &protocol.ConnectPendingRequest{Unblock: got.Blocked})
	w.check(err)
	w.check(again.start()) // reversible
}

func TestConnectCancel(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	j := p.joining(w.device())
	w.refused(protocol.NotFound, func() error { return j.cancel(j.d.auth) }) // not lodged yet
	w.check(j.start())
	w.refused(protocol.Unauthenticated, func() error { return j.cancel(nil) })
	w.refused(protocol.Unauthenticated, func() error { return j.cancel(j.d.sign) })
	w.refused(protocol.Unauthenticated, func() error { return j.cancel(p.first.auth) })
	stolen := w.deviceOf(j.d.sign, w.key(jose.GenerateEd25519(rand.Reader)), j.d.enc)
	w.refused(protocol.NotFound, func() error { return p.joining(stolen).cancel(stolen.auth) })
	w.check(j.cancel(j.d.auth))
	if got, err := p.pending(p.first.auth); err != nil || len(got.Pending) != 0 {
		t.Errorf("%d are pending after it was cancelled (%v)", len(got.Pending), err)
	}
	w.refused(protocol.NotFound, func() error { return j.complete(p.first, j.result(meshcore.Rejected)) })
	next := p.next()
	next.Devices = append(next.Devices, j.d.profile)
	w.refused(protocol.Unauthorized, func() error { return p.publish(p.first, next) })
	w.check(j.start()) // and asked again
}

// To ask and to cancel over and over leaves nothing behind.
func TestConnectCancelKeepsNothing(t *testing.T) {
	w := newWorld(t, func(c *portal.Config) { c.Limits.AsksPerMinute = 0 })
	p := w.person("alice")
	from := p.joining(w.device()).from
	for range 20 {
		j := p.joining(w.device())
		j.from = from
		w.check(j.start())
		w.check(j.cancel(j.d.auth))
	}
	if kept := w.column("SELECT device FROM connections"); len(kept) != 0 {
		t.Errorf("%d requests are kept", len(kept))
	}
}
