package portal_test

import (
	"errors"
	"net/netip"
	"testing"

	"meshportal/meshcore"
	"meshportal/meshcore/jose"
	"meshportal/meshcore/portal"
	"meshportal/meshcore/protocol"
)

// What a caller is not allowed to know has the very shape of what is unknown
// (protocol.md II.2).
func TestNotAllowedLooksUnknown(t *testing.T) {
	w := newWorld(t)
	p, mallory := w.person("alice"), w.person("mallory")
	member := p.join()
	a := p.passwords()
	j := p.joining(w.device())
	w.check(j.start())
	nobody := meshcore.Account("nobody@" + portalName)
	get := func(signer jose.Signer, id string) error {
		return second(w.gotBy(signer, &protocol.GetRequest{Identifier: id}))
	}
	status := func(signer jose.Signer, account meshcore.Account) error {
		req := &protocol.ConnectStatusRequest{AccountID: string(account), DeviceID: string(j.d.id())}
		return w.ask(signer, req, new(protocol.ConnectStatusResponse))
	}
	pending := func(account meshcore.Account) error {
		req := &protocol.ConnectPendingRequest{AccountID: string(account)}
		return w.ask(mallory.first.auth, req, new(protocol.ConnectPendingResponse))
	}
	del := func(account meshcore.Account) error {
		req := &protocol.DeleteRequest{Account: string(account), SignedDeleteRequest: mallory.deletion(mallory.first)}
		return w.ask(mallory.first.auth, req, new(protocol.DeleteResponse))
	}
	complete := func(account meshcore.Account) error {
		r, err := meshcore.Sign(j.result(meshcore.Rejected), mallory.first.sign)
		w.check(err)
		req := &protocol.ConnectCompleteRequest{AccountID: string(account), Result: r}
		return w.ask(nil, req, new(protocol.ConnectCompleteResponse))
	}
	start := func(account meshcore.Account) error {
		k := mallory.joining(w.device())
		req := k.request()
		req.AccountID = string(account)
		return w.ask(nil, req, new(protocol.ConnectStartResponse))
	}
	for name, tt := range map[string][2]error{
		"Get: stranger":       {get(nil, string(a.id)), get(nil, string(random(w)))},
		"Get: member":         {get(member.auth, string(a.id)), get(member.auth, string(random(w)))},
		"Get: another person": {get(mallory.first.auth, string(a.id)), get(mallory.first.auth, string(random(w)))},
		"Get: master key":     {get(p.master, string(a.id)), get(p.master, string(random(w)))},
		"ConnectStatus":       {status(mallory.first.auth, p.account), status(mallory.first.auth, nobody)},
		"ConnectPending":      {pending(p.account), pending(nobody)},
		"ConnectComplete":     {complete(p.account), complete(nobody)},
		"ConnectStart":        {start(p.account), start(nobody)},
		"DeleteAccount":       {del(p.account), del(nobody)},
	} {
		var forbidden, unknown *protocol.Error
		if !errors.As(tt[0], &forbidden) || !errors.As(tt[1], &unknown) || unknown.Code != protocol.NotFound {
			t.Errorf("%s: %v and %v, want 404 twice", name, tt[0], tt[1])
		} else if string(protocol.EncodeError(forbidden)) != string(protocol.EncodeError(unknown)) {
			t.Errorf("%s: %s is told from %s", name, protocol.EncodeError(forbidden), protocol.EncodeError(unknown))
		}
	}
}

func second[T any](_ T, err error) error { return err }

// Names cannot be listed by those who have an account either, nor by accounts
// that are never made.
func TestNamesAreTriedOutSlowly(t *testing.T) {
	w := newWorld(t, func(c *portal.Config) { c.Limits.LookupsPerMinute = 5 })
	p := w.person("alice")
	w.person("bob")
	from := func(address string, signer jose.Signer, req protocol.Request) error {
		body, err := protocol.EncodeRequest(req)
		w.check(err)
		call := &protocol.Call{Body: body, From: netip.MustParseAddr(address)}
		if signer != nil {
			call.Signature = w.sign(signer, body)
		}
		return second(w.Do(t.Context(), call))
	}
	bob := &protocol.GetRequest{Account: "bob@" + portalName}
	nobody := &protocol.GetRequest{Account: "nobody@" + portalName}
	for range 2 {
		w.check(from("192.0.2.1", p.first.auth, bob))
		w.refused(protocol.NotFound, func() error { return from("192.0.2.1", p.first.auth, nobody) })
	}
	w.check(from("192.0.2.1", p.first.auth, bob))
	w.refused(protocol.TooMany, func() error { return from("192.0.2.1", p.first.auth, bob) })
	w.refused(protocol.TooMany, func() error { return from("192.0.2.1", p.first.auth, nobody) })
	for range 20 {
		w.check(from("192.0.2.1", p.first.auth, &protocol.GetRequest{Account: string(p.account)})) // one's own
	}

	q := w.draft("bob")
	q.profile.NotaryToken = w.token(new(meshcore.VersionID)) // refused for its order, if not for its name
	q.open(q.profile)
	create := func() error {
		return from("198.51.100.1", nil, &protocol.CreateRequest{Account: string(q.account), Profile: q.entry(q.signed)})
	}
	for range 5 {
		w.refused(protocol.Conflict, create)
	}
	w.refused(protocol.TooMany, create)
}
