package browser

import (
	"bytes"
	"strings"
	"testing"
)

// cutOff is what the console says while the portal cannot be reached.
const cutOff = "net::ERR_|status of 502"

// TestPortalRestarted: a request survives a crash of the portal, and both
// sides go on by themselves.
func TestPortalRestarted(t *testing.T) {
	t.Parallel()
	portal, admin, joiner := joiningAndDeciding(t)
	admin.c.watch.expect(cutOff)
	joiner.c.watch.expect(cutOff)
	_, code := joiner.asksToJoin("alice@"+portal.name(), "tablet")
	admin.see("Claims to be “tablet”")
	portal.restart()
	admin.approve("tablet", code, "Use everything")
	portal.restart()
	joiner.isIn("alice@" + portal.name())
}

// TestApproveOffline: what is asked for without a connection is refused in
// words, loses nothing, and works afterwards.
func TestApproveOffline(t *testing.T) {
	t.Parallel()
	portal := betweenPortal(t)
	admin := oneBrowser(t).tab(portal.base)
	admin.createProfile("alice")
	admin.laterHome()
	m := newMachine(t)
	code := text(t, m.must("device", "connect", "alice@"+portal.name(), "--device-name", "server"), "code")
	admin.click("Review server")
	admin.paste("Paste the code or the link", code)
	admin.c.watch.expect(cutOff)
	portal.unplug()
	admin.set(offline)
	admin.see("No connection to the portal. Nothing is lost")
	admin.click("Approve")
	admin.see("The portal cannot be reached. Nothing was lost; try again.")
	portal.plug()
	admin.set(online)
	admin.gone("No connection to the portal.")
	admin.click("Approve")
	admin.see("It is in")
	m.must("device", "status")
}

// TestPortalAway: a page notices that the portal is away, and what happened
// before it listens again.
func TestPortalAway(t *testing.T) {
	t.Parallel()
	portal := startPortal(t)
	admin := oneBrowser(t).tab(portal.base)
	admin.c.watch.expect(cutOff)
	admin.createProfile("alice")
	admin.laterHome()
	admin.settled()
	portal.kill()
	admin.see("No connection to the portal. Nothing is lost")
	portal.start()
	newMachine(t).must("device", "connect", "alice@"+portal.name(), "--device-name", "server")
	admin.see("Claims to be “server”")
	admin.gone("No connection to the portal.")
}

// TestReviewCutOff: nothing is decided on what could not be checked; it is
// checked as soon as the portal answers.
func TestReviewCutOff(t *testing.T) {
	t.Parallel()
	portal := betweenPortal(t)
	admin := oneBrowser(t).tab(portal.base)
	admin.createProfile("alice")
	admin.laterHome()
	newMachine(t).must("device", "connect", "alice@"+portal.name(), "--device-name", "server")
	admin.click("Review server")
	admin.see("I have compared every group")
	admin.open("/devices")
	admin.settled()
	admin.c.watch.expect(cutOff)
	portal.onPages(func(path, html string) string { // comes, and nothing after it
		if strings.HasPrefix(path, "/devices/pending/") {
			portal.unplug()
		}
		return html
	})
	admin.click("Review server")
	admin.see("this browser checks the request as soon as it is back.")
	admin.gone("This browser checks the request")
	for _, button := range []string{"Approve", "Reject", "Reject and block"} {
		admin.wantClosed(button)
	}
	portal.onPages(nil)
	portal.plug()
	admin.see("I have compared every group")
	admin.gone("The portal cannot be reached.")
	admin.click("Reject")
	admin.see("It was given nothing, and has been told.")
}

// TestRemovalInterrupted: the portal is cut off when the device has lost its
// rights and nothing is encrypted anew yet; the page goes on where it stopped.
func TestRemovalInterrupted(t *testing.T) {
	t.Parallel()
	portal := betweenPortal(t)
	server, account := newMachine(t), "alice@"+portal.name()
	admin := oneBrowser(t).tab(portal.base)
	server.must("profile", "create", account, "--device-name", "server", "--defer-kit")
	server.must("app", "add", "credentials", "Passwords")
	server.must("entry", "add", "Passwords", "Sites=post.example", "Password=correct-horse")
	_, code := admin.asksToJoin(account, "laptop")
	server.must("device", "approve", code, "--role", "administrator", "--apps", "all")
	admin.isIn(account)
	phone := newMachine(t)
	code = text(t, phone.must("device", "connect", account, "--device-name", "phone"), "code")
	admin.open("/devices")
	admin.click("Review phone")
	admin.paste("Paste the code or the link", code)
	admin.click("Approve")
	admin.see("It is in")
	phone.must("device", "status")
	phone.must("entry", "list", "Passwords")
	admin.open("/devices")
	admin.click("phone")
	admin.click("Remove")
	admin.see("Remove “phone”?", "Passwords")
	admin.c.watch.expect(cutOff)
	admin.c.watch.expect("status of 401")
	portal.atDoor(func(ask, answer []byte) []byte {
		if bytes.Contains(ask, []byte(`{"Publish":`)) {
			portal.unplug()
		}
		return answer
	})
	admin.click("Remove and re-encrypt")
	admin.see("Not finished yet", "Nothing was lost")
	admin.click("Try again")
	admin.see("Nothing was lost")
	where := admin.path()
	portal.atDoor(nil)
	portal.plug()
	portal.restart()
	admin.click("Try again")
	admin.see("Removed", "post.example")
	admin.open(where)
	admin.see("Removed", "post.example")
	if out, err := phone.run("entry", "list", "Passwords"); err == nil {
		t.Errorf("the removed device still reads: %s", out)
	}
	server.must("entry", "list", "Passwords")
	server.must("log", "verify")
}
