package client_test

import (
	"errors"
	"testing"
	"time"

	"meshportal/meshcore"
	"meshportal/meshcore/client"
	"meshportal/meshcore/protocol"
)

// keepRequests keeps the first answer to ConnectPending.
func (d *device) keepRequests(into **protocol.Reply) {
	d.evil.Answer = func(req protocol.Request, reply *protocol.Reply, err error) (*protocol.Reply, error) {
		if _, ok := req.(*protocol.ConnectPendingRequest); ok && *into == nil {
			*into = reply
		}
		return reply, err
	}
}

// serveRequests answers ConnectPending with an old answer, and counts the
// profiles that the device signs.
func (d *device) serveRequests(old *protocol.Reply) (signed *int) {
	signed = new(int)
	d.evil.Answer = func(req protocol.Request, reply *protocol.Reply, err error) (*protocol.Reply, error) {
		switch req.(type) {
		case *protocol.ConnectPendingRequest:
			return old, nil
		case *protocol.PublishRequest:
			*signed++
		}
		return reply, err
	}
	return signed
}

// invited lets a phone in by an invitation, and returns the portal's list of
// requests from before.
func (w *world) invited(laptop, phone *device) (requests *protocol.Reply) {
	w.Helper()
	invitation, _, err := laptop.Invite(w.Context(), editorOfAll)
	w.check(err)
	_, err = phone.Connect(w.Context(), alice, "phone", invitation)
	w.check(err)
	laptop.keepRequests(&requests)
	admitted, err := laptop.LetIn(w.Context())
	w.check(err)
	if len(admitted) != 1 {
		w.Fatalf("%d were let in", len(admitted))
	}
	w.clock.Advance(time.Minute)
	return requests
}

// TestRemovedDeviceIsNotLetInAgain: a portal that brings the request of a
// removed device once more gets no signature for it, by an invitation or by a
// click.
func TestRemovedDeviceIsNotLetInAgain(t *testing.T) {
	w := newWorld(t)
	laptop, phone := w.person(alice), w.device()
	requests := w.invited(laptop, phone)
	_, err := laptop.Remove(t.Context(), phone.id())
	w.check(err)
	all, err := laptop.Invitations()
	w.check(err)
	if !all[0].Stopped || all[0].Invitation != "" {
		t.Errorf("the removed device's invitation is %+v", all[0])
	}
	signed := laptop.serveRequests(requests)
	admitted, err := laptop.LetIn(t.Context())
	if err != nil || len(admitted) != 0 {
		t.Errorf("%d were let in: %v", len(admitted), err)
	}
	one, err := laptop.Find(t.Context(), phone.id())
	w.check(err)
	if _, err := laptop.Approve(t.Context(), one, editorOfAll); !errors.Is(err, client.ErrRemovedBefore) {
		t.Errorf("approved by a click: %v", err)
	}
	if *signed != 0 {
		t.Errorf("%d profiles were signed", *signed)
	}
}

// TestRemovedElsewhere: the invitation that has let its device in lets it in
// no more, when another device has removed it.
func TestRemovedElsewhere(t *testing.T) {
	w := newWorld(t)
	laptop, phone := w.person(alice), w.device()
	desk := w.join(laptop, "desk", administrator)
	requests := w.invited(laptop, phone)
	_, err := desk.Remove(t.Context(), phone.id())
	w.check(err)
	signed := laptop.serveRequests(requests)
	admitted, err := laptop.LetIn(t.Context())
	if err != nil || len(admitted) != 0 || *signed != 0 {
		t.Errorf("%d were let in, %d profiles signed: %v", len(admitted), *signed, err)
	}
}

// TestOldRequest: a request that has lapsed lets nobody in, by an invitation or
// by a click; the same device asks anew.
func TestOldRequest(t *testing.T) {
	w := newWorld(t)
	laptop, phone := w.person(alice), w.device()
	invitation, _, err := laptop.Invite(t.Context(), editorOfAll)
	w.check(err)
	_, err = phone.Connect(t.Context(), alice, "phone", invitation)
	w.check(err)
	var requests *protocol.Reply
	laptop.keepRequests(&requests)
	_, _, err = laptop.Requests(t.Context())
	w.check(err)
	w.check(laptop.Rename(t.Context(), laptop.id(), "the log goes on"))
	w.clock.Advance(3 * time.Hour)
	signed := laptop.serveRequests(requests)
	admitted, err := laptop.LetIn(t.Context())
	if err != nil || len(admitted) != 0 || *signed != 0 {
		t.Errorf("%d were let in, %d profiles signed: %v", len(admitted), *signed, err)
	}
	one, err := laptop.Find(t.Context(), phone.id())
	w.check(err)
	if _, err := laptop.Approve(t.Context(), one, editorOfAll); !errors.Is(err, client.ErrOldRequest) {
		t.Errorf("got %v", err)
	}
	t.Run("asked anew, it comes in", func(t *testing.T) {
		laptop.evil.Answer = nil
		_, err := phone.Connect(t.Context(), alice, "phone", invitation)
		w.check(err)
		admitted, err := laptop.LetIn(t.Context())
		if err != nil || len(admitted) != 1 {
			t.Errorf("%d were let in: %v", len(admitted), err)
		}
	})
}

// TestSecondDeviceWarns until the person has seen it.
func TestSecondDeviceWarns(t *testing.T) {
	w := newWorld(t)
	laptop := w.person(alice)
	invitation, _, err := laptop.Invite(t.Context(), readerOfAll)
	w.check(err)
	for range 2 {
		_, err := w.device().Connect(t.Context(), alice, "phone", invitation)
		w.check(err)
	}
	if _, err := laptop.LetIn(t.Context()); !errors.Is(err, client.ErrInvitedTwice) {
		t.Errorf("got %v", err)
	}
	warns := func(want bool) {
		t.Helper()
		laptop = w.deviceOf(laptop.machine) // another page
		_, err := laptop.LetIn(t.Context())
		w.check(err)
		all, err := laptop.Invitations()
		w.check(err)
		if got := all[0].Warns(); got != want || all[0].Second == "" || all[0].Second == all[0].Spent {
			t.Errorf("it warns: %t; %+v", got, all[0])
		}
	}
	warns(true)
	warns(true)
	w.check(laptop.Heed(hashOf(w, invitation)))
	warns(false)
	if err := laptop.Heed("none"); !errors.Is(err, client.ErrNoInvitation) {
		t.Errorf("got %v", err)
	}
}

// readmits lets the laptop, which knows better, sign the tablet in again.
func (s *scene) readmits() {
	self, err := s.tablet.Self()
	s.check(err)
	s.logProfile(s.laptop.signer(), func(p *meshcore.PersonalProfile) { p.Devices = append(p.Devices, self.Device) })
}
