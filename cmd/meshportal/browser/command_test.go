package browser

import (
	"strings"
	"testing"
)

// TestCommandJoinsBrowser: the browser decides, a machine without one joins.
func TestCommandJoinsBrowser(t *testing.T) {
	t.Parallel()
	portal := startPortal(t)
	admin := oneBrowser(t).tab(portal.base)
	admin.createProfile("alice")
	admin.laterHome()
	m := newMachine(t)
	code := text(t, m.must("device", "connect", "alice@"+portal.name(), "--device-name", "server"), "code")
	admin.see("Claims to be “server”")
	admin.click("Review server")
	admin.paste("Paste the code or the link", code)
	admin.click("Administer")
	admin.click("Approve")
	admin.see("It is in")
	if status := text(t, m.must("device", "status"), "status"); status != "accepted" {
		t.Errorf("the machine is %s", status)
	}
	m.must("app", "add", "notes", "Diary")
	admin.click("Back to your devices")
	admin.click("server")
	admin.see("It lets devices in, removes them and decides about rights.")
}

// TestCommandInvitation: the command that the browser shows joins by itself; the
// secret is what it asks for, not a part of it.
func TestCommandInvitation(t *testing.T) {
	t.Parallel()
	portal := startPortal(t)
	admin := oneBrowser(t).tab(portal.base)
	admin.createProfile("alice")
	admin.laterHome()
	admin.click("Add a device")
	admin.click("Create")
	admin.see("Give this to the new device alone")
	command, m := admin.copied("Copy the command"), newMachine(t)
	m.stdin = admin.copied("Copy the link") + "\n"
	if strings.Contains(command, "#") || strings.Contains(command, "/") {
		t.Errorf("the command is %q", command)
	}
	m.must(words(t, command)...)
	admin.see("is a device of your profile now.")
	m.must("device", "status")
	m.must("device", "list")
}

// TestBrowserJoinsCommand: a machine decides, the browser joins and reads.
func TestBrowserJoinsCommand(t *testing.T) {
	t.Parallel()
	portal := startPortal(t)
	m := newMachine(t)
	m.must("profile", "create", "alice@"+portal.name(), "--device-name", "laptop", "--defer-kit")
	m.must("app", "add", "notes", "Diary")
	m.must("entry", "add", "Diary", "Title=A day")
	joiner := oneBrowser(t).tab(portal.base)
	_, code := joiner.asksToJoin("alice@"+portal.name(), "Chrome")
	m.must("device", "approve", code, "--role", "administrator", "--apps", "all")
	joiner.isIn("alice@" + portal.name())
	joiner.click("Devices")
	joiner.see("1 of 1 applications")
	joiner.click("laptop")
	joiner.see("Diary")
}
