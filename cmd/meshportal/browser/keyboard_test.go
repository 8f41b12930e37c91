package browser

import (
	"context"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// far is how often a person presses Tab to get to a thing, at most.
const far = 60

// focused is what has the keyboard now.
func (p *tab) focused() (now sight) {
	p.t.Helper()
	p.until("focused", func(ctx context.Context) string {
		var err error
		if now, err = (look{What: "focus"}).see(ctx); err != nil {
			return err.Error()
		}
		return ""
	})
	return now
}

// called reports whether a name of what has the keyboard begins with name.
func (s sight) called(name string) bool {
	for line := range strings.SplitSeq(s.Text, "\n") {
		if strings.HasPrefix(line, name) {
			return true
		}
	}
	return false
}

// reach waits until a thing is there and moves the keyboard to it. On the way
// there is always something that shows where the keyboard is.
func (p *tab) reach(what, name string) sight {
	p.t.Helper()
	p.find(look{What: what, Name: name})
	for range far {
		now := p.focused()
		if now.called(name) && now.State == "ready" {
			return now
		}
		if now.Kind == "INPUT radio" && p.turn(name) {
			return p.focused()
		}
		p.key(kb.Tab)
		if now := p.focused(); now.Kind != "BODY" && now.State != "ready" {
			p.t.Errorf("%s: nothing shows that the keyboard is at %q", p.path(), now.Text)
		}
	}
	p.fail("Tab does not come to %s", name)
	return sight{}
}

// turn looks for a name in a group of which one is chosen, with the arrows.
func (p *tab) turn(name string) bool {
	for first := p.focused().Text; ; {
		p.key(kb.ArrowDown)
		now := p.focused()
		if now.called(name) {
			return true
		}
		if now.Text == first {
			return false
		}
	}
}

// activate does with the keyboard what a click does.
func (p *tab) activate(name string) {
	p.t.Helper()
	switch s := p.reach("click", name); s.Kind {
	case "INPUT radio": // the arrows have chosen it
	case "INPUT checkbox":
		p.key(" ")
	default:
		p.key(kb.Enter)
	}
}

// headed: after a change the keyboard, and with it a screen reader, is at what is new.
func (p *tab) headed(text string) {
	p.t.Helper()
	p.see(text)
	if now := p.focused(); !now.called(text) {
		p.t.Errorf("%s: %q is shown, the keyboard is at %s %q", p.path(), text, now.Kind, now.Text)
	}
}

// TestAccessKeyboard walks all journeys without a mouse: a profile is created (J1),
// a browser joins by invitation (J2b), is removed (J4), asks again and is let
// in by eye (J2c), is removed and is let in by its link (J2a). `make access`.
func TestAccessKeyboard(t *testing.T) {
	t.Parallel()
	portal := startPortal(t)
	two := browsers(t, 2)
	admin, joiner := two[0].tab(portal.base), two[1].tab(portal.base)
	admin.keys, joiner.keys = true, true
	joiner.c.watch.expect("status of 401")
	admin.skips()
	admin.createProfile("alice")
	admin.laterHome()
	admin.invites(joiner)
	admin.removes(joiner.self())
	joiner.isOut()
	admin.comparesAndApproves("Chrome")
	joiner.isIn("alice@" + portal.name())
	admin.removes(joiner.self())
	joiner.isOut()
	admin.opensAndApproves(joiner.copied("Copy the link"))
	joiner.isIn("alice@" + portal.name())
}

// skips goes past the navigation by the first link of the page.
func (p *tab) skips() {
	p.open("/help/security")
	p.key(kb.Tab)
	if now := p.focused(); !now.called("Skip to the content") {
		p.t.Errorf("the first stop is %q", now.Text)
	}
	p.key(kb.Enter)
	p.key(kb.Tab)
	if !evaluate[bool](p, `document.querySelector("main").contains(document.activeElement)`) {
		p.t.Error("the skip link does not lead to the content")
	}
}

func (p *tab) invites(joiner *tab) {
	p.t.Helper()
	p.click("Add a device")
	p.click("Create")
	p.see("Give this to the new device alone")
	joiner.open(p.copied("Copy the link"))
	joiner.see("You are invited")
	joiner.click("Ask to join")
	joiner.at("/home")
	p.see("is a device of your profile now.")
}

// self is the device that a signed-in browser is.
func (p *tab) self() string {
	p.t.Helper()
	return evaluate[string](p, "document.body.dataset.device")
}

func (p *tab) removes(device string) {
	p.t.Helper()
	p.open("/devices/" + device)
	p.click("Remove")
	p.see("Devices that still decide")
	p.click("Remove and re-encrypt")
	p.headed("Removed")
}

func (p *tab) comparesAndApproves(name string) {
	p.t.Helper()
	p.open("/devices")
	p.click("Review " + name)
	p.click("Read only")
	p.click("I have compared every group")
	p.click("Approve")
	p.headed("It is in")
}

func (p *tab) opensAndApproves(link string) {
	p.t.Helper()
	p.open(link)
	p.see("There is nothing to compare.")
	p.click("Approve")
	p.headed("It is in")
}
