package portal_test

import (
	"crypto/rand"
	"slices"
	"testing"
	"time"

	"meshportal/meshcore"
	"meshportal/meshcore/jose"
	"meshportal/meshcore/portal"
	"meshportal/meshcore/protocol"
)

func TestApplication(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	phone := p.join()
	a := p.application()
	status, err := w.publish(nil, p.entry(a.sign(p.first, a.next())))
	w.check(err)
	if status != protocol.Created {
		t.Errorf("status %d of the first version, want %d", status, protocol.Created)
	}
	a = p.passwords(phone)
	doc := a.next()
	status, err = w.publish(nil, p.entry(a.sign(phone, doc)))
	w.check(err)
	if status != protocol.OK {
		t.Errorf("status %d of an editor's version, want %d", status, protocol.OK)
	}
}

func TestApplicationHeadAgainWritesNothing(t *testing.T) {
	w := newWorld(t)
	a := w.person("alice").passwords()
	before := w.size()
	w.check(a.send(a.signed))
	if w.size() != before {
		t.Errorf("the log grew to %d leaves", w.size())
	}
}

// The first device administers and edits; the phone is a member without rights.
func TestApplicationRefuses(t *testing.T) {
	for _, tt := range []struct {
		name string
		want protocol.Code
		make func(w *world, a *application, phone *device) func() error
	}{
		{"a first write by a device that does not administer", protocol.Unauthorized, func(w *world, a *application, phone *device) func() error {
			fresh := a.p.application()
			fresh.recipients[0] = phone.enc.PublicKey()
			return func() error { return fresh.publish(phone, fresh.next()) }
		}},
		{"a signer without the right", protocol.Unauthorized, func(w *world, a *application, phone *device) func() error {
			return func() error { return a.publish(phone, a.next()) }
		}},
		{"a reader as signer", protocol.Unauthorized, func(w *world, a *application, phone *device) func() error {
			next := a.p.next()
			next.Applications[1].Grant(phone.id(), meshcore.Reader)
			w.check(a.p.publish(a.p.first, next))
			a.recipients = slices.Insert(a.recipients, 1, phone.enc.PublicKey())
			return func() error { return a.publish(phone, a.next()) }
		}},
		{"an editor who was removed", protocol.Unauthorized, func(w *world, a *application, phone *device) func() error {
			b := a.p.passwords(phone)
			doc := b.next()
			a.p.remove(phone)
			return func() error { return b.publish(phone, doc) }
		}},
		{"another owner", protocol.Unauthorized, func(w *world, a *application, phone *device) func() error {
			mallory := w.person("mallory")
			stolen := mallory.application()
			stolen.id, stolen.signed = a.id, a.signed
			return func() error { return stolen.publish(mallory.first, stolen.next()) }
		}},
		{"another tag", protocol.Unauthorized, func(w *world, a *application, phone *device) func() error {
			return func() error { return a.publish(a.p.first, a.tagged("MailProfile")) }
		}},
		{"an application that is not listed any more", protocol.Unauthorized, func(w *world, a *application, phone *device) func() error {
			next := a.p.next()
			next.Applications = next.Applications[:1]
			w.check(a.p.publish(a.p.first, next))
			return func() error { return a.publish(a.p.first, a.next()) }
		}},
		{"an owner who is not here", protocol.NotFound, func(w *world, a *application, phone *device) func() error {
			stranger := w.draft("mallory").application()
			return func() error { return stranger.publish(stranger.p.first, stranger.next()) }
		}},
		{"a wrong signature", protocol.Invalid, func(w *world, a *application, phone *device) func() error {
			forged := *a.sign(a.p.first, a.next())
			forged.SignedData.Signature = a.signed.SignedData.Signature
			return func() error { return a.send(&forged) }
		}},
		{"the head with a wrong signature", protocol.Invalid, func(w *world, a *application, phone *device) func() error {
			forged := *a.signed
			forged.SignedData.Signature = a.p.signed.SignedData.Signature
			return func() error { return a.send(&forged) }
		}},
		{"an old version", protocol.Conflict, func(w *world, a *application, phone *device) func() error {
			old := a.signed
			w.check(a.publish(a.p.first, a.next()))
			return func() error { return a.send(old) }
		}},
		{"a predecessor that is not the head", protocol.Conflict, func(w *world, a *application, phone *device) func() error {
			stale := a.next()
			w.check(a.publish(a.p.first, a.next()))
			return func() error { return a.publish(a.p.first, stale) }
		}},
		{"a token from before the owner's current profile", protocol.Conflict, func(w *world, a *application, phone *device) func() error {
			doc := a.next()
			w.check(a.p.publish(a.p.first, a.p.next()))
			return func() error { return a.publish(a.p.first, doc) }
		}},
		{"a missing recipient", protocol.Conflict, func(w *world, a *application, phone *device) func() error {
			a.recipients = a.recipients[:1] // without the escrow key
			return func() error { return a.publish(a.p.first, a.next()) }
		}},
		{"a recipient too many", protocol.Conflict, func(w *world, a *application, phone *device) func() error {
			a.recipients = append(a.recipients, phone.enc.PublicKey())
			return func() error { return a.publish(a.p.first, a.next()) }
		}},
		{"a first write for others", protocol.Conflict, func(w *world, a *application, phone *device) func() error {
			fresh := a.p.application()
			fresh.recipients = append(fresh.recipients, w.key(jose.GenerateP256()).PublicKey())
			return func() error { return fresh.publish(a.p.first, fresh.next()) }
		}},
		{"a date before the predecessor's", protocol.Conflict, func(w *world, a *application, phone *device) func() error {
			doc := a.next()
			doc.Updated = meshcore.At(w.time().Add(-time.Second))
			return func() error { return a.publish(a.p.first, doc) }
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			p := w.person("alice")
			phone := p.join()
			w.refused(tt.want, tt.make(w, p.passwords(), phone))
		})
	}
}

func TestApplicationIsErasedWithItsEntry(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	a := p.passwords()
	next := p.next()
	next.Applications = next.Applications[:1]
	w.check(p.publish(p.first, next))
	w.check(w.db.View(t.Context(), func(tx portal.Tx) error {
		b, err := tx.Binding(a.id)
		w.check(err)
		versions, err := tx.Versions(a.id)
		if len(versions) != 0 || b.Unlisted.IsZero() {
			t.Errorf("%d bodies are left, unlisted since %v", len(versions), b.Unlisted)
		}
		return err
	}))
	w.refused(protocol.NotFound, func() error { return w.get(p.first, &protocol.GetRequest{Identifier: string(a.id)}) })
	w.refused(protocol.Conflict, func() error { return a.send(a.signed) }) // nothing would be kept
}

func TestApplicationKeepsItsLabelWhenListedAgain(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	a := p.passwords()
	listed := p.profile.Applications[1]
	for _, entries := range [][]meshcore.ApplicationProfileEntry{{}, {listed}} {
		next := p.next()
		next.Applications = append(next.Applications[:1], entries...)
		w.check(p.publish(p.first, next))
	}
	w.check(a.publish(p.first, a.next()))
	leaf := w.leaf(w.size() - 1)
	if leaf.Sequence != 1 {
		t.Errorf("sequence %d, want 1: the label goes on", leaf.Sequence)
	}
}

func TestListingBindsTheIdentifier(t *testing.T) {
	w := newWorld(t)
	alice, mallory := w.person("alice"), w.person("mallory")
	a := alice.application()
	w.check(a.list())
	stolen := mallory.application()
	stolen.id = a.id
	w.refused(protocol.Unauthorized, func() error { return stolen.publish(mallory.first, stolen.next()) })
	w.check(a.publish(alice.first, a.next()))
}

func TestApplicationQuota(t *testing.T) {
	w := newWorld(t, func(c *portal.Config) { c.Limits.PublishesPerDay = 4 })
	p := w.person("alice")
	a := p.passwords() // three versions with the two profiles
	w.check(a.publish(p.first, a.next()))
	w.refused(protocol.TooMany, func() error { return a.publish(p.first, a.next()) })
	w.check(p.publish(p.first, p.next())) // a profile is never refused for quota
	w.advance(25 * time.Hour)
	w.check(a.publish(p.first, a.next()))
}

// padded is an application of about a size.
func (a *application) padded(size int) *meshcore.ApplicationProfile {
	doc := a.next()
	noise := make([]byte, size)
	_, err := rand.Read(noise)
	a.p.w.check(err)
	a.p.w.check(doc.Seal(noise, a.recipients))
	return doc
}

func TestLargeMessageNeedsItsCaller(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	a := p.passwords()
	entry := p.entry(a.sign(p.first, a.padded(200<<10)))
	send := func(signer jose.Signer) func() error {
		return func() error { _, err := w.publish(signer, entry); return err }
	}
	w.refused(protocol.Unauthenticated, send(nil))
	w.refused(protocol.Unauthenticated, send(w.device().auth))

	body, err := protocol.EncodeRequest(&protocol.PublishRequest{Entry: entry})
	w.check(err)
	other := w.sign(p.first.auth, []byte("other bytes"))
	w.check(w.Admit(t.Context(), other)) // the headers hold, but are not about this body
	w.refused(protocol.Unauthenticated, func() error {
		_, err := w.Do(t.Context(), &protocol.Call{Body: body, Signature: other})
		return err
	})
	w.check(send(p.first.auth)())
}

func TestMessageSizes(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	a := p.passwords()
	w.refused(protocol.TooLarge, func() error {
		_, err := w.publish(p.first.auth, p.entry(a.sign(p.first, a.padded(4<<20))))
		return err
	})
	w.refused(protocol.TooLarge, func() error {
		return w.ask(p.first.auth, &protocol.ValidateRequest{Account: string(make([]byte, 129<<10))}, new(protocol.ValidateResponse))
	})
}

func TestAdmitKnowsCurrentDevicesAlone(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	phone := p.join()
	w.check(w.Admit(t.Context(), w.sign(phone.auth, nil)))
	p.remove(phone)
	w.refused(protocol.Unauthenticated, func() error { return w.Admit(t.Context(), w.sign(phone.auth, nil)) })
	w.refused(protocol.Unauthenticated, func() error { return w.Admit(t.Context(), w.sign(phone.sign, nil)) })
}
