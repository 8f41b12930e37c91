package portal_test

import (
	"crypto/rand"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"meshportal/meshcore"
	"meshportal/meshcore/jose"
	"meshportal/meshcore/protocol"
)

// A key is one thing of one profile, for ever (protocol.md II.4.2). The keys
// of a new device that opens an epoch, or asked to join, are tried.
func TestKeyIsOneThingOfOneProfile(t *testing.T) {
	for _, tt := range []struct {
		name string
		make func(w *world, p *person, d *device) *device
	}{
		{"the escrow key of a former epoch", func(w *world, p *person, d *device) *device {
			former := p.escrow
			p.escrow = w.key(jose.GenerateP256())
			w.advance(time.Second)
			next := p.next()
			w.check(p.send(next, p.open(next)))
			return w.deviceOf(d.sign, d.auth, former)
		}},
		{"the genesis key of a former epoch", func(w *world, p *person, d *device) *device {
			genesis := w.key(jose.GenerateEd25519(rand.Reader))
			for _, key := range []jose.PrivateKey{genesis, w.key(jose.GenerateEd25519(rand.Reader))} {
				w.advance(time.Second)
				next := p.next()
				w.check(p.send(next, p.openWith(next, key, meshcore.At(w.time()))))
			}
			return w.deviceOf(d.sign, genesis, d.enc)
		}},
		{"the signature key of another profile's device", func(w *world, p *person, d *device) *device {
			return w.deviceOf(w.person("bob").first.sign, d.auth, d.enc)
		}},
		{"another profile's signature key, to authenticate", func(w *world, p *person, d *device) *device {
			return w.deviceOf(d.sign, w.person("bob").first.sign, d.enc)
		}},
		{"another profile's master key", func(w *world, p *person, d *device) *device {
			return w.deviceOf(d.sign, w.person("bob").master, d.enc)
		}},
		{"another profile's escrow key", func(w *world, p *person, d *device) *device {
			return w.deviceOf(d.sign, d.auth, w.person("bob").escrow)
		}},
		{"a removed device's encryption key", func(w *world, p *person, d *device) *device {
			gone := p.join()
			p.remove(gone)
			return w.deviceOf(d.sign, d.auth, gone.enc)
		}},
		{"a removed device's signature key, to authenticate", func(w *world, p *person, d *device) *device {
			gone := p.join()
			p.remove(gone)
			return w.deviceOf(d.sign, gone.sign, d.enc)
		}},
		{"a removed device's signature key with new others", func(w *world, p *person, d *device) *device {
			gone := p.join()
			p.remove(gone)
			return w.deviceOf(gone.sign, d.auth, d.enc)
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			p := w.person("alice")
			d := tt.make(w, p, w.device())
			w.refused(protocol.Unauthorized, p.joining(d).start)
			w.advance(time.Second)
			next := p.recovered(d)
			opener := p.open(next)
			w.refused(protocol.Unauthorized, func() error { return p.send(next, opener) })
		})
	}
}

// Keys that two profiles claim at the same time go to the first.
func TestDeviceJoinsOneProfile(t *testing.T) {
	w := newWorld(t)
	p, bob := w.person("alice"), w.person("bob")
	j := p.joining(w.device())
	other := bob.joining(j.d)
	w.check(j.start())
	w.check(other.start()) // of neither yet
	j.admit()
	next := bob.next()
	next.Devices = append(next.Devices, j.d.profile)
	w.refused(protocol.Unauthorized, func() error { return bob.publish(bob.first, next) })
}

func TestOneSuccessorOfAVersion(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	a := p.passwords()
	profiles, applications := make([][]byte, 8), make([][]byte, 8)
	for i := range profiles {
		next := p.next()
		next.Updated = meshcore.At(w.time().Add(time.Duration(i) * time.Second))
		profiles[i] = p.entry(p.seal(next, p.first.sign))
		applications[i] = p.entry(a.sign(p.first, a.next()))
	}
	for _, entries := range [][][]byte{applications, profiles} {
		before := w.size()
		var won atomic.Int32
		var all sync.WaitGroup
		for _, entry := range entries {
			all.Go(func() {
				if _, err := w.publish(nil, entry); err == nil {
					won.Add(1)
				}
			})
		}
		all.Wait()
		if won.Load() != 1 || w.size() != before+1 {
			t.Errorf("%d were accepted, %d leaves more; want 1", won.Load(), w.size()-before)
		}
	}
}

// What a removed administration device signed before it was removed is judged
// by what is current when it arrives.
func TestRemovedAdministratorDecidesNothing(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	second := p.join()
	next := p.next()
	next.Applications[0].SignID = append(next.Applications[0].SignID, second.id())
	w.check(p.publish(p.first, next))
	a := p.passwords()
	j := p.joining(w.device())
	w.check(j.start())
	p.remove(second)
	w.refused(protocol.Unauthorized, func() error { return p.publish(second, p.next()) })
	w.refused(protocol.Unauthorized, func() error { return a.publish(second, a.next()) })
	w.refused(protocol.NotFound, func() error { return j.complete(second, j.result(meshcore.Rejected)) })
	w.refused(protocol.Unauthenticated, func() error { _, err := p.pending(second.auth); return err })
	w.refused(protocol.Unauthenticated, func() error { return p.kit().publish(second.auth) })
	w.refused(protocol.Unauthenticated, func() error { return p.delete(second.auth, p.deletion(second)) })
	w.refused(protocol.Unauthorized, func() error { return p.delete(p.first.auth, p.deletion(second)) })
}
