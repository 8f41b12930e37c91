package browser

import "testing"

// TestSignOut: the session is dead, and nothing signs in by itself until the
// person goes on. A browser does not remove itself.
func TestSignOut(t *testing.T) {
	t.Parallel()
	portal := startPortal(t)
	p := oneBrowser(t).tab(portal.base)
	p.createProfile("alice")
	p.laterHome()
	p.c.watch.expect("401")
	p.click("Sign out")
	p.at("/")
	p.see("This browser is a device of alice@" + portal.name())
	p.click("Go on")
	p.at("/home")
	p.see("Is it safe?")
	p.open("/devices/" + p.self() + "/remove")
	p.see("This browser cannot remove itself")
}
