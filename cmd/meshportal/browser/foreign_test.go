package browser

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// elsewhere is another web site, with one link.
func elsewhere(t *testing.T, link string) string {
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprintf(w, `<!DOCTYPE html><html lang="en"><title>Elsewhere</title><link rel="icon" href="data:,"><h1>Elsewhere</h1><a href=%q>Win</a>`, link)
	}))
	t.Cleanup(site.Close)
	return site.URL
}

// wantClosed: a button cannot be pressed.
func (p *tab) wantClosed(name string) {
	p.t.Helper()
	if s, err := (look{What: "click", Name: name}).see(p.ctx); err != nil || s.State != "disabled" {
		p.t.Errorf("%s is %s %v", name, s.State, err)
	}
}

// TestLinkFromElsewhere: anybody can compute the link of a request. One to which
// another web site has led proves nothing, though the browser signs in on the
// way; the person compares.
func TestLinkFromElsewhere(t *testing.T) {
	t.Parallel()
	portal := startPortal(t)
	admin := oneBrowser(t).tab(portal.base)
	admin.createProfile("alice")
	admin.laterHome()
	asked := newMachine(t).must("device", "connect", "alice@"+portal.name(), "--device-name", "phone")
	link := portal.base + "/devices/pending/" + text(t, asked, "device") + "#" + code(t, asked)
	site := elsewhere(t, link)
	follow := func() {
		admin.open(site)
		admin.click("Win")
		admin.see("This link came from another web site or app.", "I have compared every group")
		admin.gone("There is nothing to compare.")
		admin.wantClosed("Approve")
	}
	follow()
	admin.open("/home")
	admin.c.watch.expect("401")
	admin.click("Sign out")
	admin.see("This browser is a device of")
	follow()
	admin.open("/home")
	admin.click("Sign out")
	admin.see("This browser is a device of")
	admin.open(link) // as it is scanned, before signing in
	admin.see("There is nothing to compare. Approve only if the link or the QR code came from the new device’s own screen.")
	admin.find(look{What: "click", Name: "Approve"})
	admin.key(kb.Enter)
	if now := admin.focused(); now.called("Approve") {
		t.Error("Enter approves")
	}
	admin.see("Let “phone” in?")
	admin.click("Approve")
	admin.see("It is in")
}
