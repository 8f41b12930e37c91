package portal_test

import (
	"crypto/rand"
	"testing"
	"time"

	"meshportal/meshcore"
	"meshportal/meshcore/jose"
	"meshportal/meshcore/portal"
	"meshportal/meshcore/protocol"
	"meshportal/meshcore/udf"
)

func TestPersonalSuccessor(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	next := p.next()
	next.DeviceNames = []meshcore.DeviceName{{Identifier: p.first.id(), Friendly: "laptop"}}
	w.check(p.publish(p.first, next))
	if w.size() != 2 {
		t.Errorf("the log has %d leaves, want 2", w.size())
	}
}

func TestPersonalHeadAgainWritesNothing(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	w.check(p.publish(p.first, p.next()))
	status, err := w.publish(nil, p.entry(p.signed))
	w.check(err)
	if status != protocol.OK || w.size() != 2 {
		t.Errorf("status %d, %d leaves; want 200 and 2", status, w.size())
	}
}

func TestPersonalHeadAgainWithAnotherSignatureIsInvalid(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	w.check(p.publish(p.first, p.next()))
	forged := *p.signed
	forged.SignedData.Signature = p.profile.Devices[0].SignedData.Signature
	w.refused(protocol.Invalid, func() error { return p.send(p.profile, &forged) })
}

func TestPersonalOldVersionIsConflict(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	phone := p.join()
	old, signed := p.profile, p.signed
	p.remove(phone)
	w.refused(protocol.Conflict, func() error { return p.send(old, signed) })
}

func TestPersonalNewDeviceNeedsItsRequest(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	add := func(d *device) func() error {
		return func() error {
			next := p.next()
			next.Devices = append(next.Devices, d.profile)
			return p.publish(p.first, next)
		}
	}
	phone := w.device()
	w.refused(protocol.Unauthorized, add(phone))

	w.check(p.ask(phone))
	other := w.deviceOf(phone.sign, w.key(jose.GenerateEd25519(rand.Reader)), phone.enc)
	w.refused(protocol.Unauthorized, add(other)) // asked with another device profile

	w.advance(16 * time.Minute)
	w.refused(protocol.Unauthorized, add(phone)) // lapsed

	w.check(p.ask(phone))
	w.check(add(phone)())
}

// The first device is the administration device, the phone a mere member.
func TestPersonalSuccessorRefuses(t *testing.T) {
	for _, tt := range []struct {
		name string
		want protocol.Code
		make func(w *world, p *person, phone *device) func() error
	}{
		{"a signer who does not administer", protocol.Unauthorized, func(w *world, p *person, phone *device) func() error {
			return func() error { return p.publish(phone, p.next()) }
		}},
		{"a signer of no profile", protocol.Unauthorized, func(w *world, p *person, phone *device) func() error {
			return func() error { return p.publish(w.device(), p.next()) }
		}},
		{"a signer who appoints itself", protocol.Unauthorized, func(w *world, p *person, phone *device) func() error {
			next := p.next()
			next.Applications[0].SignID = append(next.Applications[0].SignID, phone.id())
			return func() error { return p.publish(phone, next) }
		}},
		{"the genesis key's second use", protocol.Unauthorized, func(w *world, p *person, phone *device) func() error {
			genesis := w.key(jose.GenerateEd25519(rand.Reader))
			w.advance(time.Second)
			next := p.next()
			w.check(p.send(next, p.openWith(next, genesis, meshcore.At(w.time()))))
			return func() error { return p.send(p.next(), p.seal(p.next(), genesis)) }
		}},
		{"another account", protocol.Unauthorized, func(w *world, p *person, phone *device) func() error {
			next := p.next()
			next.Names = []string{"mallory@" + portalName}
			return func() error { return p.publish(p.first, next) }
		}},
		{"another administration entry", protocol.Unauthorized, func(w *world, p *person, phone *device) func() error {
			next := p.next()
			next.Applications[0].Identifier, _ = udf.Random(rand.Reader)
			return func() error { return p.publish(p.first, next) }
		}},
		{"an application of another profile", protocol.Unauthorized, func(w *world, p *person, phone *device) func() error {
			stolen := w.person("bob").passwords()
			next := p.next()
			next.Applications = append(next.Applications, meshcore.ApplicationProfileEntry{Identifier: stolen.id, Type: credentials, SignID: []udf.Fingerprint{}})
			return func() error { return p.publish(p.first, next) }
		}},
		{"an application under another tag", protocol.Unauthorized, func(w *world, p *person, phone *device) func() error {
			p.passwords()
			next := p.next()
			next.Applications[1].Type = "MailProfile"
			return func() error { return p.publish(p.first, next) }
		}},
		{"a device of another profile", protocol.Unauthorized, func(w *world, p *person, phone *device) func() error {
			next := p.next()
			next.Devices = append(next.Devices, w.person("bob").first.profile)
			return func() error { return p.publish(p.first, next) }
		}},
		{"a device that was removed", protocol.Unauthorized, func(w *world, p *person, phone *device) func() error {
			p.remove(phone)
			next := p.next()
			next.Devices = append(next.Devices, phone.profile)
			return func() error { return p.publish(p.first, next) }
		}},
		{"a predecessor that is not the head", protocol.Conflict, func(w *world, p *person, phone *device) func() error {
			stale := p.next()
			w.check(p.publish(p.first, p.next()))
			stale.Updated = meshcore.At(w.time().Add(time.Second))
			return func() error { return p.publish(p.first, stale) }
		}},
		{"no predecessor", protocol.Conflict, func(w *world, p *person, phone *device) func() error {
			next := p.next()
			next.NotaryToken = w.token(nil)
			return func() error { return p.publish(p.first, next) }
		}},
		{"a token from before the head", protocol.Conflict, func(w *world, p *person, phone *device) func() error {
			before := w.checkpoint()
			w.check(p.publish(p.first, p.next()))
			next, version := p.next(), p.signed.Version()
			next.NotaryToken = tokenAt(before, &version)
			return func() error { return p.publish(p.first, next) }
		}},
		{"a token of another root", protocol.Conflict, func(w *world, p *person, phone *device) func() error {
			next, version, c := p.next(), p.signed.Version(), w.checkpoint()
			c.Root[0] ^= 1
			next.NotaryToken = tokenAt(c, &version)
			return func() error { return p.publish(p.first, next) }
		}},
		{"a token of another log", protocol.Conflict, func(w *world, p *person, phone *device) func() error {
			next, version, c := p.next(), p.signed.Version(), w.checkpoint()
			c.Origin = "elsewhere.example/mesh"
			next.NotaryToken = tokenAt(c, &version)
			return func() error { return p.publish(p.first, next) }
		}},
		{"a token of the future", protocol.Conflict, func(w *world, p *person, phone *device) func() error {
			next, version, c := p.next(), p.signed.Version(), w.checkpoint()
			c.Size++
			next.NotaryToken = tokenAt(c, &version)
			return func() error { return p.publish(p.first, next) }
		}},
		{"a date before the predecessor's", protocol.Conflict, func(w *world, p *person, phone *device) func() error {
			next := p.next()
			next.Updated = meshcore.At(next.Updated.Add(-time.Second))
			return func() error { return p.publish(p.first, next) }
		}},
		{"a date in the future", protocol.Conflict, func(w *world, p *person, phone *device) func() error {
			next := p.next()
			next.Updated = meshcore.At(w.time().Add(5*time.Minute + time.Second))
			return func() error { return p.publish(p.first, next) }
		}},
		{"an unknown profile", protocol.NotFound, func(w *world, p *person, phone *device) func() error {
			stranger := w.draft("mallory")
			stranger.open(stranger.profile)
			return func() error { return stranger.publish(stranger.first, stranger.next()) }
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			p := w.person("alice")
			phone := p.join()
			w.refused(tt.want, tt.make(w, p, phone))
		})
	}
}

func TestUpdatedMayStayOrGoASecondPastThePredecessor(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	ahead := p.next()
	ahead.Updated = meshcore.At(w.time().Add(5 * time.Minute))
	w.check(p.publish(p.first, ahead))
	w.check(p.publish(p.first, p.next())) // the same date again
	second := p.next()
	second.Updated = meshcore.At(p.profile.Updated.Add(time.Second))
	w.check(p.publish(p.first, second))
}

func TestPersonalRateIsPerDevice(t *testing.T) {
	w := newWorld(t, func(c *portal.Config) { c.Limits.DeviceBurst, c.Limits.DevicePerMinute = 2, 1 })
	p := w.person("alice")
	w.check(p.publish(p.first, p.next()))
	w.check(p.publish(p.first, p.next()))
	w.refused(protocol.TooMany, func() error { return p.publish(p.first, p.next()) })

	w.advance(time.Second)
	next := p.next() // an epoch is outside of rates
	w.check(p.send(next, p.open(next)))
}

func TestPersonalRefusalTakesNoRate(t *testing.T) {
	w := newWorld(t, func(c *portal.Config) { c.Limits.DeviceBurst, c.Limits.DevicePerMinute = 1, 1 })
	p := w.person("alice")
	stale := p.next()
	stale.NotaryToken = w.token(nil)
	for range 3 {
		w.refused(protocol.Conflict, func() error { return p.publish(p.first, stale) })
	}
	w.check(p.publish(p.first, p.next()))
}
