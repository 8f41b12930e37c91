package browser

import "testing"

// noSignIn makes the portal answer with 404 and no page where the key agent asks.
func (e *evil) noSignIn() {
	e.onFiles(func(path string, body []byte) []byte {
		if path == "/session/challenge" {
			return nil
		}
		return body
	})
}

// TestWaitingOutlastsThePortal: who waits to be let in is told what cannot be
// done without the portal, goes on when it is back, and learns who let them in.
func TestWaitingOutlastsThePortal(t *testing.T) {
	t.Parallel()
	portal, server := betweenPortal(t), newMachine(t)
	account := "alice@" + portal.name()
	server.must("profile", "create", account, "--device-name", "server", "--defer-kit")
	joiner := oneBrowser(t).tab(portal.base)
	joiner.c.watch.expect(cutOff + "|status of (401|404)")
	_, code := joiner.asksToJoin(account, "tablet")
	joiner.see("Profile, as this portal names it", text(t, server.must("profile", "show"), "profile"))
	portal.unplug()
	joiner.see("The portal does not answer just now.")
	joiner.click("Cancel")
	joiner.see("The portal cannot be reached. Nothing was lost; try again.", "Waiting to be let in")
	portal.plug()
	joiner.gone("The portal does not answer just now.")
	portal.atDoor(func(ask, answer []byte) []byte {
		return []byte(`{"ConnectStatusResponse":{"Status":503,"StatusDescription":"the portal is busy"}}`)
	})
	joiner.see("The portal does not answer just now.")
	portal.atDoor(nil)
	joiner.gone("The portal does not answer just now.")
	portal.noSignIn()
	server.must("device", "approve", code, "--role", "reader")
	joiner.see("You are in. Let in by “server”.", "The portal cannot be reached. Nothing was lost; try again.")
	portal.onFiles(nil)
	joiner.click("Go on")
	joiner.isIn(account)
}

// TestSignInWithoutThePortal: what failed is said as it is; only a portal that
// refuses this browser's key makes a removal likely.
func TestSignInWithoutThePortal(t *testing.T) {
	t.Parallel()
	portal := betweenPortal(t)
	p := oneBrowser(t).tab(portal.base)
	p.c.watch.expect("status of (401|404)")
	p.createProfile("alice")
	p.laterHome()
	p.click("Sign out")
	p.at("/")
	portal.noSignIn()
	p.open("/home")
	p.see("The portal cannot be reached. Nothing was lost; try again.")
	p.gone("Either this browser was removed")
	p.gone("Connect again")
	portal.onFiles(nil)
	p.click("Try again")
	p.see("Verified by this browser")
}
