package main

import (
	"strings"
	"testing"

	"meshportal/meshcore"
	"meshportal/meshcore/client"
	"meshportal/meshcore/udf"
)

// asks lets another machine of the person ask to join.
func (h *home) asks(name string, args ...string) (machine *home, code string) {
	h.Helper()
	machine = h.beside(name)
	o := machine.wants(0, "", append([]string{"device", "connect", h.account, "--device-name", name}, args...)...)
	return machine, o.answer["code"].(string)
}

// TestWaitNeedsAnInvitation: it does not wait for what cannot come, and prints
// who came.
func TestWaitNeedsAnInvitation(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	h.wantsProblem(h.wants(1, "", "device", "wait"), "mesh device invite")
	invitation := h.wants(0, "", "device", "invite").answer["invitation"].(string)
	tablet, _ := h.asks("tablet", "--invitation", invitation)
	if came := h.wants(0, "", "device", "wait").answer["admitted"].([]any); len(came) != 1 {
		t.Errorf("admitted: %v", came)
	}
	tablet.wants(0, "", "device", "status")
	h.wantsProblem(h.wants(1, "", "device", "wait"), "mesh device invite")

	// An invitation to administration waits for its person (protocol.md II.8).
	link := h.wants(0, "", "device", "invite", "--role", "administrator").answer["invitation"].(string)
	desk, code := h.asks("desk", "--invitation", link)
	h.wantsProblem(h.wants(1, "", "device", "wait"), "mesh device pending")
	desk.wants(3, "", "device", "status")
	h.wants(0, "", "device", "approve", code)
	desk.wants(0, "", "device", "status")
	desk.wants(0, "", "device", "pending")
}

// TestRemovalIsPreviewed: what the device reads and changed, by name, before
// anything is done; and afterwards what to change.
func TestRemovalIsPreviewed(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	h.wants(0, "", "app", "add", "credentials", "Passwords")
	id := h.wants(0, "", "entry", "add", "Passwords", "Sites=a.example", "Password=x").answer["id"].(string)
	phone, code := h.asks("phone")
	h.wants(0, "", "device", "approve", code)
	device := phone.wants(0, "", "device", "status").answer["device"].(string)
	phone.wants(0, "", "entry", "edit", "Passwords", id, "Password=y")
	out, talk := h.text("", "device", "remove", device)
	for _, want := range []string{"phone could read Passwords, and changed Passwords in the last 30 days", "1 administration devices remain", "because nobody can be asked"} {
		if !strings.Contains(talk, want) {
			t.Errorf("no %q in %s", want, talk)
		}
	}
	if !strings.Contains(out, "[ ] Passwords: a.example") {
		t.Errorf("no list of what to change:\n%s", out)
	}
	phone.wants(1, "", "entry", "edit", "Passwords", id, "Password=z")
}

// TestRemovalRefuses what would leave nobody to decide.
func TestRemovalRefuses(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	self := h.wants(0, "", "profile", "show").answer["device"].(string)
	h.wantsProblem(h.wants(1, "", "device", "remove", self), "another administration device")
	h.wants(1, "", "device", "rename", string(firstID), "nobody")
}

func TestRename(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	self := h.wants(0, "", "profile", "show").answer["device"].(string)
	h.wants(0, "", "device", "rename", self, "the kitchen")
	device := h.wants(0, "", "device", "list").answer["devices"].([]any)[0].(map[string]any)
	if device["name"] != "the kitchen" || device["device"] != self || device["role"] != "administrator" || device["this"] != true {
		t.Errorf("got %v", device)
	}
}

// TestDeviceRole is the highest that a device has anywhere.
func TestDeviceRole(t *testing.T) {
	t.Parallel()
	devices := map[udf.Fingerprint]string{"A": "administrator", "E": "editor", "R": "reader", "N": "none"}
	p := &client.Profile{PersonalProfile: &meshcore.PersonalProfile{Applications: []meshcore.ApplicationProfileEntry{
		{Type: meshcore.AdministrationType, SignID: []udf.Fingerprint{"A"}},
		{Type: "NoteProfile", DecryptID: []udf.Fingerprint{"E", "R"}},
		{Type: "NoteProfile", SignID: []udf.Fingerprint{"E"}, DecryptID: []udf.Fingerprint{"A", "E"}},
	}}}
	for id, want := range devices {
		if got := deviceRole(p, id); got != want {
			t.Errorf("%s: %s, want %s", id, got, want)
		}
	}
}

// TestApproveByFlags: without flags all applications are edited; --apps names
// those that are.
func TestApproveByFlags(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	h.wants(0, "", "app", "add", "notes", "Open")
	h.wants(0, "", "app", "add", "notes", "Closed")
	for _, c := range []struct {
		name, role string
		args       []string
		open       int // exit code of reading it
		closed     int
	}{
		{"default", "editor", nil, 0, 0},
		{"some", "reader", []string{"--role", "reader", "--apps", "Open"}, 0, 1},
		{"none", "none", []string{"--apps", "none"}, 1, 1},
	} {
		machine, code := h.asks(c.name)
		h.wants(0, "", append([]string{"device", "approve", code}, c.args...)...)
		self := machine.wants(0, "", "device", "status").answer["device"]
		machine.wants(c.open, "", "entry", "list", "Open")
		machine.wants(c.closed, "", "entry", "list", "Closed")
		for _, d := range h.wants(0, "", "device", "list").answer["devices"].([]any) {
			if d := d.(map[string]any); d["device"] == self && d["role"] != c.role {
				t.Errorf("%s: %v, want %s", c.name, d, c.role)
			}
		}
	}
	_, code := h.asks("more")
	h.wants(1, "", "device", "approve", code, "--apps", "Nothing")
	h.wants(2, "", "device", "approve", code, "--role", "owner")
	h.wants(0, "", "device", "approve", code)
}
