package browser

import (
	"strings"
	"testing"
)

// withoutLooking is a browser that never looks by itself: what appears was told
// to it. Countdowns go on.
var withoutLooking = onNewDocument(`{
	const real = window.setInterval;
	window.setInterval = (work, ms, ...more) => (ms > 1000 ? 0 : real(work, ms, ...more));
}`)

// TestEventsAlone: a request, its end and its place in the list are told by the
// portal's events, also by a portal that was killed in between.
func TestEventsAlone(t *testing.T) {
	t.Parallel()
	portal := startPortal(t)
	admin := oneBrowser(t).tab(portal.base, withoutLooking)
	admin.c.watch.expect(cutOff)
	admin.createProfile("alice")
	admin.laterHome()
	admin.click("Devices")
	m := newMachine(t)
	m.must("device", "connect", "alice@"+portal.name(), "--device-name", "server")
	admin.see("Claims to be “server”")
	m.must("device", "cancel")
	admin.gone("Claims to be “server”")
	portal.restart()
	asked := m.must("device", "connect", "alice@"+portal.name(), "--device-name", "printer")
	admin.see("Claims to be “printer”")
	admin.open("/devices/pending/" + text(t, asked, "device") + "#" + code(t, asked))
	admin.click("Approve")
	admin.see("It is in")
}

// TestOneStream: the tabs of a browser share one stream of events, of which the
// first that is seen leads; a change reaches them all.
func TestOneStream(t *testing.T) {
	t.Parallel()
	portal := startPortal(t)
	c := oneBrowser(t)
	first := c.tab(portal.base, withoutLooking)
	first.createProfile("alice")
	first.laterHome()
	second := c.tab(portal.base, withoutLooking)
	second.open("/devices")
	second.see("Nobody waits.")
	before := streams(c)
	newMachine(t).must("device", "connect", "alice@"+portal.name(), "--device-name", "server")
	first.see("Claims to be “server”")
	second.see("Claims to be “server”")
	if after := streams(c); after != before {
		t.Errorf("%d streams became %d", before, after)
	}
}

// streams counts the streams that a browser has asked for.
func streams(c *chromium) (n int) {
	for _, request := range c.watch.asked() {
		if strings.HasSuffix(request, "/events") {
			n++
		}
	}
	return n
}

// withoutDevice is a page whose compiled device cannot be had; who asks for it
// says so on the console, which ends a test.
var withoutDevice = onNewDocument(`window.Worker = class { constructor() { throw new Error("the compiled device was asked for"); } }`)

// TestSignInNeedsNoDevice: the key agent signs in alone, and pages that need no
// other key ask for no device.
func TestSignInNeedsNoDevice(t *testing.T) {
	t.Parallel()
	portal := startPortal(t)
	p := oneBrowser(t).tab(portal.base)
	p.createProfile("alice")
	p.laterHome()
	p.click("Sign out")
	p.at("/")
	p.c.watch.expect("status of 401")
	p.set(withoutDevice)
	p.open("/sessions")
	p.see("alice@"+portal.name(), "this session")
	for path, text := range map[string]string{"/": "Go on", "/help/security": "What it never sees", "/help": "Help"} {
		p.open(path)
		p.see(text)
		p.settled()
	}
}
