package browser

import (
	"strings"
	"testing"
)

// TestRevokedInvitationIsTakenBack: a link that lets nobody in any more is not
// shown any more, and another can be made.
func TestRevokedInvitationIsTakenBack(t *testing.T) {
	t.Parallel()
	portal := startPortal(t)
	admin := oneBrowser(t).tab(portal.base)
	admin.createProfile("alice")
	admin.laterHome()
	admin.click("Add a device")
	admin.click("Create")
	admin.see("Give this to the new device alone")
	first := admin.copied("Copy the link")
	admin.click("Revoke")
	admin.see("What may it do?")
	if text := evaluate[string](admin, `document.querySelector("main").textContent`); strings.Contains(text, first) {
		t.Error("the revoked link is on the page still")
	}
	if evaluate[bool](admin, `document.querySelector("[data-part=invitation-qr] path").hasAttribute("d")`) {
		t.Error("its QR code is on the page still")
	}
	admin.click("Create")
	admin.see("Give this to the new device alone")
	if admin.copied("Copy the link") == first {
		t.Error("the revoked link is shown again")
	}
}

// TestInvitedAdministratorWaits: the page says beforehand that the device will
// not come in by itself, and leads to its request.
func TestInvitedAdministratorWaits(t *testing.T) {
	t.Parallel()
	portal, admin, joiner := joiningAndDeciding(t)
	admin.click("Add a device")
	admin.click("Administer")
	admin.click("Create")
	admin.see("It does not come in by itself, since it is to administer")
	joiner.open(admin.copied("Copy the link"))
	joiner.see("You are invited")
	joiner.click("Ask to join")
	admin.see("waits for you: it asks to become an administration device.")
	admin.click("Review")
	admin.click("Approve")
	admin.see("It is in")
	joiner.isIn("alice@" + portal.name())
}
