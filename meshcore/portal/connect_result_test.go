package portal_test

import (
	"testing"
	"time"

	"meshportal/meshcore"
	"meshportal/meshcore/jose"
	"meshportal/meshcore/protocol"
)

func TestConnectAccepted(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	j := p.joining(w.device())
	w.check(j.start())
	got, err := j.status(j.d.auth)
	w.check(err)
	if got.Result != nil || got.Expires != meshcore.At(w.time().Add(15*time.Minute)).String() {
		t.Errorf("pending: %+v", got)
	}
	w.refused(protocol.Conflict, func() error { return j.complete(p.first, j.result(meshcore.Accepted)) }) // before the profile holds it
	j.admit()
	w.check(j.complete(p.first, j.result(meshcore.Accepted)))
	if got, err = j.status(j.d.auth); err != nil || got.Result == nil || got.Proof != "proof" {
		t.Fatalf("%+v, %v: want the result and its proof", got, err)
	}
	if _, err := meshcore.OpenResult(got.Result, p.opened()); err != nil {
		t.Error(err)
	}
	if p.profile.Administrator(j.d.id()) {
		t.Error("an accepted device administers")
	}
}

// opened is the current profile as a reader sees it.
func (p *person) opened() *meshcore.PersonalProfile {
	p.w.Helper()
	opened, err := p.signed.Reopen()
	p.w.check(err)
	return opened
}

func TestConnectResultIsNeverReplaced(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	j := p.joining(w.device())
	w.check(j.start())
	r := j.result(meshcore.Rejected)
	w.check(j.complete(p.first, r))
	before := w.rows()
	w.check(j.complete(p.first, r)) // the same again: the answer was lost
	w.unchanged(before)
	blocking := j.result(meshcore.Rejected)
	blocking.Block = true
	w.refused(protocol.Conflict, func() error { return j.complete(p.first, blocking) })
	w.refused(protocol.Conflict, func() error { return j.complete(p.first, j.result(meshcore.Accepted)) })
	got, err := j.status(j.d.auth)
	w.check(err)
	if kept, err := got.Result.Reopen(); err != nil || kept.Result != meshcore.Rejected || kept.Block {
		t.Errorf("the result is %+v (%v)", kept, err)
	}
}

// family is a person, a member device, and another person.
type family struct {
	*person
	member *device
	other  *person
}

// Each case breaks one rule of protocol.md II.4.4 or II.8.
func TestConnectCompleteRefuses(t *testing.T) {
	for _, tt := range []struct {
		name string
		want protocol.Code
		do   func(w *world, p *family, j *joining) error
	}{
		{"a signer who does not administer", protocol.Unauthorized, func(w *world, p *family, j *joining) error {
			return j.complete(p.member, j.result(meshcore.Rejected))
		}},
		{"the device itself", protocol.NotFound, func(w *world, p *family, j *joining) error {
			return j.complete(j.d, j.result(meshcore.Rejected))
		}},
		{"another person", protocol.NotFound, func(w *world, p *family, j *joining) error {
			return j.complete(p.other.first, j.result(meshcore.Rejected))
		}},
		{"a member's wrong signature", protocol.Invalid, func(w *world, p *family, j *joining) error {
			signed, err := meshcore.Sign(j.result(meshcore.Rejected), p.member.sign)
			w.check(err)
			signed.SignedData.Signature = p.signed.SignedData.Signature
			return j.completeWith(signed)
		}},
		{"an unknown account", protocol.NotFound, func(w *world, p *family, j *joining) error {
			j.p = w.draft("nobody")
			return j.complete(p.first, j.result(meshcore.Rejected))
		}},
		{"no request of that device", protocol.NotFound, func(w *world, p *family, j *joining) error {
			r := j.result(meshcore.Rejected)
			r.Device = w.device().profile
			return j.complete(p.first, r)
		}},
		{"another RequestID", protocol.NotFound, func(w *world, p *family, j *joining) error {
			r := j.result(meshcore.Rejected)
			r.RequestID = meshcore.VersionID{1}.String()
			return j.complete(p.first, r)
		}},
		{"a request that has lapsed", protocol.Gone, func(w *world, p *family, j *joining) error {
			w.advance(15 * time.Minute)
			return j.complete(p.first, j.result(meshcore.Rejected))
		}},
		{"Accepted, and the profile does not hold the device", protocol.Conflict, func(w *world, p *family, j *joining) error {
			return j.complete(p.first, j.result(meshcore.Accepted))
		}},
		{"a BlockToken of another root", protocol.Conflict, func(w *world, p *family, j *joining) error {
			r, c := j.result(meshcore.Rejected), w.checkpoint()
			c.Root[0] ^= 1
			r.BlockToken = blockToken(c)
			return j.complete(p.first, r)
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			p := &family{person: w.person("alice"), other: w.person("bob")}
			p.member = p.join()
			j := p.joining(w.device())
			w.check(j.start())
			w.refused(tt.want, func() error { return tt.do(w, p, j) })
		})
	}
}

func TestConnectStatusIsForTheKeyInTheRequest(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	member := p.join()
	j := p.joining(w.device())
	ask := func(signer jose.Signer) func() error {
		return func() error { _, err := j.status(signer); return err }
	}
	w.refused(protocol.NotFound, ask(j.d.auth)) // nothing is kept
	w.check(j.start())
	w.refused(protocol.Unauthenticated, ask(nil))
	for name, signer := range map[string]jose.Signer{
		"another device":           w.device().auth,
		"the device's signing key": j.d.sign,
		"a member":                 member.auth,
		"an administration device": p.first.auth,
		"the master key":           p.master,
	} {
		t.Log(name)
		w.refused(protocol.NotFound, ask(signer)) // in the shape of unknown
	}
	w.check(ask(j.d.auth)())
	w.advance(15 * time.Minute)
	w.refused(protocol.Gone, ask(j.d.auth))
	w.advance(24*time.Hour - time.Second)
	w.check(w.Sweep(t.Context()))
	w.refused(protocol.Gone, ask(j.d.auth)) // kept for a day after its end
	w.advance(time.Second)
	w.check(w.Sweep(t.Context()))
	w.refused(protocol.NotFound, ask(j.d.auth))
}

func TestConnectPendingIsForAdministrationDevices(t *testing.T) {
	w := newWorld(t)
	p, mallory := w.person("alice"), w.person("mallory")
	member := p.join()
	w.advance(15 * time.Minute) // the member's request has lapsed
	j := p.joining(w.device())
	w.check(j.start())
	got, err := p.pending(p.first.auth)
	w.check(err)
	if len(got.Pending) != 1 || len(got.Seen) != 1 || got.Pending[0].Version() != j.signed.Version() || got.Seen[0].Address == "" {
		t.Errorf("%d requests, %+v", len(got.Pending), got.Seen)
	}
	for name, tt := range map[string]struct {
		signer jose.Signer
		want   protocol.Code
	}{
		"nobody":           {nil, protocol.Unauthenticated},
		"a member":         {member.auth, protocol.Unauthorized},
		"the master key":   {p.master, protocol.Unauthorized},
		"the asker itself": {j.d.auth, protocol.Unauthenticated},
		"another person":   {mallory.first.auth, protocol.NotFound},
	} {
		t.Log(name)
		w.refused(tt.want, func() error { _, err := p.pending(tt.signer); return err })
	}
}
