package portal_test

import (
	"errors"
	"testing"
	"time"

	"meshportal/meshcore"
	"meshportal/meshcore/jose"
	"meshportal/meshcore/ledger"
	"meshportal/meshcore/portal"
	"meshportal/meshcore/protocol"
)

// deletion signs the deletion of an account that follows the current profile.
func (p *person) deletion(signer *device) *meshcore.SignedDeleteRequest {
	p.w.Helper()
	version := p.signed.Version()
	signed, err := meshcore.Sign(&meshcore.DeleteRequest{
		Identifier: p.profile.Identifier, Account: p.account,
		Updated: meshcore.Later(meshcore.At(p.w.time()), p.profile.Updated), NotaryToken: p.w.token(&version),
	}, signer.sign)
	p.w.check(err)
	return signed
}

func (p *person) delete(caller jose.Signer, signed *meshcore.SignedDeleteRequest) error {
	p.w.Helper()
	return p.w.ask(caller, &protocol.DeleteRequest{Account: string(p.account), SignedDeleteRequest: signed}, new(protocol.DeleteResponse))
}

func (w *world) account(name meshcore.Account) (a portal.Account) {
	w.Helper()
	w.check(w.db.View(w.Context(), func(tx portal.Tx) (err error) {
		a, err = tx.Account(name)
		return err
	}))
	return a
}

func TestDeleteAccountErasesAfterSevenDays(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	opener := p.entry(p.signed)
	a, k := p.passwords(), p.kit()
	w.check(k.publish(p.first.auth))
	request := p.deletion(p.first)
	w.check(p.delete(p.first.auth, request))
	end := w.account(p.account).EraseAfter
	if want := w.time().Add(7 * 24 * time.Hour); !end.Equal(want) {
		t.Errorf("erased after %v, want %v", end, want)
	}
	w.check(w.get(p.first, &protocol.GetRequest{Identifier: string(a.id)}))

	w.advance(7*24*time.Hour + time.Second)
	w.check(w.Sweep(t.Context()))
	if status := w.account(p.account).Status; status != portal.Closed {
		t.Errorf("the account is %s", status)
	}
	for _, id := range []string{string(p.profile.Identifier), string(a.id), string(k.id)} {
		w.refused(protocol.NotFound, func() error { return w.get(nil, &protocol.GetRequest{Identifier: id}) })
	}
	w.erasedLeaf(p, request)
	w.refused(protocol.Unauthenticated, func() error { return w.get(p.first, &protocol.GetRequest{Account: string(p.account)}) })
	w.refused(protocol.Conflict, w.draft("alice").create)                             // the name stays taken
	w.refused(protocol.Conflict, func() error { return w.create(p.account, opener) }) // also for its owner
	w.refused(protocol.NotFound, func() error { return p.send(p.profile, p.signed) }) // and the profile is gone
}

// erasedLeaf requires the last leaf to end the profile's label and to commit to
// the request.
func (w *world) erasedLeaf(p *person, request *meshcore.SignedDeleteRequest) {
	w.Helper()
	leaf := w.leaf(w.size() - 1)
	if leaf.Kind != ledger.KindErased || leaf.Label != ledger.Label(string(p.profile.Administration().Identifier)) || leaf.Sequence != 2 {
		w.Errorf("the last leaf is %+v", leaf)
	}
	w.check(w.db.View(w.Context(), func(tx portal.Tx) error {
		head, err := tx.Head(p.profile.Identifier)
		if err == nil && (head.ID != request.Version() || head.Body != nil || leaf.Commitment != ledger.Commit(head.Salt, head.ID)) {
			err = errors.New("the leaf does not commit to the DeleteRequest")
		}
		return err
	}))
	for _, v := range []uint64{0, 1} {
		w.check(w.db.View(w.Context(), func(tx portal.Tx) error {
			version, err := tx.VersionAt(p.profile.Identifier, v)
			if err == nil && (version.Body != nil || version.Salt != [32]byte{}) {
				err = errors.New("a body or its salt is left")
			}
			return err
		}))
	}
}

func TestDeleteAccountSuspends(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	a := p.passwords()
	request := p.deletion(p.first)
	w.check(p.delete(p.first.auth, request))
	w.advance(time.Hour)
	end := w.account(p.account).EraseAfter
	w.check(p.delete(p.first.auth, request)) // again: the end stays
	if got := w.account(p.account).EraseAfter; !got.Equal(end) {
		t.Errorf("the end moved to %v", got)
	}
	w.refused(protocol.Unauthorized, func() error { return a.publish(p.first, a.next()) })
	w.refused(protocol.Unauthorized, func() error { return p.ask(w.device()) })

	w.check(p.publish(p.first, p.next())) // cancels it
	if account := w.account(p.account); account.Status != portal.Open || !account.EraseAfter.IsZero() {
		t.Errorf("the account is %s, to be erased after %v", account.Status, account.EraseAfter)
	}
	w.check(a.publish(p.first, a.next()))
	w.refused(protocol.Conflict, func() error { return p.delete(p.first.auth, request) }) // an old one
	w.advance(8 * 24 * time.Hour)
	w.check(w.Sweep(t.Context()))
	w.check(p.publish(p.first, p.next()))
}

func TestDeleteAccountRefuses(t *testing.T) {
	w := newWorld(t)
	p, mallory := w.person("alice"), w.person("mallory")
	member := p.join()
	good := p.deletion(p.first)
	forged := *good
	forged.SignedData.Signature = p.signed.SignedData.Signature
	version := mallory.signed.Version()
	stale := *p.deletion(p.first)
	for name, tt := range map[string]struct {
		want    protocol.Code
		caller  jose.Signer
		request *meshcore.SignedDeleteRequest
	}{
		"no caller":                         {protocol.Unauthenticated, nil, good},
		"a caller of another profile":       {protocol.NotFound, mallory.first.auth, good},
		"the master key":                    {protocol.NotFound, p.master, good},
		"a signer who does not administer":  {protocol.Unauthorized, p.first.auth, p.deletion(member)},
		"a wrong signature":                 {protocol.Invalid, p.first.auth, &forged},
		"another profile's deletion":        {protocol.Unauthorized, p.first.auth, mallory.deletion(mallory.first)},
		"a predecessor that is not current": {protocol.Conflict, p.first.auth, p.deletionAfter(&version)},
	} {
		t.Log(name)
		w.refused(tt.want, func() error { return p.delete(tt.caller, tt.request) })
	}
	w.check(p.publish(p.first, p.next()))
	w.refused(protocol.Conflict, func() error { return p.delete(p.first.auth, &stale) })
	if status := w.account(p.account).Status; status != portal.Open {
		t.Errorf("the account is %s", status)
	}
}

func (p *person) deletionAfter(version *meshcore.VersionID) *meshcore.SignedDeleteRequest {
	p.w.Helper()
	signed, err := meshcore.Sign(&meshcore.DeleteRequest{
		Identifier: p.profile.Identifier, Account: p.account, Updated: p.profile.Updated, NotaryToken: p.w.token(version),
	}, p.first.sign)
	p.w.check(err)
	return signed
}
