package browser

import (
	"strings"
	"testing"
)

// asksToJoin is a browser that asks to be let into an account; it returns the
// link and the code that it shows.
func (p *tab) asksToJoin(account, name string) (link, code string) {
	p.t.Helper()
	p.open("/")
	p.click("Connect this browser")
	p.at("/connect")
	p.typeInto("Account", account)
	p.typeInto("Name of this browser", name)
	p.click("Ask to join")
	p.see("Waiting to be let in", "left")
	return p.copied("Copy the link"), p.copied("Copy the code")
}

// isIn waits until the browser that asked was let in and shows its own state.
func (p *tab) isIn(account string) {
	p.t.Helper()
	p.at("/home")
	p.see(account, "Verified by this browser")
}

// joiningAndDeciding are two browsers: one that has a profile, and one that has none.
func joiningAndDeciding(t *testing.T) (portal *portal, admin, joiner *tab) {
	t.Helper()
	portal = startPortal(t)
	two := browsers(t, 2)
	admin, joiner = two[0].tab(portal.base), two[1].tab(portal.base)
	admin.createProfile("alice")
	admin.laterHome()
	return portal, admin, joiner
}

// TestApproveByLink is J2a: the link is scanned or opened, then approved; there
// is nothing to compare.
func TestApproveByLink(t *testing.T) {
	t.Parallel()
	portal, admin, joiner := joiningAndDeciding(t)
	link, code := joiner.asksToJoin("alice@"+portal.name(), "Ann’s tablet")
	if !strings.HasPrefix(link, portal.base+"/devices/pending/") || !strings.HasSuffix(link, "#"+code) {
		t.Fatalf("the link is %s, the code %s", link, code)
	}
	admin.counted()
	admin.open(link)
	admin.clicks++ // the scan
	admin.see("Let “Ann’s tablet” in?", "There is nothing to compare.")
	if strings.Contains(admin.path(), "#") {
		t.Error("the code stays in the address")
	}
	admin.click("Approve")
	admin.see("It is in", "Ann’s tablet is a device of your profile now.")
	admin.wantCounts(2, 0)
	joiner.isIn("alice@" + portal.name())
	joiner.click("Devices")
	joiner.see("Only an administration device sees who asks")
	joiner.text(".device-name .is-here")
}

// TestApproveByInvitation is J2b: three clicks, and the device joins by itself
// while a page of the administration device is open.
func TestApproveByInvitation(t *testing.T) {
	t.Parallel()
	portal, admin, joiner := joiningAndDeciding(t)
	admin.counted()
	admin.click("Add a device")
	admin.at("/devices/add")
	admin.settled()
	admin.click("Create")
	admin.see("Give this to the new device alone")
	link := admin.copied("Copy the link")
	admin.wantCounts(3, 0)
	joiner.open("/connect") // the link is opened in a tab that shows this page already
	joiner.see("Ask to join a profile")
	joiner.open(link)
	joiner.see("You are invited to join alice@" + portal.name())
	if strings.Contains(joiner.path(), "#") {
		t.Error("the invitation stays in the address")
	}
	joiner.click("Ask to join")
	joiner.isIn("alice@" + portal.name())
	admin.see("is a device of your profile now.")
	joiner.wantCounts(1, 0)
	admin.wantCounts(0, 0)
}

// TestApproveByEye is J2c: review, compare, approve; and pasting instead.
func TestApproveByEye(t *testing.T) {
	t.Parallel()
	portal, admin, joiner := joiningAndDeciding(t)
	_, code := joiner.asksToJoin("alice@"+portal.name(), "tablet")
	admin.counted()
	admin.click("Review tablet")
	if shown := strings.Join(strings.Fields(admin.text("[data-state=review] .code-groups")), "-"); shown != code {
		t.Errorf("the devices show %s and %s", shown, code)
	}
	admin.click("I have compared every group")
	admin.click("Approve")
	admin.see("It is in")
	admin.wantCounts(3, 0)
	joiner.isIn("alice@" + portal.name())
}

// TestApproveByPaste: a code that differs approves nothing, the right one does.
func TestApproveByPaste(t *testing.T) {
	t.Parallel()
	portal, admin, joiner := joiningAndDeciding(t)
	_, code := joiner.asksToJoin("alice@"+portal.name(), "tablet")
	admin.counted()
	admin.click("Review tablet")
	wrong := "MAAAA" + code[5:]
	admin.paste("Paste the code or the link", wrong)
	admin.see("The codes differ.")
	admin.click("I have compared every group") // and has not
	if s, err := (look{What: "click", Name: "Approve"}).see(admin.ctx); err != nil || s.State != "disabled" {
		t.Errorf("Approve is %s %v", s.State, err)
	}
	admin.paste("Paste the code or the link", code)
	admin.see("The code that you pasted is the one that this browser computed.")
	admin.gone("The codes differ.")
	admin.click("Approve")
	admin.see("It is in")
	admin.wantCounts(3, 2) // one of each for what was wrong at first
	joiner.isIn("alice@" + portal.name())
}

// TestReject is one click, and the other side is told.
func TestReject(t *testing.T) {
	t.Parallel()
	portal, admin, joiner := joiningAndDeciding(t)
	joiner.asksToJoin("alice@"+portal.name(), "tablet")
	admin.see("Claims to be “tablet”")
	admin.counted()
	admin.click("Reject tablet")
	admin.gone("Claims to be “tablet”")
	admin.wantCounts(1, 0)
	joiner.see("The request was rejected")
	joiner.click("Ask again")
	joiner.see("Waiting to be let in", "left")
	admin.see("Claims to be “tablet”")
	joiner.click("Cancel")
	admin.gone("Claims to be “tablet”")
	joiner.see("Ask to join a profile")
}
