package browser

import "testing"

// invitesAs makes an invitation with a preset; it returns the link.
func (p *tab) invitesAs(preset string) (link string) {
	p.t.Helper()
	p.open("/devices/add")
	p.settled()
	p.click(preset)
	p.click("Create")
	p.see("Give this to the new device alone")
	return p.copied("Copy the link")
}

// shows asks to join with an invitation.
func (m *machine) shows(link, account, name string) {
	m.t.Helper()
	m.stdin = link + "\n"
	m.must("device", "connect", account, "--device-name", name, "--invitation", "-")
}

// TestInvitedAdministrator: an invitation that is shown by one device is proof,
// and nothing else is asked for; one that a second device shows is none.
func TestInvitedAdministrator(t *testing.T) {
	t.Parallel()
	portal := startPortal(t)
	admin := oneBrowser(t).tab(portal.base)
	admin.createProfile("alice")
	admin.laterHome()
	link := admin.invitesAs("Administer")
	comes := func(name string) {
		newMachine(t).shows(link, "alice@"+portal.name(), name)
	}
	comes("desk")
	admin.see("asks to become an administration device.")
	admin.click("Review")
	admin.see("It proves that it holds your invitation. There is nothing to compare.")
	admin.gone("I have compared every group")
	comes("thief")
	admin.see("I have compared every group")
	admin.gone("There is nothing to compare.")
	admin.wantClosed("Approve")
}

// TestInvitationUsedTwice: whoever comes second with an invitation is noticed
// until its end, on every page, though the first is in already.
func TestInvitationUsedTwice(t *testing.T) {
	t.Parallel()
	portal := startPortal(t)
	admin := oneBrowser(t).tab(portal.base)
	admin.createProfile("alice")
	admin.laterHome()
	link := admin.invitesAs("Read only")
	comes := func(name string) {
		newMachine(t).shows(link, "alice@"+portal.name(), name)
	}
	comes("desk")
	admin.see("is a device of your profile now.")
	admin.open("/home")
	admin.see("Verified by this browser")
	comes("thief")
	admin.see("Two devices showed the same invitation")
	admin.wantAccessible()
	admin.open("/sessions")
	admin.see("Two devices showed the same invitation")
	admin.click("I have seen to it")
	admin.gone("Two devices showed the same invitation")
	admin.open("/devices")
	admin.see("Claims to be “thief”")
	admin.gone("Two devices showed the same invitation")
}
