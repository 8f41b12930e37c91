package browser

import (
	"testing"

	"github.com/chromedp/cdproto/storage"
)

// cleared is what a browser does that makes room, or a person who asks for it:
// everything of the site that is of those kinds is gone. No page of it is open.
func (p *tab) cleared(kinds string) {
	p.t.Helper()
	p.open("about:blank")
	p.set(send(storage.ClearDataForOrigin, storage.ClearDataForOriginParams{Origin: p.base, StorageTypes: kinds}))
}

// TestStorageCleared: a browser that has lost its keys says so, makes no new
// identity by itself, and connects again as another device.
func TestStorageCleared(t *testing.T) {
	t.Parallel()
	portal, server := startPortal(t), newMachine(t)
	account := "alice@" + portal.name()
	server.must("profile", "create", account, "--device-name", "server", "--defer-kit")
	p := oneBrowser(t).tab(portal.base)
	_, code := p.asksToJoin(account, "before")
	server.must("device", "approve", code, "--role", "editor", "--apps", "all")
	p.isIn(account)
	p.cleared("indexeddb")
	p.open("/devices")
	p.at("/lost")
	p.see("This browser has lost its keys", "Your profile is as it was.")
	p.click("Recover with the kit")
	p.at("/recover")
	p.click("About the kit")
	p.see("More help")
	p.open("/lost")
	p.c.watch.expect(cutOff)
	p.set(offline)
	p.click("Connect this browser again")
	p.see("The portal cannot be reached. Nothing was forgotten; try again.")
	p.set(online)
	p.click("Connect this browser again")
	p.at("/connect")
	_, again := p.asksToJoin(account, "after")
	if again == code {
		t.Error("the lost device has come back")
	}
	server.must("device", "approve", again, "--role", "editor", "--apps", "all")
	p.isIn(account)
	p.click("Devices")
	p.see("before", "after")
}

// TestStorageRefused: a browser that promises nothing is said to.
func TestStorageRefused(t *testing.T) {
	t.Parallel()
	portal := startPortal(t)
	p := oneBrowser(t).tab(portal.base)
	p.createProfile("alice")
	p.laterHome()
	p.see("This browser may clear your keys when it needs room.")
	p.click("Ask the browser to keep them")
	p.see("This browser did not promise it")
}

// TestBrowserClosed: the device is what the browser has stored; it signs in when
// it is opened again. Without session and keys, it is nobody.
func TestBrowserClosed(t *testing.T) {
	t.Parallel()
	portal := startPortal(t)
	c := oneBrowser(t)
	p := c.tab(portal.base)
	p.createProfile("alice")
	p.laterHome()
	c.restart()
	c.watch.expect("status of 401")
	p = c.tab(portal.base)
	p.open("/devices")
	p.see("alice@"+portal.name(), "Connected", "this browser")
	p.cleared("all")
	p.open("/devices")
	p.see("Signing in", "This browser is no device of a profile yet.", "recover with the kit")
}
