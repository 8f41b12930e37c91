package portal_test

import (
	"encoding/base64"
	"testing"
	"time"

	"meshportal/meshcore"
	"meshportal/meshcore/protocol"
)

func TestInvitedRequestHasItsSlotBesideEightOthers(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	id := p.invitation(w.time().Add(time.Hour))
	for range 8 {
		w.check(p.joining(w.device()).start())
	}
	w.refused(protocol.TooMany, p.joining(w.device()).start)
	j := p.joining(w.device())
	j.id, j.proof = id, "cHJvb2Y"
	w.check(j.start())
	got, err := p.pending(p.first.auth)
	w.check(err)
	if len(got.Seen) != 9 {
		t.Fatalf("%d are pending, want 9", len(got.Seen))
	}
	for i, seen := range got.Seen {
		invited := got.Pending[i].Version() == j.signed.Version()
		if invited && (seen.InvitationID != id || seen.Proof != j.proof) || !invited && seen.InvitationID != "" {
			t.Errorf("request %d: %+v", i, seen)
		}
	}
}

func TestInvitedRequestIsBesideItsAddress(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	junk, j := p.joining(w.device()), p.joining(w.device())
	j.from, j.id = junk.from, p.invitation(w.time().Add(time.Hour))
	w.check(junk.start())
	w.check(j.start())
}

func TestInvitationShownLaterCounts(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	id := p.invitation(w.time().Add(time.Hour))
	j := p.joining(w.device())
	w.check(j.start())
	j.id, j.proof = id, "cHJvb2Y"
	w.check(j.start()) // the same bytes, now with the invitation
	j.id, j.proof = "", ""
	w.check(j.start()) // which nobody takes away again
	got, err := p.pending(p.first.auth)
	w.check(err)
	if len(got.Seen) != 1 || got.Seen[0].InvitationID != id || got.Seen[0].Proof != "cHJvb2Y" {
		t.Errorf("%+v", got.Seen)
	}
}

func TestInvitationThatDoesNotHold(t *testing.T) {
	for _, tt := range []struct {
		name string
		id   func(w *world, p *person) string
	}{
		{"unknown", func(w *world, p *person) string { return base64.RawURLEncoding.EncodeToString(make([]byte, 16)) }},
		{"ended", func(w *world, p *person) string {
			id := p.invitation(w.time().Add(time.Minute))
			w.advance(time.Minute)
			return id
		}},
		{"another profile's", func(w *world, p *person) string {
			return w.person("bob").invitation(w.time().Add(time.Hour))
		}},
		{"revoked", func(w *world, p *person) string {
			id := p.invitation(w.time().Add(time.Hour))
			raw, err := base64.RawURLEncoding.DecodeString(id)
			w.check(err)
			_, err = p.invite(p.first.auth, raw, w.time())
			w.check(err)
			return id
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			p := w.person("alice")
			id := tt.id(w, p)
			for range 8 {
				w.check(p.joining(w.device()).start())
			}
			j := p.joining(w.device())
			j.id = id
			w.refused(protocol.TooMany, j.start)
		})
	}
}

func TestInvitationOfManyDevices(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	id := p.invitation(w.time().Add(time.Hour))
	for range 8 {
		w.check(p.joining(w.device()).start())
	}
	show := func() error {
		j := p.joining(w.device())
		j.id = id
		return j.start()
	}
	for range 3 { // its owner has to see that there is a second
		w.check(show())
	}
	w.refused(protocol.TooMany, show)
}

func TestInvitationRefuses(t *testing.T) {
	w := newWorld(t)
	p, mallory := w.person("alice"), w.person("mallory")
	member := p.join()
	end := w.time().Add(time.Hour)
	w.refused(protocol.Unauthenticated, func() error { _, err := p.invite(nil, make([]byte, 16), end); return err })
	w.refused(protocol.Unauthorized, func() error { _, err := p.invite(member.auth, make([]byte, 16), end); return err })
	w.refused(protocol.NotFound, func() error { _, err := p.invite(mallory.first.auth, make([]byte, 16), end); return err })
	_, err := p.invite(p.first.auth, make([]byte, 16), end)
	w.check(err)
	w.refused(protocol.Unauthorized, func() error { _, err := mallory.invite(mallory.first.auth, make([]byte, 16), end); return err })
	w.refused(protocol.Unauthorized, func() error { // nor revoked by another
		_, err := mallory.invite(mallory.first.auth, make([]byte, 16), w.time())
		return err
	})
	for name, i := range map[string]protocol.Invitation{
		"ID too short": {ID: "AAAA", Expires: meshcore.At(end).String()},
		"no end":       {ID: base64.RawURLEncoding.EncodeToString(make([]byte, 32))},
	} {
		t.Log(name)
		w.refused(protocol.Invalid, func() error {
			_, err := p.pendingWith(p.first.auth, &protocol.ConnectPendingRequest{Invitations: []protocol.Invitation{i}})
			return err
		})
	}
	for _, id := range []string{"AAAA", "AAAAAAAAAAAAAAAAAAAAAA=="} {
		j := p.joining(w.device())
		j.id = id
		w.refused(protocol.Invalid, j.start)
	}
}

func TestInvitationsAreBounded(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	for range 16 {
		p.invitation(w.time().Add(30 * 24 * time.Hour))
	}
	w.refused(protocol.TooMany, func() error {
		_, err := p.invite(p.first.auth, []byte("one too many"), w.time().Add(time.Hour))
		return err
	})
	w.advance(24 * time.Hour) // the longest that one may last
	for range 16 {
		p.invitation(w.time().Add(time.Second))
	}
	if kept := w.column("SELECT hash FROM invitations"); len(kept) != 16 {
		t.Errorf("%d invitations are kept, want the 16 that hold", len(kept))
	}
}
