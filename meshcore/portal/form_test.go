package portal_test

import (
	"crypto/rand"
	"testing"

	"meshportal/meshcore"
	"meshportal/meshcore/jose"
	"meshportal/meshcore/protocol"
	"meshportal/meshcore/udf"
)

// signed signs a document whose form nobody has checked.
func signed[P any](w *world, id udf.Fingerprint, tag string, doc *P, signer jose.Signer) *meshcore.Signed[P] {
	w.Helper()
	payload, err := meshcore.Tagged(tag, doc)
	w.check(err)
	data, err := jose.Sign(payload, signer)
	w.check(err)
	return &meshcore.Signed[P]{Identifier: id, SignedData: data}
}

func random(w *world) udf.Fingerprint {
	w.Helper()
	id, err := udf.Random(rand.Reader)
	w.check(err)
	return id
}

// Each case breaks one rule of form in protocol.md II.4.2, as a successor and
// as the first profile of an account.
func TestPersonalIsWellFormed(t *testing.T) {
	for name, spoil := range map[string]func(w *world, p *meshcore.PersonalProfile){
		"no name":              func(w *world, p *meshcore.PersonalProfile) { p.Names = nil },
		"two names":            func(w *world, p *meshcore.PersonalProfile) { p.Names = append(p.Names, p.Names[0]) },
		"a name in upper case": func(w *world, p *meshcore.PersonalProfile) { p.Names = []string{"Alice@" + portalName} },
		"no device":            func(w *world, p *meshcore.PersonalProfile) { p.Devices = nil },
		"a device twice":       func(w *world, p *meshcore.PersonalProfile) { p.Devices = append(p.Devices, p.Devices[0]) },
		"another's MasterProfile": func(w *world, p *meshcore.PersonalProfile) {
			o := w.draft("o")
			o.open(o.profile)
			p.SignedMasterProfile = o.profile.SignedMasterProfile
		},
		"no administration entry": func(w *world, p *meshcore.PersonalProfile) { p.Applications = nil },
		"an entry twice": func(w *world, p *meshcore.PersonalProfile) {
			e := entryOf(w)
			p.Applications = append(p.Applications, e, e)
		},
		"two administration entries": func(w *world, p *meshcore.PersonalProfile) {
			e := p.Applications[0]
			e.Identifier = random(w)
			p.Applications = append(p.Applications, e)
		},
		"nobody administers":      func(w *world, p *meshcore.PersonalProfile) { p.Applications[0].SignID = []udf.Fingerprint{} },
		"administration decrypts": func(w *world, p *meshcore.PersonalProfile) { p.Applications[0].DecryptID = p.Applications[0].SignID },
		"administration by a stranger": func(w *world, p *meshcore.PersonalProfile) {
			p.Applications[0].SignID = []udf.Fingerprint{w.device().id()}
		},
		"an administrator twice": func(w *world, p *meshcore.PersonalProfile) {
			p.Applications[0].SignID = append(p.Applications[0].SignID, p.Applications[0].SignID...)
		},
		"Friendly is not empty":      func(w *world, p *meshcore.PersonalProfile) { p.Applications[0].Friendly = "mine" },
		"an Identifier of no chance": func(w *world, p *meshcore.PersonalProfile) { p.Applications[0].Identifier = p.Identifier },
		"an unknown reader": func(w *world, p *meshcore.PersonalProfile) {
			e := entryOf(w)
			e.DecryptID = []udf.Fingerprint{w.device().id()}
			p.Applications = append(p.Applications, e)
		},
		"65 entries": func(w *world, p *meshcore.PersonalProfile) {
			for range 64 {
				p.Applications = append(p.Applications, entryOf(w))
			}
		},
		"65 devices": func(w *world, p *meshcore.PersonalProfile) {
			for range 64 {
				p.Devices = append(p.Devices, w.device().profile)
			}
		},
		"a key twice": func(w *world, p *meshcore.PersonalProfile) {
			d := w.device()
			p.Devices = append(p.Devices, d.profile, w.deviceOf(w.device().sign, d.auth, w.device().enc).profile)
		},
		"a token of two fields": func(w *world, p *meshcore.PersonalProfile) { p.NotaryToken = "localhost 1" },
		"a name of no device": func(w *world, p *meshcore.PersonalProfile) {
			p.DeviceNames = []meshcore.DeviceName{{Identifier: w.device().id(), Friendly: "x"}}
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			p := w.person("alice")
			next := p.next()
			spoil(w, next)
			bad := signed(w, next.Identifier, next.Tag(), next, p.first.sign)
			w.refused(protocol.Invalid, func() error { return p.send(next, bad) })

			q := w.draft("bob")
			genesis := w.key(jose.GenerateEd25519(rand.Reader))
			q.openWith(q.profile, genesis, meshcore.At(w.time()))
			spoil(w, q.profile)
			first := signed(w, q.profile.Identifier, q.profile.Tag(), q.profile, genesis)
			w.refused(protocol.Invalid, func() error { return w.create(q.account, q.entry(first)) })
		})
	}
}

func entryOf(w *world) meshcore.ApplicationProfileEntry {
	w.Helper()
	return meshcore.ApplicationProfileEntry{Identifier: random(w), Type: credentials, SignID: []udf.Fingerprint{}}
}

func TestGenesisKeyIsNoDevicesKey(t *testing.T) {
	w := newWorld(t)
	p := w.draft("alice")
	w.refused(protocol.Invalid, func() error {
		master := signed(w, p.profile.Identifier, "MasterProfile", &meshcore.MasterProfile{
			Identifier: p.profile.Identifier, Updated: p.profile.Updated,
			MasterSignatureKey:  meshcore.StateKey(p.master.PublicKey()),
			MasterEscrowKeys:    []meshcore.PublicKey{meshcore.StateKey(p.escrow.PublicKey())},
			OnlineSignatureKeys: []meshcore.PublicKey{meshcore.StateKey(p.first.sign.PublicKey())},
		}, p.master)
		p.profile.SignedMasterProfile = *master
		return w.create(p.account, p.entry(signed(w, p.profile.Identifier, p.profile.Tag(), p.profile, p.first.sign)))
	})
}

func TestIdentifierOutsideIsThatInside(t *testing.T) {
	w := newWorld(t)
	p, bob := w.person("alice"), w.person("bob")
	next := p.next()
	bad := signed(w, bob.profile.Identifier, next.Tag(), next, p.first.sign)
	w.refused(protocol.Invalid, func() error { return p.send(next, bad) })
	a := p.passwords()
	doc := a.next()
	w.refused(protocol.Invalid, func() error { return a.send(signed(w, random(w), doc.Tag(), doc, p.first.sign)) })
}

// Each case breaks one rule of form in protocol.md II.4.3.
func TestApplicationIsWellFormed(t *testing.T) {
	for name, spoil := range map[string]func(w *world, a *application, doc *meshcore.ApplicationProfile){
		"a ciphertext of another application": func(w *world, a *application, doc *meshcore.ApplicationProfile) {
			doc.EncryptedData = a.p.application().next().EncryptedData
		},
		"a ciphertext of another owner": func(w *world, a *application, doc *meshcore.ApplicationProfile) {
			mine := *doc
			mine.PersonalUDF = w.person("bob").profile.Identifier
			w.check(mine.Seal([]byte("{}"), a.recipients))
			doc.EncryptedData = mine.EncryptedData
		},
		"a ciphertext of another tag": func(w *world, a *application, doc *meshcore.ApplicationProfile) {
			doc.EncryptedData = a.tagged("MailProfile").EncryptedData
		},
		"an Identifier of no chance": func(w *world, a *application, doc *meshcore.ApplicationProfile) {
			doc.Identifier = a.p.profile.Identifier
			w.check(doc.Seal([]byte("{}"), a.recipients))
		},
		"a random owner": func(w *world, a *application, doc *meshcore.ApplicationProfile) {
			doc.PersonalUDF = a.id
			w.check(doc.Seal([]byte("{}"), a.recipients))
		},
		"no token": func(w *world, a *application, doc *meshcore.ApplicationProfile) { doc.NotaryToken = "" },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			a := w.person("alice").passwords()
			doc := a.next()
			spoil(w, a, doc)
			bad := signed(w, doc.Identifier, doc.Tag(), doc, a.p.first.sign)
			w.refused(protocol.Invalid, func() error { return a.send(bad) })
		})
	}
	for _, tag := range []string{"PersonalProfile", "AdministrationProfile", "MasterProfile", "Credential"} {
		t.Run(tag, func(t *testing.T) {
			w := newWorld(t)
			a := w.person("alice").application()
			doc := a.tagged(tag)
			bad := signed(w, doc.Identifier, tag, doc, a.p.first.sign)
			w.refused(protocol.Invalid, func() error { return a.send(bad) })
		})
	}
}
