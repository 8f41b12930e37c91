package browser

import (
	"strings"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
)

// hasNoSay: the pages of a device that does not administer.
func (w *tour) hasNoSay() {
	p, server := w.guest, w.deciding
	w.stop("home-powerless", p)
	w.opens("devices-powerless", p, "/devices", "Only an administration device sees who asks")
	w.opens("blocked-powerless", p, "/devices/blocked", "Only an administration device sees who is blocked")
	w.opens("add-powerless", p, "/devices/add", "so it cannot invite")
	w.opens("device-powerless", p, "/devices/"+server, "Diary")
	w.opens("remove-powerless", p, "/devices/"+server+"/remove", "so it cannot remove a device")
	w.opens("pending-powerless", p, "/devices/pending/"+server, "so it cannot answer")
}

// removes takes the guest out again; the portal is held still to look at the work.
func (w *tour) removes() {
	p := w.admin
	p.open("/devices/" + w.joined + "/remove")
	p.see("Devices that still decide", "Passwords")
	p.gone("Looking")
	w.stop("remove", p)
	w.portal.holdStill(func() {
		p.click("Remove and re-encrypt")
		p.see("Encrypting anew")
		w.stop("remove-working", p)
	})
	p.see("Removed", "post.example")
	w.stop("remove-done", p)
	w.opens("home-secrets", p, "/home", "Change these")
	w.guest.at("/")
	w.opens("signin-refused", w.guest, "/home", "Either this browser was removed from the profile")
	w.guest.click("Connect again")
	w.guest.see("The portal says that this browser was removed from the profile.")
	w.stop("connect-removed", w.guest)
}

// goesWithoutScripts: pages can be read; what needs a key says so.
func (w *tour) goesWithoutScripts() {
	w.admin.c.watch.expect(`/js/\w+\.js +csp$`) // what such a browser says of every script
	const needed = "This page needs JavaScript"
	for _, name := range []string{"home", "devices", "devices/add", "profile", "join/kit", "join", "connect"} {
		w.opensUnscripted(strings.ReplaceAll(name, "/", "-"), "/"+name, needed)
	}
	w.opensUnscripted("device", "/devices/"+w.deciding, needed)
	w.opensUnscripted("sessions", "/sessions", "this session")
	w.opensUnscripted("front", "/", "Create a profile")
}

// opensUnscripted is opens in a browser whose scripts are off. For the visitor's
// they are on again, which would hide what is shown without: it stays in its
// place. Scripts of the page do not run any more.
func (w *tour) opensUnscripted(name, path, text string) {
	w.t.Helper()
	p := w.admin
	p.set(withoutScripts)
	p.open(path)
	p.see(text)
	p.set(send(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{}))
	evaluate[bool](p, `(document.querySelectorAll("noscript").forEach((e) => e.replaceWith(...e.childNodes)), true)`)
	w.stop("unscripted-"+name, p)
}

// signsOut leaves the keys where they are: this browser is known here.
func (w *tour) signsOut() {
	p := w.admin
	p.open("/home")
	p.click("Sign out")
	p.at("/")
	p.see("This browser is a device of")
	w.stop("front-known", p)
}

// closes the account; a change keeps it. The browser signs in again, slowly.
func (w *tour) closes() {
	w.server.must("profile", "delete")
	p := w.admin
	p.set(slowly(p.base + "/session/challenge"))
	w.opens("signin", p, "/home", "This browser proves that it holds its key.")
	p.set(online)
	p.open("/home") // without waiting for the answer
	p.see("This account is being closed", "Verified by this browser")
	w.stop("home-closing", p)
}

// slowly is a connection on which an address takes very long to answer.
func slowly(address string) setting {
	return send(emulateConditions, conditions{Matched: []*network.Conditions{
		{URLPattern: address, Latency: 60_000, DownloadThroughput: -1, UploadThroughput: -1},
	}})
}

// isDeceived: the portal goes back in time, and this browser has the evidence.
func (w *tour) isDeceived() {
	p, self := w.admin, w.admin.self()
	p.open("about:blank")
	w.portal.stop()
	copyData(w.t, w.portal.data, w.portal.data+".old")
	w.portal.start()
	w.server.must("device", "rename", self, "laptop") // which also keeps the account
	p.open("/home")
	p.see("Verified by this browser")
	p.open("about:blank")
	w.portal.stop()
	copyData(w.t, w.portal.data+".old", w.portal.data)
	w.portal.start()
	p.open("/home")
	p.at("/alarm/rollback")
	p.see("What was found")
	w.stop("alarm-evidence", p)
}

// forgets: the browser has made room, and the keys are gone.
func (w *tour) forgets() {
	p := w.admin
	p.cleared("indexeddb")
	p.open("/devices")
	p.at("/lost")
	p.see("This browser has lost its keys")
	w.stop("lost", p)
}
