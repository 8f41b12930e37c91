package browser

import (
	"strings"
	"testing"
)

// createProfile is the first half of J1, from the front door to the kit. It
// leaves the tab at /join/kit.
func (p *tab) createProfile(account string) {
	p.t.Helper()
	p.open("/")
	p.click("Create a profile")
	p.at("/join")
	p.settled() // a hand is slower than the page's modules
	p.typeInto("Account name", account)
	p.click("Create profile")
	p.at("/join/kit")
}

// laterHome puts the kit off and goes to the state at a glance.
func (p *tab) laterHome() {
	p.t.Helper()
	p.click("Later")
	p.at("/home")
	p.see("Verified by this browser")
}

// TestCreateProfile is J1: three clicks and one input to a working account, and
// a kit of which one share was read back.
func TestCreateProfile(t *testing.T) {
	t.Parallel()
	portal := startPortal(t)
	p := oneBrowser(t).tab(portal.base)
	p.createProfile("alice")
	p.wantCounts(2, 1)
	p.see("Make the kit", "This browser keeps what the kit is made of until")
	p.click("Later")
	p.at("/home")
	p.see("alice@"+portal.name(), "Verified by this browser", "There is no kit that was read back.")
	p.wantCounts(1, 0)
	p.click("Make a kit")
	p.see("This browser keeps what the kit is made of until")
	portal.holdStill(func() {
		p.click("Make the kit")
		p.see("Making the kit")
	})
	p.see("Print the sheets", "Recovery sheet 1 of 3")
	p.typeInto("Share from one sheet", p.text(".sheet:nth-child(2) .sheet-share"))
	p.click("Check it")
	p.see("Your kit counts.")
	p.click("Go on")
	p.at("/home")
	p.see("Any 2 of its 3 sheets bring the profile back.")
	p.keysStay()
}

// TestNameIsTaken: it is said while the name is typed, and what was typed stays.
func TestNameIsTaken(t *testing.T) {
	t.Parallel()
	portal := startPortal(t)
	newMachine(t).must("profile", "create", "carol@"+portal.name(), "--defer-kit")
	p := oneBrowser(t).tab(portal.base)
	p.open("/join")
	p.typeInto("Account name", "carol")
	p.text("[aria-invalid=true] ~ .field-suffix")
	p.typeInto("Name of this browser", "desk")
	p.click("Create profile")
	p.text("[data-part=trouble]")
	for field, want := range map[string]string{"name": "carol", "device": "desk"} {
		if got := evaluate[string](p, `document.getElementById("`+field+`").value`); got != want {
			t.Errorf("the field %s has %q, want %q", field, got, want)
		}
	}
	p.typeInto("Account name", "dave")
	p.see("dave@" + portal.name() + " is free.")
	p.click("Create profile")
	p.at("/join/kit")
}

// keysStay: no private key can be taken out of the browser.
func (p *tab) keysStay() {
	p.t.Helper()
	kept := evaluate[[]string](p, `new Promise((done) => {
		indexedDB.open("mesh", 1).onsuccess = ({ target }) =>
			target.result.transaction("keys").objectStore("keys").getAll().onsuccess = async ({ target }) => done(await Promise.all(
				target.result.map(async ({ alg, private: key }) => {
					try { return (await crypto.subtle.exportKey("pkcs8", key), "taken out"); } catch { return alg + (key.extractable ? " open" : " closed"); }
				})));
	})`)
	if len(kept) < 3 || strings.Contains(strings.Join(kept, " "), "open") || strings.Contains(strings.Join(kept, " "), "taken") {
		p.t.Errorf("the keys are %v", kept)
	}
}
