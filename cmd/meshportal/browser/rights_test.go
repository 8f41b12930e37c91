package browser

import (
	"context"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestRights: what a device may do is chosen, said in words, and signed when it
// is saved; what others change meanwhile is drawn at once.
func TestRights(t *testing.T) {
	t.Parallel()
	_, server, admin, phone := household(t)
	page := "/devices/" + phone.self()
	admin.open(page)
	admin.choose("Passwords", "Nothing")
	admin.see("When you save: it loses Passwords, which is encrypted anew.")
	admin.click("Let it decide")
	admin.see("it loses Passwords, which is encrypted anew; it decides about devices.")
	admin.reload() // and nothing was signed
	admin.see("It does not decide about devices.")
	admin.wantRights("editor", "editor")
	admin.choose("Passwords", "Nothing")
	admin.choose("Diary", "Reads")
	admin.click("Save")
	admin.see("Saved.")
	admin.reload()
	admin.wantRights("", "reader")
	server.must("device", "rename", phone.self(), "pocket")
	admin.see("pocket")
	admin.wantAccessible()
}

// wantRights waits until the page of a device shows what was verified, and
// compares it.
func (p *tab) wantRights(passwords, diary string) {
	p.t.Helper()
	for label, want := range map[string]string{"Passwords": passwords, "Diary": diary} {
		p.find(look{What: "field", Name: label})
		if got := evaluate[string](p, `[...document.querySelectorAll("select")].find((one) => one.labels[0].textContent === "`+label+`").value`); got != want {
			p.t.Errorf("the right for %s is %q, want %q", label, got, want)
		}
	}
}

// stepsBack takes from this browser what it may decide, and says so twice.
func (p *tab) stepsBack() {
	p.t.Helper()
	p.open("/devices/" + p.self())
	p.find(look{What: "field", Name: "Let it decide"})
	p.click("Let it decide")
	p.click("Save")
	p.see("This browser will not decide any more.")
	p.click("Take it from this browser")
}

// TestOwnAdministration: taking it from this browser is asked once, and refused
// while nobody else decides; then the page is as it was.
func TestOwnAdministration(t *testing.T) {
	t.Parallel()
	_, _, admin, _ := household(t)
	admin.stepsBack()
	admin.see("It does not decide about devices.")
	admin.gone("Save")
	alone := oneBrowser(t).tab(admin.base)
	alone.createProfile("bob")
	alone.laterHome()
	alone.stepsBack()
	alone.see("This is the last device that administers the profile. Nothing was changed")
	if !evaluate[bool](alone, `document.querySelector("[name=administrator]").checked`) {
		t.Error("the page shows what was refused")
	}
}

// TestTicks: what was changed is ticked, and stays off the list.
func TestTicks(t *testing.T) {
	t.Parallel()
	_, _, admin, phone := household(t)
	phone.c.watch.expect("status of 401")
	admin.open("/devices/" + phone.self() + "/remove")
	admin.click("Remove and re-encrypt")
	admin.see("Removed", "Change these")
	admin.click("Passwords: post.example")
	admin.until("ticked", ticked)
	admin.wantAccessible()
	admin.open("/home")
	admin.see("Verified by this browser", "2 devices administer this profile")
	admin.settled()
	admin.gone("Change these")
}

// ticked waits for the one box on the page to be checked and kept.
func ticked(ctx context.Context) string {
	done, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`document.querySelector(".secret input:checked:enabled") !== null`))
	if err != nil || !done {
		return "it is not ticked"
	}
	return ""
}
