package browser

import "testing"

// TestWithoutScripts: pages can be read; what needs a key says so.
func TestWithoutScripts(t *testing.T) {
	t.Parallel()
	portal := startPortal(t)
	c := oneBrowser(t)
	p := c.tab(portal.base)
	p.createProfile("alice")
	p.laterHome()
	c.watch.expect(`/js/\w+\.js +csp$`) // what such a browser says of every script
	c.watch.expect("status of 401")
	p = c.tab(portal.base, withoutScripts)
	for path, text := range map[string]string{"/": "Create a profile", "/help/security": "What it never sees", "/sessions": "this session"} {
		p.open(path)
		p.see(text)
	}
	for _, path := range []string{"/home", "/devices", "/devices/add", "/profile", "/join", "/connect"} {
		p.open(path)
		p.see("This page needs JavaScript: your keys live in this browser")
	}
	p.open("/devices")
	p.see("Nobody waits.")
	p.click("Chrome on Linux")
	p.see("Web sessions")
	p.open("/sessions")
	p.click("End the session of Chrome on Linux")
	p.at("/")
	p.open("/home")
	p.see("Signing in", "This page needs JavaScript")
	p.gone("This browser proves") // which it does not
}

// TestWithoutEvents: where there are no event streams, pages look now and then.
func TestWithoutEvents(t *testing.T) {
	t.Parallel()
	portal := startPortal(t)
	admin := oneBrowser(t).tab(portal.base, withoutEvents)
	admin.createProfile("alice")
	admin.laterHome()
	m := newMachine(t)
	m.must("device", "connect", "alice@"+portal.name(), "--device-name", "server")
	admin.see("Claims to be “server”")
	admin.click("Reject server")
	admin.gone("Claims to be “server”")
}
