package portal_test

import (
	"strings"
	"testing"
	"time"

	"meshportal/meshcore"
	"meshportal/meshcore/portal"
	"meshportal/meshcore/protocol"
)

// The checks come in the order of protocol.md II.2: each message here breaks
// the rule of its row and those of all rows after it, and is refused for the
// first.
func TestChecksOfAProfileComeInOrder(t *testing.T) {
	w := newWorld(t, func(c *portal.Config) { c.Limits.DeviceBurst, c.Limits.DevicePerMinute = 2, 1 })
	p := w.person("alice")
	bob := w.person("bob")
	w.check(p.publish(p.first, p.next())) // spends the rate with the next one
	w.check(p.publish(p.first, p.next()))

	crowded := p.next() // rate
	w.refused(protocol.TooMany, func() error { return p.publish(p.first, crowded) })

	stale := p.next() // and order
	stale.NotaryToken = w.token(nil)
	w.refused(protocol.Conflict, func() error { return p.publish(p.first, stale) })

	foreign := p.next() // and authority
	foreign.NotaryToken = w.token(nil)
	foreign.Devices = append(foreign.Devices, bob.first.profile)
	w.refused(protocol.Unauthorized, func() error { return p.publish(p.first, foreign) })

	unknown := w.draft("mallory") // and a profile that is not here
	unknown.profile.Devices = append(unknown.profile.Devices, bob.first.profile)
	unknown.open(unknown.profile)
	w.refused(protocol.NotFound, func() error { return unknown.send(unknown.profile, unknown.signed) })

	forged := *unknown.signed // and the signature
	forged.SignedData.Signature = p.signed.SignedData.Signature
	w.refused(protocol.Invalid, func() error { return p.send(p.profile, &forged) })

	w.refused(protocol.TooLarge, func() error { // and the size
		_, err := w.publish(nil, []byte(`{"SignedPersonalProfile":{"Identifier":"`+strings.Repeat("x", 1<<20)+`"}}`))
		return err
	})
}

func TestChecksOfAnApplicationComeInOrder(t *testing.T) {
	w := newWorld(t, func(c *portal.Config) { c.Limits.PublishesPerDay = 4 })
	p := w.person("alice")
	member := p.join()
	a := p.passwords() // the account's fourth version

	w.refused(protocol.TooMany, func() error { return a.publish(p.first, a.next()) })

	a.recipients = a.recipients[:1]
	w.refused(protocol.Conflict, func() error { return a.publish(p.first, a.next()) })
	w.refused(protocol.Unauthorized, func() error { return a.publish(member, a.next()) })

	forged := *a.sign(member, a.next())
	forged.SignedData.Signature = a.signed.SignedData.Signature
	w.refused(protocol.Invalid, func() error { return a.send(&forged) })
}

func TestChecksOfACallComeInOrder(t *testing.T) {
	w := newWorld(t)
	p, mallory := w.person("alice"), w.person("mallory")
	member := p.join()
	req := func(id string) *protocol.GetRequest { return &protocol.GetRequest{Identifier: id} }
	w.refused(protocol.Unauthenticated, func() error { // unknown, and a bad caller
		_, err := w.gotBy(w.device().auth, req("nothing"))
		return err
	})
	w.refused(protocol.Invalid, func() error { // no account name, and a bad caller
		_, err := w.gotBy(w.device().auth, &protocol.GetRequest{Account: "no account"})
		return err
	})
	k := p.kit()
	w.check(k.publish(p.first.auth))
	w.refused(protocol.Unauthorized, func() error { // another's entry, written already, by a member
		_, err := w.publish(member.auth, spaced(k.entry))
		return err
	})
	w.refused(protocol.Unauthorized, func() error {
		_, err := w.publish(mallory.first.auth, spaced(k.entry))
		return err
	})
	w.refused(protocol.Invalid, func() error { _, err := w.publish(nil, []byte(`{"OfflineEscrowEntry":{}}`)); return err })
}

func TestChecksOfCreateAccountComeInOrder(t *testing.T) {
	w := newWorld(t, func(c *portal.Config) { c.Reserved = []string{"taken"} })
	bob := w.person("bob")
	p := w.draft("bob") // taken, and of another's device
	p.profile.Devices = []meshcore.SignedDeviceProfile{w.deviceOf(p.first.sign, p.first.auth, bob.first.enc).profile}
	w.refused(protocol.Unauthorized, p.create)
	q := w.draft("taken") // reserved, and dated in the future
	q.profile.Updated = meshcore.At(w.time().Add(time.Hour))
	w.refused(protocol.Unauthorized, q.create)
}

func TestUnknownTransaction(t *testing.T) {
	w := newWorld(t)
	for body, want := range map[string]protocol.Code{
		`{"Nonsense":{}}`:                protocol.NotFound,
		`{"Publish":{}}`:                 protocol.Invalid,
		`{"Publish":{"Entry":{}}}`:       protocol.Invalid,
		`{"Publish":{"Entry":{"X":{}}}}`: protocol.Invalid,
		`{"Transfer":{}}`:                protocol.Unimplemented,
		`[]`:                             protocol.Invalid,
	} {
		w.refused(want, func() error {
			_, err := w.Do(t.Context(), &protocol.Call{Body: []byte(body)})
			return err
		})
	}
}
