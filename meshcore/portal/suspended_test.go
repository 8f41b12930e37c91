package portal_test

import (
	"crypto/rand"
	"testing"
	"time"

	"meshportal/meshcore"
	"meshportal/meshcore/jose"
	"meshportal/meshcore/protocol"
)

// An account that waits to be erased takes nothing but a profile, and shows
// its devices what it has.
func TestSuspendedAccountTakesProfilesAlone(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	a, k, later := p.passwords(), p.kit(), p.kit()
	w.check(k.publish(p.first.auth))
	w.check(p.delete(p.first.auth, p.deletion(p.first)))
	for name, do := range map[string]func() error{
		"an application":             func() error { return a.publish(p.first, a.next()) },
		"a new application":          func() error { b := p.application(); return b.publish(p.first, b.next()) },
		"a recovery entry":           func() error { return later.publish(p.first.auth) },
		"a recovery entry's erasure": func() error { return k.erase(p.first.auth) },
		"the master key's":           func() error { return later.publish(p.master) },
		"a request to join":          p.joining(w.device()).start,
	} {
		t.Log(name)
		w.refused(protocol.Unauthorized, do)
	}
	w.refused(protocol.Conflict, w.draft("alice").create)
	w.check(w.get(p.first, &protocol.GetRequest{Account: string(p.account)}))
	w.check(w.get(p.first, &protocol.GetRequest{Identifier: string(a.id)}))

	w.advance(7*24*time.Hour - time.Second)
	w.check(w.Sweep(t.Context()))
	fresh := w.device() // recovery cancels it, too
	next := p.recovered(fresh)
	w.check(p.send(next, p.open(next)))
	w.advance(time.Hour)
	w.check(w.Sweep(t.Context()))
	w.check(later.publish(fresh.auth))
}

func TestErasedAccountKeepsItsKeysAndIdentifiers(t *testing.T) {
	w := newWorld(t)
	p, mallory := w.person("alice"), w.person("mallory")
	a, k := p.passwords(), p.kit()
	w.check(k.publish(p.first.auth))
	w.check(p.delete(p.first.auth, p.deletion(p.first)))
	w.advance(7 * 24 * time.Hour)
	w.check(w.Sweep(t.Context()))

	w.refused(protocol.Unauthorized, mallory.joining(p.first).start) // its devices' keys
	stolen := mallory.application()
	stolen.id = a.id
	w.refused(protocol.Unauthorized, func() error { return stolen.publish(mallory.first, stolen.next()) })
	w.refused(protocol.Unauthorized, func() error { _, err := w.publish(mallory.first.auth, k.entry); return err })
	again := w.draft("second") // the profile under another name
	again.master, again.profile.Identifier = p.master, p.profile.Identifier
	w.refused(protocol.Unauthorized, func() error { // with its escrow key, which is known
		again.escrow = mallory.escrow
		return again.create()
	})
	again = w.draft("third")
	again.master, again.profile.Identifier = p.master, p.profile.Identifier
	w.refused(protocol.Conflict, again.create)
	w.refused(protocol.NotFound, p.joining(w.device()).start)
	w.refused(protocol.Unauthenticated, func() error { _, err := p.pending(p.first.auth); return err })
	w.refused(protocol.Unauthenticated, func() error { return p.kit().publish(p.master) })
	next := *p.profile
	next.Updated = meshcore.At(w.time())
	w.refused(protocol.NotFound, func() error { return p.send(&next, p.open(&next)) })
}

// One who has the master key once must not end the epochs for ever.
func TestMasterProfileIsNotOfTheFuture(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	far := meshcore.At(w.time().AddDate(10, 0, 0))
	next := p.next()
	opener := p.openWith(next, w.key(jose.GenerateEd25519(rand.Reader)), far)
	w.refused(protocol.Conflict, func() error { return p.send(next, opener) })
	soon := meshcore.At(w.time().Add(5 * time.Minute))
	w.check(p.send(next, p.openWith(next, w.key(jose.GenerateEd25519(rand.Reader)), soon)))
	second := p.next() // a second past it, as a client does whose clock is behind
	w.check(p.send(second, p.openWith(second, w.key(jose.GenerateEd25519(rand.Reader)), meshcore.At(soon.Add(time.Second)))))

	q := w.draft("bob")
	q.signed = q.openWith(q.profile, w.key(jose.GenerateEd25519(rand.Reader)), far)
	w.refused(protocol.Conflict, func() error { return w.create(q.account, q.entry(q.signed)) })
}
