//go:build !js

package main_test

import (
	"strings"
	"testing"

	"meshportal/meshcore"
	"meshportal/meshcore/client"
)

// asking is a request to join, as pages get it.
type asking struct {
	Device, Name, Code, Request, Expires, Address string
	Invited                                       bool
}

// joining is a browser's own request to join.
type joining struct {
	Account, Profile, Device, Code, Status, Link string
	QR                                           struct{ Size int }
}

type requests struct {
	Pending []asking
	Blocked []string
}

type outcome struct {
	Name              string
	Reencrypted, Left []string
	Secrets           []secret
}

type secret struct{ Application, Entry, Title string }

var editor = object{"role": "editor", "all": true}

// connect makes a device outside of any browser ask to join.
func (h *house) connect(laptop *client.Client, invitation *client.Invitation) *client.Joining {
	h.Helper()
	j, err := laptop.Connect(h.Context(), meshcore.Account("alice@"+h.name), "laptop", invitation)
	h.check(err)
	return j
}

// join lets a browser into the profile of alice, by its code.
func (b *tab) join(h *house, alice *tab, preset object) joining {
	b.Helper()
	j := call[joining](b, "connect", object{"account": "alice@" + h.name, "name": "phone"})
	one := call[asking](alice, "find", object{"text": j.Link})
	call[outcome](alice, "approve", object{"device": one.Device, "request": one.Request, "preset": preset})
	if got := call[joining](b, "joinStatus", nil).Status; got != "accepted" {
		b.Fatalf("the request is %s, want accepted", got)
	}
	return j
}

func TestApprove(t *testing.T) {
	h := newHouse(t)
	alice, phone := h.browser(), h.browser()
	made := alice.create(h, "alice")
	alice.refused("no-request", "find", object{"text": made.Device})
	j := call[joining](phone, "connect", object{"account": "alice@" + h.name, "name": "phone"})
	if j.Status != "pending" || j.Profile != made.Profile || j.Link != h.url+"/devices/pending/"+j.Device+"#"+j.Code || j.QR.Size == 0 {
		t.Fatalf("it asked %+v", j)
	}
	all := call[requests](alice, "pending", nil)
	if len(all.Pending) != 1 || all.Pending[0].Code != j.Code || all.Pending[0].Name != "phone" || all.Pending[0].Invited {
		t.Fatalf("pending is %+v", all)
	}
	one := all.Pending[0]
	for _, text := range []string{j.Code, strings.ToLower(j.Code), j.Device, j.Link} {
		if got := call[asking](alice, "find", object{"text": text}); got != one {
			t.Errorf("%s finds %+v", text, got)
		}
	}
	alice.refused("mismatch", "find", object{"text": made.Device})
	alice.refused("invalid", "find", object{"text": "no code"})
	alice.refused("changed", "approve", object{"device": one.Device, "request": made.Profile, "preset": editor})
	alice.refused("no-request", "approve", object{"device": made.Device, "request": one.Request, "preset": editor})
	if got := call[outcome](alice, "approve", object{"device": one.Device, "request": one.Request, "preset": editor}); got.Name != "phone" {
		t.Errorf("approved %+v", got)
	}
	if got := call[joining](phone, "joinStatus", nil); got.Status != "accepted" {
		t.Errorf("the request is %+v", got)
	}
	if got := call[identity](phone, "self", nil); !got.Member || got.Device != j.Device {
		t.Errorf("the phone is %+v", got)
	}
	phone.refused("not-administrator", "pending", nil)
}

func TestRejectBlockUnblock(t *testing.T) {
	h := newHouse(t)
	alice, mallory := h.browser(), h.browser()
	alice.create(h, "alice")
	ask := object{"account": "alice@" + h.name, "name": "mallory"}
	j := call[joining](mallory, "connect", ask)
	one := call[asking](alice, "find", object{"text": j.Code})
	call[any](alice, "reject", object{"device": one.Device, "request": one.Request, "block": true})
	if got := call[joining](mallory, "joinStatus", nil).Status; got != "rejected" {
		t.Errorf("the request is %s", got)
	}
	mallory.refused("refused", "connect", ask)
	if got := call[requests](alice, "pending", nil); len(got.Blocked) != 1 || got.Blocked[0] != j.Device || len(got.Pending) != 0 {
		t.Errorf("after blocking: %+v", got)
	}
	call[any](alice, "unblock", object{"device": j.Device})
	call[joining](mallory, "connect", ask)
	call[any](mallory, "cancel", nil)
	if got := call[*identity](mallory, "self", nil); got != nil {
		t.Errorf("after giving up it is %+v", got)
	}
}

// invited is what `invite` and `letIn` give.
type invited struct{ Link, Command, Expires, Hash string }

type round struct {
	Admitted, Waiting []asking
	Open              int
	Warning           string
}

func TestInvitation(t *testing.T) {
	h := newHouse(t)
	alice, phone := h.browser(), h.browser()
	made := alice.create(h, "alice")
	link := call[invited](alice, "invite", object{"preset": object{"role": "reader", "all": true}})
	if link.Command != "mesh device connect alice@"+h.name+" --invitation -" || !strings.HasPrefix(link.Link, h.url) {
		t.Errorf("invited by %+v", link)
	}
	read := call[identity](phone, "readInvitation", object{"text": link.Link})
	if read.Account != made.Account || read.Profile != made.Profile {
		t.Errorf("the invitation says %+v", read)
	}
	if got := call[round](alice, "letIn", nil); len(got.Admitted) != 0 || got.Open != 1 {
		t.Errorf("before anybody came: %+v", got)
	}
	j := call[joining](phone, "connect", object{"account": read.Account, "name": "phone", "invitation": link.Link})
	if got := call[round](alice, "letIn", nil); len(got.Admitted) != 1 || got.Admitted[0].Device != j.Device || got.Open != 0 || got.Warning != "" {
		t.Errorf("let in %+v", got)
	}
	if got := call[joining](phone, "joinStatus", nil).Status; got != "accepted" {
		t.Errorf("the request is %s", got)
	}
	parsed, err := client.ParseInvitation(link.Link)
	h.check(err)
	h.connect(h.laptop(), parsed)
	if got := call[requests](alice, "pending", nil).Pending; len(got) != 1 || got[0].Invited {
		t.Errorf("what is spent proves something: %+v", got)
	}
	for range 2 { // it stays
		if got := call[round](alice, "letIn", nil); got.Warning == "" || len(got.Admitted) != 0 {
			t.Errorf("a second device with the same link: %+v", got)
		}
	}
	type own struct{ Hash, Second, Warning string }
	if got := call[[]own](alice, "invitations", nil); len(got) != 1 || got[0].Hash != link.Hash || got[0].Second == "" || got[0].Warning == "" {
		t.Errorf("the invitation is %+v", got)
	}
	call[any](alice, "heed", object{"hash": link.Hash})
	if got := call[round](alice, "letIn", nil); got.Warning != "" {
		t.Errorf("it warns of what was heeded: %+v", got)
	}
}

// TestInvitationOfAnAdministrator: it waits for a click (protocol.md II.8).
func TestInvitationOfAnAdministrator(t *testing.T) {
	h := newHouse(t)
	alice, laptop := h.browser(), h.laptop()
	alice.create(h, "alice")
	preset := object{"role": "editor", "all": true, "administrator": true}
	link := call[invited](alice, "invite", object{"preset": preset})
	other := call[invited](alice, "invite", object{"preset": preset})
	call[any](alice, "revoke", object{"hash": other.Hash})
	parsed, err := client.ParseInvitation(link.Link)
	h.check(err)
	h.connect(laptop, parsed)
	got := call[round](alice, "letIn", nil)
	if len(got.Admitted) != 0 || len(got.Waiting) != 1 || !got.Waiting[0].Invited {
		t.Fatalf("let in %+v", got)
	}
	one := got.Waiting[0]
	call[outcome](alice, "approve", object{"device": one.Device, "request": one.Request, "preset": preset})
	j, err := laptop.JoinStatus(t.Context())
	h.check(err)
	if j.Status != client.JoinAccepted {
		t.Errorf("the request is %s", j.Status)
	}
	type own struct {
		Hash, Spent string
		Stopped     bool
	}
	for _, i := range call[[]own](alice, "invitations", nil) {
		if want := (own{link.Hash, one.Device, false}); i.Hash == link.Hash && i != want {
			t.Errorf("the used invitation is %+v", i)
		}
		if want := (own{other.Hash, "", true}); i.Hash == other.Hash && i != want {
			t.Errorf("the revoked invitation is %+v", i)
		}
	}
}
