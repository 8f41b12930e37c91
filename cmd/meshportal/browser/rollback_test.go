package browser

import (
	"os"
	"path/filepath"
	"testing"
)

// copyData copies what a stopped portal keeps.
func copyData(t *testing.T, from, to string) {
	t.Helper()
	if err := os.RemoveAll(to); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	files, _ := filepath.Glob(filepath.Join(to, "*"))
	for _, file := range files {
		if err := os.Chmod(file, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(to, 0o700); err != nil {
		t.Fatal(err)
	}
}

// TestRollback: the portal comes back with what it had before a device was let
// in: an older profile, and a shorter log with the same key. The browser says
// so, keeps the evidence, and stays with what it has verified.
func TestRollback(t *testing.T) {
	t.Parallel()
	portal := startPortal(t)
	admin := oneBrowser(t).tab(portal.base)
	admin.createProfile("alice")
	admin.laterHome()
	m := newMachine(t)
	asked := m.must("device", "connect", "alice@"+portal.name(), "--device-name", "server")
	admin.c.watch.expect(cutOff)
	admin.c.watch.expect("status of 401")
	portal.stop()
	copyData(t, portal.data, portal.data+".old")
	portal.start()
	admin.open("/devices/pending/" + text(t, asked, "device"))
	admin.paste("Paste the code or the link", text(t, asked, "code"))
	admin.click("Approve")
	admin.see("It is in")
	admin.open("about:blank")
	portal.stop()
	copyData(t, portal.data+".old", portal.data)
	portal.start()
	admin.open("/home")
	admin.at("/alarm/rollback")
	admin.see("What was found", "What to do", "Save the evidence")
	admin.wantAccessible()
	admin.click("Look again")
	admin.at("/alarm/rollback")
}
