package browser

import "testing"

// household is a profile of three devices: a machine without a browser that
// began it, a browser that decides as well, and one that is to be lost. All
// read a diary and passwords.
func household(t *testing.T) (portal *portal, server *machine, admin, phone *tab) {
	t.Helper()
	portal, server = startPortal(t), newMachine(t)
	two := browsers(t, 2)
	admin, phone = two[0].tab(portal.base), two[1].tab(portal.base)
	account := "alice@" + portal.name()
	server.must("profile", "create", account, "--device-name", "server", "--defer-kit")
	server.must("app", "add", "credentials", "Passwords")
	server.must("app", "add", "notes", "Diary")
	server.must("entry", "add", "Passwords", "Sites=post.example", "Username=alice", "Password=correct-horse")
	_, code := admin.asksToJoin(account, "laptop")
	server.must("device", "approve", code, "--role", "administrator", "--apps", "all")
	admin.isIn(account)
	_, code = phone.asksToJoin(account, "phone")
	admin.approve("phone", code, "Use everything")
	phone.isIn(account)
	return portal, server, admin, phone
}

// approve lets a device in whose code was pasted, with a preset.
func (p *tab) approve(name, code, preset string) {
	p.t.Helper()
	p.open("/devices")
	p.click("Review " + name)
	p.paste("Paste the code or the link", code)
	p.click(preset)
	p.click("Approve")
	p.see("It is in")
}

// TestRemoveDevice is J4: three clicks from the device to the checklist of
// what to change; the device that is out can do nothing any more.
func TestRemoveDevice(t *testing.T) {
	t.Parallel()
	_, server, admin, phone := household(t)
	admin.open("/devices")
	admin.counted()
	admin.click("phone")
	admin.see("It does not decide about devices.", "Passwords", "Diary")
	admin.click("Remove")
	admin.see("Remove “phone”?", "Passwords", "Diary", "Devices that still decide")
	phone.c.watch.expect("status of 401")
	admin.click("Remove and re-encrypt")
	admin.see("Removed", "Change these", "post.example")
	admin.wantCounts(3, 0)
	admin.reload()
	admin.see("Removed", "post.example")
	admin.click("Back to your devices")
	admin.at("/devices")
	admin.see("laptop", "server")
	admin.gone("phone")
	phone.isOut()
	server.must("entry", "add", "Passwords", "Sites=bank.example", "Password=battery-staple")
	server.must("log", "verify")
	admin.click("Home")
	admin.see("Change these", "post.example")
}

// isOut waits until a browser knows that it was removed: its session is over
// at once, and it can ask to join again.
func (p *tab) isOut() {
	p.t.Helper()
	p.at("/")
	p.open("/home")
	p.see("Either this browser was removed from the profile")
	p.click("Connect again")
	p.see("The portal says that this browser was removed from the profile. It can ask to join again, with new keys")
	p.click("Ask to join")
	p.see("Waiting to be let in")
}
