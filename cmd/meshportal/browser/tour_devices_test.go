package browser

// Names that a device may give itself.
const (
	longName    = "Workstation-in-the-attic-next-to-the-window-with-the-blue-curtai" // 64 characters, no place to break
	hostileName = "<script>alert(1)</script>"
	mirrored    = "המחשב של אמא · مكتب"
)

// isCrowded: devices that joined and never came back, and more that wait.
func (w *tour) isCrowded() {
	for _, name := range []string{"Phone", longName, mirrored, "Printer", "Kitchen"} {
		w.server.must("device", "approve", code(w.t, w.requests(name)), "--role", "reader")
	}
	for _, name := range []string{hostileName, longName, mirrored} {
		w.requests(name)
	}
	p := w.admin
	p.open("/home")
	p.see("Claims to be “"+hostileName, "Verified by this browser")
	w.stop("home-busy", p)
	p.open("/devices")
	p.see("Claims to be “"+hostileName, "Kitchen")
	w.stop("devices-many", p)
}

// requests is a machine that asks to join; its name is its own choice.
func (w *tour) requests(name string) map[string]any {
	w.t.Helper()
	return newMachine(w.t).must("device", "connect", w.account, "--device-name", name)
}

// decides answers three of those that wait.
func (w *tour) decides() {
	p := w.admin
	p.click("Review " + longName)
	p.see("I have compared every group")
	w.stop("pending-long", p)
	p.click("Reject")
	p.see("It was given nothing, and has been told.")
	w.stop("pending-rejected", p)
	p.click("Back to your devices")
	p.click("Review " + hostileName)
	p.see("I have compared every group")
	w.stop("pending-hostile", p)
	p.click("Reject and block")
	p.see("It was given nothing")
	w.opens("blocked-one", p, "/devices/blocked", "Unblock")
	p.open("/devices")
	p.click("Review ")
	p.see("I have compared every group")
	w.stop("pending-mirrored", p)
	w.withdrawn()
}

// withdrawn: another administration device answers a request that is looked at.
func (w *tour) withdrawn() {
	for _, one := range w.server.must("device", "pending")["pending"].([]any) {
		w.server.must("device", "reject", text(w.t, one.(map[string]any), "device"))
	}
	w.admin.see("This request has ended")
	w.stop("pending-ended", w.admin)
}

// invites brings the guest in by an invitation.
func (w *tour) invites() {
	p := w.admin
	w.opens("add", p, "/devices/add", "An invitation is a secret link.")
	p.click("Create")
	p.see("Give this to the new device alone")
	w.stop("add-made", p)
	link := p.copied("Copy the link")
	w.guest.open("/") // a link with a fragment does not load the page anew that it leads to
	w.guest.open(link)
	w.guest.see("You are invited to join " + w.account)
	w.stop("connect-invited", w.guest)
	w.guest.click("Ask to join")
	w.guest.isIn(w.account)
	w.joined = w.guest.self()
	p.see("is a device of your profile now.")
	w.stop("add-arrived", p)
}

// looksAtOthers: what an administration device sees of the others.
func (w *tour) looksAtOthers() {
	p := w.admin
	w.opens("sessions-many", p, "/sessions", "End all others")
	w.opens("device-other", p, "/devices/"+w.joined, "Diary")
	p.click("Its keys")
	p.see("Signs documents")
	w.stop("device-keys", p)
	w.opens("device-this", p, "/devices/"+p.self(), "Diary")
	p.open("/devices")
	p.click("Open Kitchen")
	p.see("Last seen", "not yet")
	w.stop("device-unseen", p)
	w.opens("profile-many", p, "/profile", "This browser has verified")
	p.click("What it says")
	p.see("NotaryToken")
	w.stop("profile-open", p)
}
