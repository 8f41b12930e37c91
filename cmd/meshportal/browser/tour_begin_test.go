package browser

// creates begins the profile, with a kit to be made later.
func (w *tour) creates() {
	p := w.admin
	w.opens("join-open", p, "/join", "Create a profile")
	p.typeInto("Account name", "alice")
	p.see(w.account + " is free.")
	w.portal.holdStill(func() {
		p.click("Create profile")
		p.see("Making your keys")
		w.stop("join-working", p)
	})
	p.at("/join/kit")
	p.see("This browser keeps what the kit is made of until")
	w.stop("kit", p)
	p.laterHome()
	w.stop("home-begun", p)
}

// looksAround: pages of a profile that has one device and nothing else.
func (w *tour) looksAround() {
	p := w.admin
	w.opens("devices-one", p, "/devices", "Nobody waits.")
	w.opens("blocked-none", p, "/devices/blocked", "No device is blocked.")
	w.opens("sessions-one", p, "/sessions", "this session")
	w.opens("profile", p, "/profile", "This browser has verified")
	w.opens("device-alone", p, "/devices/"+p.self(), "This profile has no applications yet.")
	w.opens("remove-this", p, "/devices/"+p.self()+"/remove", "This browser cannot remove itself")
	w.opens("join-joined", p, "/join", "One browser profile holds one Mesh profile.")
	w.opens("connect-joined", p, "/connect", "One browser profile holds one Mesh profile.")
	w.opens("front-member", p, "/", "This browser is a device of")
	w.opens("error-member", p, "/nowhere", "There is nothing here")
}

// letsServerIn: a machine asks, its code is pasted wrong and right, and it
// becomes an administration device.
func (w *tour) letsServerIn() {
	p := w.admin
	asked := w.server.must("device", "connect", w.account, "--device-name", "server")
	w.deciding = text(w.t, asked, "device")
	p.open("/home")
	p.see("Claims to be “server”", "Verified by this browser")
	w.stop("home-request", p)
	p.click("Review server")
	p.see("I have compared every group")
	w.stop("pending", p)
	p.paste("Paste the code or the link", "MAAAA"+code(w.t, asked)[5:])
	p.see("The codes differ.")
	w.stop("pending-mismatch", p)
	p.paste("Paste the code or the link", code(w.t, asked))
	p.see("is the one that this browser computed")
	p.click("Administer")
	w.stop("pending-matched", p)
	p.click("Approve")
	p.see("It is in")
	w.stop("pending-approved", p)
	w.fills()
}

// fills gives the profile something to read.
func (w *tour) fills() {
	w.server.must("device", "status")
	w.server.must("app", "add", "credentials", "Passwords")
	w.server.must("app", "add", "notes", "Diary")
	w.server.must("app", "add", "network", "Networks")
	for _, name := range []string{"Passwords", "Diary"} { // and not the networks
		w.server.must("app", "grant", name, w.admin.self(), "editor")
	}
	w.server.must("entry", "add", "Passwords", "Sites=post.example", "Username=alice", "Password=correct-horse")
	w.server.must("entry", "add", "Passwords", "Sites=bank.example", "Username=alice", "Password=battery-staple")
}
