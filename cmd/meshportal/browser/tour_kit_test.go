package browser

import (
	"syscall"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
)

// makesKit until a share was read back, and looks at what is left after.
func (w *tour) makesKit() {
	p := w.admin
	p.open("/join/kit")
	p.see("This browser keeps what the kit is made of until")
	p.click("Make the kit")
	p.see("Recovery sheet 3 of 3")
	w.stop("kit-sheets", p)
	w.printsKit(p)
	share := p.text(".sheet:nth-child(2) .sheet-share")
	p.typeInto("Share from one sheet", share[:len(share)-4])
	p.click("Check it")
	p.text("[data-state=sheets] [data-part=trouble]")
	w.stop("kit-wrong", p)
	p.typeInto("Share from one sheet", share)
	p.click("Check it")
	p.see("Your kit counts.")
	w.stop("kit-verified", p)
	w.server.must("app", "list") // which encrypts what only it can read to the guest
	p.click("Go on")
	p.see("Verified by this browser")
	w.opens("kit-gone", p, "/join/kit", "A new kit can be made only while")
}

// printsKit: on paper there are the sheets, and nothing that belongs to the page.
func (w *tour) printsKit(p *tab) {
	p.set(send(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"}))
	p.see("Recovery sheet 1 of 3", "Recovery sheet 3 of 3")
	for _, unprinted := range []string{"Sign out", "Home", "Check it", "Help"} {
		p.gone(unprinted)
	}
	p.set(send(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{}))
}

// isSafe: all points of the list are good; then the connection goes.
func (w *tour) isSafe() {
	p := w.admin
	p.set(allowed(p.base, "persistent-storage"))
	p.open("/home")
	p.see("Verified by this browser")
	if s, err := (look{What: "click", Name: "Ask the browser to keep them"}).see(p.ctx); err == nil && s.State == "ready" {
		p.click("Ask the browser to keep them")
	}
	p.see("This browser has promised to keep your keys.", "Any 2 of its 3 sheets")
	w.stop("home-safe", p)
	p.set(offline)
	p.see("No connection to the portal.")
	w.stop("home-offline", p)
	p.set(online)
	p.gone("No connection to the portal.")
}

// allowed is a person's answer to what a site asks the browser for.
func allowed(origin, permission string) setting {
	return send(browser.SetPermission, browser.SetPermissionParams{
		Origin: origin, Setting: browser.PermissionSettingGranted, Permission: &browser.PermissionDescriptor{Name: permission},
	})
}

// shown is a tab in front of the others of its browser.
var shown = send(page.BringToFront, struct{}{})

// holdStill keeps the portal from answering, so that what a page shows while
// it waits can be looked at.
func (p *portal) holdStill(look func()) {
	p.t.Helper()
	p.signal(syscall.SIGSTOP)
	defer p.signal(syscall.SIGCONT)
	look()
}

func (p *portal) signal(s syscall.Signal) {
	p.t.Helper()
	if err := p.cmd.Process.Signal(s); err != nil {
		p.t.Fatal(err)
	}
}
