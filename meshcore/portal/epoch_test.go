package portal_test

import (
	"crypto/rand"
	"testing"
	"time"

	"meshportal/meshcore"
	"meshportal/meshcore/jose"
	"meshportal/meshcore/protocol"
	"meshportal/meshcore/udf"
)

// recovered is a profile with a new device alone, as recovery makes it.
func (p *person) recovered(d *device) *meshcore.PersonalProfile {
	next := p.next()
	next.Devices = []meshcore.SignedDeviceProfile{d.profile}
	for i := range next.Applications {
		next.Applications[i].SignID, next.Applications[i].DecryptID = []udf.Fingerprint{d.id()}, nil
	}
	return next
}

func TestEpochOneNewDeviceNeedsNoRequest(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	w.advance(time.Second)
	fresh := w.device()
	next := p.recovered(fresh)
	w.check(p.send(next, p.open(next)))
	w.check(p.publish(fresh, p.next()))
	w.refused(protocol.Unauthorized, func() error { return p.publish(p.first, p.next()) }) // dropped
}

func TestEpochMayFollowAnyVersion(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	first, old := p.signed.Version(), w.checkpoint()
	phone := p.join()
	w.advance(time.Second)
	next := p.next()
	next.NotaryToken = tokenAt(old, &first) // its size counts against that one
	w.check(p.send(next, p.open(next)))
	w.check(p.publish(p.first, p.next()))
	if _, ok := p.profile.Device(phone.id()); !ok {
		t.Error("a device that the opener keeps is gone")
	}
}

func TestEpochRefuses(t *testing.T) {
	for _, tt := range []struct {
		name string
		want protocol.Code
		make func(w *world, p *person) (*meshcore.PersonalProfile, *meshcore.SignedPersonalProfile)
	}{
		{"a MasterProfile that is not later", protocol.Unauthorized, func(w *world, p *person) (*meshcore.PersonalProfile, *meshcore.SignedPersonalProfile) {
			next := p.next()
			return next, p.openWith(next, w.key(jose.GenerateEd25519(rand.Reader)), p.profile.Master().Updated)
		}},
		{"two new devices", protocol.Unauthorized, func(w *world, p *person) (*meshcore.PersonalProfile, *meshcore.SignedPersonalProfile) {
			next := p.recovered(w.device())
			next.Devices = append(next.Devices, w.device().profile)
			return next, p.open(next)
		}},
		{"a device as signer", protocol.Unauthorized, func(w *world, p *person) (*meshcore.PersonalProfile, *meshcore.SignedPersonalProfile) {
			next := p.next()
			p.open(next)
			return next, p.seal(next, p.first.sign)
		}},
		{"a version that was never here", protocol.Conflict, func(w *world, p *person) (*meshcore.PersonalProfile, *meshcore.SignedPersonalProfile) {
			next := p.next()
			next.NotaryToken = w.token(&meshcore.VersionID{1})
			return next, p.open(next)
		}},
		{"no predecessor", protocol.Conflict, func(w *world, p *person) (*meshcore.PersonalProfile, *meshcore.SignedPersonalProfile) {
			next := p.next()
			next.NotaryToken = w.token(nil)
			return next, p.open(next)
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			p := w.person("alice")
			w.advance(time.Second)
			next, signed := tt.make(w, p)
			w.refused(tt.want, func() error { return p.send(next, signed) })
		})
	}
}

func TestEpochGenesisKeyIsUsedOnce(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	genesis := w.key(jose.GenerateEd25519(rand.Reader))
	for _, key := range []jose.PrivateKey{genesis, w.key(jose.GenerateEd25519(rand.Reader))} {
		w.advance(time.Second)
		next := p.next()
		w.check(p.send(next, p.openWith(next, key, meshcore.At(w.time()))))
	}
	w.advance(time.Second)
	next := p.next()
	again := p.openWith(next, genesis, meshcore.At(w.time())) // of the epoch before the last
	w.refused(protocol.Unauthorized, func() error { return p.send(next, again) })
}

func TestEpochRemovedDeviceStaysRemoved(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	phone := p.join()
	p.remove(phone)
	w.advance(time.Second)
	next := p.recovered(phone)
	signed := p.open(next)
	w.refused(protocol.Unauthorized, func() error { return p.send(next, signed) })
}
