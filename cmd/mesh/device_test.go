package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"meshportal/meshcore"
	"meshportal/meshcore/client"
	"meshportal/meshcore/udf"
)

// asks lets another machine of the person ask to join.
func (h *home) asks(name string) (machine *home, code string) {
	h.Helper()
	machine = h.beside(name)
	o := machine.wants(0, "", "device", "connect", h.account, "--device-name", name)
	return machine, o.answer["code"].(string)
}

// shows lets another machine ask to join with an invitation.
func (h *home) shows(name, link string) (machine *home, code string) {
	h.Helper()
	machine = h.beside(name)
	o := machine.wants(0, link+"\n", "device", "connect", "--device-name", name, "--invitation", "-")
	return machine, o.answer["code"].(string)
}

// TestInvitationIsNoArgument: a link on the command line is refused without
// being quoted; from a file it is taken.
func TestInvitationIsNoArgument(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	link := h.wants(0, "", "device", "invite").answer["invitation"].(string)
	tablet := h.beside("tablet")
	o := tablet.wants(2, "", "device", "connect", h.account, "--invitation", link)
	h.wantsProblem(o, "--invitation -", "--invitation-file")
	if pin := strings.Split(link, "/")[5]; strings.Contains(o.talk, pin) {
		t.Errorf("the secret is quoted: %s", o.talk)
	}
	file := filepath.Join(t.TempDir(), "link")
	if err := os.WriteFile(file, []byte(link+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	tablet.wants(0, "", "device", "connect", h.account, "--invitation-file", file)
	h.wants(0, "", "device", "wait")
	tablet.wants(0, "", "device", "status")
}

// TestWaitNeedsAnInvitation: it does not wait for what cannot come, and prints
// who came.
func TestWaitNeedsAnInvitation(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	h.wantsProblem(h.wants(1, "", "device", "wait"), "mesh device invite")
	invitation := h.wants(0, "", "device", "invite").answer["invitation"].(string)
	tablet, _ := h.shows("tablet", invitation)
	if came := h.wants(0, "", "device", "wait").answer["admitted"].([]any); len(came) != 1 {
		t.Errorf("admitted: %v", came)
	}
	tablet.wants(0, "", "device", "status")
	h.wantsProblem(h.wants(1, "", "device", "wait"), "mesh device invite")

	// An invitation to administration waits for its person (protocol.md II.8).
	link := h.wants(0, "", "device", "invite", "--role", "administrator").answer["invitation"].(string)
	desk, code := h.shows("desk", link)
	h.wantsProblem(h.wants(1, "", "device", "wait"), "mesh device pending")
	desk.wants(3, "", "device", "status")
	h.wants(0, "", "device", "approve", code)
	desk.wants(0, "", "device", "status")
	desk.wants(0, "", "device", "pending")
}

// TestInvitationIsAskedFor on a terminal, which does not show it.
func TestInvitationIsAskedFor(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	link := h.wants(0, "", "device", "invite").answer["invitation"].(string)
	person := newTerminal(t)
	var out bytes.Buffer
	talk := &prompts{person: person, answers: []string{link}}
	code := newApp(person.slave, &out, talk).execute(t.Context(), []string{"--state", h.beside("tablet").state, "device", "connect", "--invitation", "-"})
	if code != exitOK || talk.shown.Load() || !person.echoes() {
		t.Errorf("exit %d, shown: %v: %s", code, talk.shown.Load(), talk.said.String())
	}
	h.wants(0, "", "device", "wait")
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
