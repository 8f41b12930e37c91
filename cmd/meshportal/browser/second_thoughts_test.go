package browser

import "testing"

// TestUnblock: who was turned away for good asks in vain, until the person
// thinks better of it.
func TestUnblock(t *testing.T) {
	t.Parallel()
	portal := startPortal(t)
	admin := oneBrowser(t).tab(portal.base)
	admin.createProfile("alice")
	admin.laterHome()
	m := newMachine(t)
	asked := m.must("device", "connect", "alice@"+portal.name(), "--device-name", "server")
	admin.open("/devices/pending/" + text(t, asked, "device"))
	admin.click("Reject and block")
	admin.see("Rejected")
	if out, err := m.run("device", "connect", "alice@"+portal.name()); err == nil {
		t.Errorf("a blocked device asks: %s", out)
	}
	admin.open("/devices/blocked")
	admin.click("Unblock " + text(t, asked, "device"))
	admin.see("No device is blocked.")
	m.must("device", "connect", "alice@"+portal.name(), "--device-name", "server")
	admin.open("/devices")
	admin.see("Claims to be “server”")
}

// TestEndOthers: the sessions of all other browsers end, in front of whoever
// sits there; this one stays.
func TestEndOthers(t *testing.T) {
	t.Parallel()
	portal, admin, joiner := joiningAndDeciding(t)
	link, _ := joiner.asksToJoin("alice@"+portal.name(), "tablet")
	admin.open(link)
	admin.click("Approve")
	joiner.isIn("alice@" + portal.name())
	joiner.c.watch.expect("status of 401")
	admin.open("/sessions")
	admin.see("tablet")
	admin.click("End all others")
	admin.gone("tablet")
	admin.see("this session")
	joiner.at("/")
}
