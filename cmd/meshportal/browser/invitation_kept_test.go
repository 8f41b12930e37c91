package browser

import "testing"

// TestInvitationIsNotLost: whatever a browser was before, an invitation that it
// opens or is given is gone on with, and stays nowhere that can be read.
func TestInvitationIsNotLost(t *testing.T) {
	t.Parallel()
	portal, server := startPortal(t), newMachine(t)
	account := "alice@" + portal.name()
	server.must("profile", "create", account, "--device-name", "server", "--defer-kit")
	p := oneBrowser(t).tab(portal.base)
	p.c.watch.expect("status of 401")
	invitation := text(t, server.must("device", "invite"), "invitation")
	invited := func() {
		t.Helper()
		p.see("You are invited to join " + account)
		if where := p.path(); where != "/connect" {
			t.Errorf("the address is %s", where)
		}
		if kept := evaluate[string](p, `document.querySelector("#account").value`); kept != "" {
			t.Errorf("the field keeps %s", kept)
		}
	}
	p.open("/connect")
	p.paste("Account", invitation)
	invited()
	_, code := p.asksToJoin(account, "tablet")
	server.must("device", "approve", code, "--role", "reader")
	p.isIn(account)
	p.cleared("indexeddb")
	p.open(invitation)
	p.at("/lost")
	p.click("Connect this browser again")
	invited()
	_, code = p.asksToJoin(account, "tablet")
	server.must("device", "approve", code, "--role", "reader")
	p.isIn(account)
	server.must("device", "remove", p.self())
	p.at("/")
	p.open(invitation)
	invited()
	p.see("The portal says that this browser was removed from the profile.")
}
