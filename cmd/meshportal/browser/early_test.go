package browser

import "testing"

// TestLookingKeepsNothing: who only looks makes no database. A page that is
// left while its first one is being made may be kept by the browser for the
// way back, frozen, and would block the pages that follow.
func TestLookingKeepsNothing(t *testing.T) {
	t.Parallel()
	portal := startPortal(t)
	p := oneBrowser(t).tab(portal.base)
	for _, path := range []string{"/", "/join", "/connect", "/recover", "/help"} {
		p.open(path)
		p.settled()
		if all := evaluate[[]string](p, "indexedDB.databases().then((all) => all.map(({ name }) => name))"); len(all) > 0 {
			t.Errorf("%s has made %v", path, all)
		}
	}
}

// leave goes on at once from the front door, while its scripts begin.
const leave = `if (location.pathname === "/") addEventListener("DOMContentLoaded", () => setTimeout(() => location.assign("/join"), 5))`

// TestLeftEarly: a page that is left while its scripts begin blocks no other.
func TestLeftEarly(t *testing.T) {
	t.Parallel()
	portal := startPortal(t)
	p := oneBrowser(t).tab(portal.base, onNewDocument(leave))
	p.open("/")
	p.at("/join")
	p.typeInto("Account name", "alice")
	p.click("Create profile")
	p.at("/join/kit")
}
