package portal_test

import (
	"bytes"
	"crypto/rand"
	"testing"

	"meshportal/meshcore"
	"meshportal/meshcore/jose"
	"meshportal/meshcore/ledger"
	"meshportal/meshcore/protocol"
	"meshportal/meshcore/udf"
)

// kit is an escrow entry, and the entry that erases it.
type kit struct {
	p             *person
	id            udf.Fingerprint
	entry, eraser []byte
}

func (p *person) kit() *kit {
	p.w.Helper()
	var secret [16]byte
	_, err := rand.Read(secret[:])
	p.w.check(err)
	escrow, err := meshcore.SealEscrow(&meshcore.EscrowedKeySet{
		MasterSignatureKey: p.master.Parameters(), MasterEscrowKeys: []jose.PrivateParameters{p.escrow.Parameters()},
	}, secret)
	p.w.check(err)
	return &kit{p, escrow.Identifier, p.entry(escrow), p.entry(&meshcore.OfflineEscrowEntry{Identifier: escrow.Identifier})}
}

func (k *kit) publish(signer jose.Signer) error {
	k.p.w.Helper()
	_, err := k.p.w.publish(signer, k.entry)
	return err
}

func (k *kit) erase(signer jose.Signer) error {
	k.p.w.Helper()
	_, err := k.p.w.publish(signer, k.eraser)
	return err
}

// spaced is the same JSON in other bytes.
func spaced(entry []byte) []byte { return bytes.Replace(entry, []byte("{"), []byte("{ "), 1) }

func TestEscrowIsWrittenOnceAndErased(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	k := p.kit()
	w.check(k.publish(p.first.auth))
	before := w.size()
	w.check(k.publish(p.first.auth)) // the same bytes again
	if w.size() != before {
		t.Error("the same entry was written twice")
	}
	w.refused(protocol.Conflict, func() error { // other content
		_, err := w.publish(p.first.auth, spaced(k.entry))
		return err
	})
	w.check(k.erase(p.first.auth))
	leaf := w.leaf(w.size() - 1)
	if leaf.Kind != ledger.KindEscrow || leaf.Sequence != 1 || leaf.Label != ledger.Label(string(k.id)) {
		t.Errorf("the erasing leaf is %+v", leaf)
	}
	got, err := w.got(nil, &protocol.GetRequest{Identifier: string(k.id), Multiple: true})
	w.check(err)
	if len(got.Entries) != 1 || string(got.Entries[0]) != string(k.eraser) {
		t.Errorf("served after it was erased: %s", got.Entries)
	}
	w.check(k.erase(p.first.auth)) // the same bytes again
	w.refused(protocol.Conflict, func() error { return k.publish(p.first.auth) })
	w.refused(protocol.Conflict, func() error {
		_, err := w.publish(p.first.auth, spaced(k.eraser))
		return err
	})
}

func TestEscrowMasterKeyMayPublish(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	k := p.kit()
	w.check(k.publish(p.master))
	w.check(k.erase(p.master))
}

func TestEscrowRefuses(t *testing.T) {
	w := newWorld(t)
	p, mallory := w.person("alice"), w.person("mallory")
	member := p.join()
	k, unwritten := p.kit(), p.kit()
	w.check(k.publish(p.first.auth))
	for name, tt := range map[string]struct {
		want protocol.Code
		do   func() error
	}{
		"no caller":                        {protocol.Unauthenticated, func() error { return unwritten.publish(nil) }},
		"a caller who does not administer": {protocol.Unauthorized, func() error { return unwritten.publish(member.auth) }},
		"erasing another's":                {protocol.Unauthorized, func() error { return k.erase(mallory.first.auth) }},
		"overwriting another's":            {protocol.Unauthorized, func() error { return k.publish(mallory.first.auth) }},
		"erasing what is not there":        {protocol.NotFound, func() error { return unwritten.erase(p.first.auth) }},
	} {
		t.Log(name)
		w.refused(tt.want, tt.do)
	}
	p.remove(member)
	w.refused(protocol.Unauthenticated, func() error { return unwritten.publish(member.auth) })
}
