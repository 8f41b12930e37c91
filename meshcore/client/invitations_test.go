package client_test

import (
	"bytes"
	"errors"
	"slices"
	"testing"
	"time"

	"meshportal/meshcore/client"
	"meshportal/meshcore/protocol"
)

func TestInvitations(t *testing.T) {
	w := newWorld(t)
	laptop := w.person(alice)
	if all, err := laptop.Invitations(); err != nil || len(all) != 0 {
		t.Fatalf("got %v, %v before any was made", all, err)
	}
	first, _, err := laptop.Invite(t.Context(), readerOfAll)
	w.check(err)
	w.clock.Advance(time.Minute)
	second, expires, err := laptop.Invite(t.Context(), administrator)
	w.check(err)
	all, err := laptop.Invitations()
	w.check(err)
	if len(all) != 2 || all[0].Hash != hashOf(w, second) || all[1].Hash != hashOf(w, first) {
		t.Fatalf("got %+v, want the newer one first", all)
	}
	if got := all[0]; !got.Preset.Administrator || got.Spent != "" || got.Stopped || !got.Expires.Equal(expires) {
		t.Errorf("the newer one is %+v", got)
	}
	phone := w.device()
	_, err = phone.Connect(t.Context(), alice, "phone", first)
	w.check(err)
	_, err = laptop.LetIn(t.Context())
	w.check(err)
	all, err = laptop.Invitations()
	w.check(err)
	if len(all) != 2 || all[1].Spent != phone.id() {
		t.Errorf("the used one is %+v", all[1])
	}
}

func TestRevokedInvitationLetsNobodyIn(t *testing.T) {
	w := newWorld(t)
	laptop := w.person(alice)
	t.Run("one that nobody has shown yet", func(t *testing.T) {
		invitation, _, err := laptop.Invite(t.Context(), readerOfAll)
		w.check(err)
		w.check(laptop.Revoke(t.Context(), hashOf(w, invitation)))
		_, _ = w.device().Connect(t.Context(), alice, "phone", invitation)
		nobodyCameIn(w, laptop)
	})
	t.Run("one that was shown already", func(t *testing.T) {
		invitation, _, err := laptop.Invite(t.Context(), readerOfAll)
		w.check(err)
		_, err = w.device().Connect(t.Context(), alice, "phone", invitation)
		w.check(err)
		w.check(laptop.Revoke(t.Context(), hashOf(w, invitation)))
		nobodyCameIn(w, laptop)
	})
	t.Run("it counts no more although the portal was not told", func(t *testing.T) {
		invitation, _, err := laptop.Invite(t.Context(), readerOfAll)
		w.check(err)
		_, err = w.device().Connect(t.Context(), alice, "phone", invitation)
		w.check(err)
		laptop.evil.Lose = func(protocol.Request) error { return errors.New("the line broke") }
		if err := laptop.Revoke(t.Context(), hashOf(w, invitation)); err == nil {
			t.Fatal("the interruption did not happen")
		}
		laptop.evil.Lose = nil
		nobodyCameIn(w, laptop)
	})
	t.Run("the invitation of another device", func(t *testing.T) {
		if err := laptop.Revoke(t.Context(), "none"); !errors.Is(err, client.ErrNoInvitation) {
			t.Errorf("got %v", err)
		}
	})
	open, err := laptop.OpenInvitations()
	w.check(err)
	if open != 0 {
		t.Errorf("%d are open", open)
	}
}

// nobodyCameIn is one round of letting in that must find nobody.
func nobodyCameIn(w *world, admin *device) {
	w.Helper()
	admitted, err := admin.LetIn(w.Context())
	w.check(err)
	if len(admitted) != 0 {
		w.Errorf("%d devices came in by a revoked invitation", len(admitted))
	}
}

func hashOf(w *world, invitation *client.Invitation) string {
	w.Helper()
	hash, err := invitation.Hash()
	w.check(err)
	return hash
}

// TestInvitationIsForgotten: the secret of an invitation is on no machine once
// it has done its work; the inviting one keeps it to its end, against a copy.
func TestInvitationIsForgotten(t *testing.T) {
	w := newWorld(t)
	laptop, phone := w.person(alice), w.device()
	used, _, err := laptop.Invite(t.Context(), readerOfAll)
	w.check(err)
	revoked, _, err := laptop.Invite(t.Context(), readerOfAll)
	w.check(err)
	_, err = phone.Connect(t.Context(), alice, "phone", used)
	w.check(err)
	_, err = laptop.LetIn(t.Context())
	w.check(err)
	if !phone.has(used) || !laptop.has(used) || !laptop.has(revoked) {
		t.Fatal("an invitation was forgotten before its end")
	}
	_, err = phone.JoinStatus(t.Context())
	w.check(err)
	w.check(laptop.Revoke(t.Context(), hashOf(w, revoked)))
	if phone.has(used) || laptop.has(revoked) {
		t.Error("a device keeps the invitation that it came in by, or one that was revoked")
	}
	w.clock.Advance(client.InvitationLife + time.Minute)
	_, err = laptop.LetIn(t.Context())
	w.check(err)
	if laptop.has(used) {
		t.Error("an invitation that has ended is still kept")
	}
}

// has tells whether the link of an invitation is on this machine.
func (d *device) has(invitation *client.Invitation) bool {
	d.w.Helper()
	names, err := d.machine.List("")
	d.w.check(err)
	return slices.ContainsFunc(names, func(name string) bool {
		data, err := d.machine.Read(name)
		d.w.check(err)
		return bytes.Contains(data, []byte(invitation.String()))
	})
}
