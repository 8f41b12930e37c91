package browser

import (
	"strings"
	"sync/atomic"
	"testing"
)

// swapped is a browser that decides about a tablet and a phone, at a portal
// that shows one for the other.
type swapped struct {
	t             *testing.T
	portal        *evil
	admin         *tab
	tablet, phone string // fingerprints
}

// TestSiegeSwaps: a page that shows a device as another, in any place, is an
// accusation with evidence; what is signed is about the device that was shown.
func TestSiegeSwaps(t *testing.T) {
	t.Parallel()
	s := &swapped{t: t, portal: betweenPortal(t)}
	server, account := newMachine(t), "alice@"+s.portal.name()
	s.admin = oneBrowser(t).tab(s.portal.base)
	server.must("profile", "create", account, "--device-name", "server", "--defer-kit")
	server.must("app", "add", "notes", "Diary")
	_, asked := s.admin.asksToJoin(account, "laptop")
	server.must("device", "approve", asked, "--role", "administrator", "--apps", "all")
	s.admin.isIn(account)
	s.tablet, s.phone = s.letsIn(account, "tablet", "Use everything"), s.letsIn(account, "phone", "Read only")
	s.accuses()
	s.drawsOver()
	s.looksTwice()
	s.actsOnWhatIsShown()
}

func (s *swapped) letsIn(account, name, preset string) string {
	s.t.Helper()
	asked := newMachine(s.t).must("device", "connect", account, "--device-name", name)
	s.admin.approve(name, code(s.t, asked), preset)
	return text(s.t, asked, "device")
}

// swap exchanges two texts.
func swap(one, other string) func(string) string {
	return strings.NewReplacer(one, other, other, one).Replace
}

// accuses: each of these is a contradiction that stays.
func (s *swapped) accuses() {
	page, removal := "/devices/"+s.tablet, "/devices/"+s.tablet+"/remove"
	for name, c := range map[string]struct {
		path   string
		change func(string) string
	}{
		"names in the list":         {"/devices", swap(">tablet<", ">phone<")},
		"fingerprints in the list":  {"/devices", swap(">"+s.tablet+"<", ">"+s.phone+"<")},
		"a role":                    {"/devices", swap(">Reads<", ">Administers this profile<")},
		"who approved":              {"/devices", swap(`"by">server<`, `"by">laptop<`)},
		"a device that is hidden":   {"/devices", func(html string) string { return strings.Replace(html, "data-known=", "data-unknown=", 1) }},
		"another device's page":     {page, swap(s.tablet, s.phone)},
		"a fingerprint":             {page, swap("</span>"+s.tablet[:5], "</span>"+s.phone[:5])},
		"rights":                    {page, swap(`value="editor" selected`, `value="editor"`)},
		"another device's removal":  {removal, swap(s.tablet, s.phone)},
		"a version on the profile":  {"/profile", swap(`data-version="`, `data-version="x`)},
		"the fingerprint of people": {"/profile", swap(`data-code="M`, `data-code="MA`)},
	} {
		s.t.Log(name)
		s.portal.onPages(only(c.path, c.change))
		s.admin.open(c.path)
		s.admin.at("/alarm/substitution")
		s.admin.see("What was found", "The portal’s page shows")
		s.portal.onPages(nil)
		s.admin.trusts("I have looked into it")
	}
}

// only changes the page of a path.
func only(path string, change func(string) string) func(string, string) string {
	return func(at, html string) string {
		if at != path {
			return html
		}
		return change(html)
	}
}

// drawsOver: what no text contradicts is drawn anew all the same.
func (s *swapped) drawsOver() {
	s.portal.onPages(only("/devices", swap(`href="/devices/`+s.tablet, `href="/devices/`+s.phone)))
	s.admin.open("/devices")
	s.admin.see("reads Diary")
	s.admin.click("Open tablet")
	s.admin.at("/devices/" + s.tablet)
	s.portal.onPages(only("/profile", swap("NotaryToken", "NonsenseToken")))
	s.admin.open("/profile")
	s.admin.see("This browser has verified this version", "This page has not compared it")
	s.admin.click("What it says")
	s.admin.see("NotaryToken")
}

// looksTwice: a page that is only older than the profile is no accusation.
func (s *swapped) looksTwice() {
	var looks atomic.Int32
	s.portal.onPages(only("/devices", func(html string) string {
		if looks.Add(1) > 1 {
			return html
		}
		return strings.ReplaceAll(html, ">tablet<", ">its old name<")
	}))
	s.admin.open("/devices")
	s.admin.see("reads Diary", "tablet")
	if s.admin.path() != "/devices" || looks.Load() != 2 {
		s.t.Errorf("the tab is at %s after %d looks", s.admin.path(), looks.Load())
	}
	s.portal.onPages(nil)
}

// actsOnWhatIsShown: names of attributes that scripts once followed lead nowhere.
func (s *swapped) actsOnWhatIsShown() {
	s.portal.onPages(only("/devices/"+s.tablet+"/remove", func(html string) string {
		return strings.ReplaceAll(html, `data-part="removal"`, `data-part="removal" data-device="`+s.phone+`"`)
	}))
	s.admin.open("/devices/" + s.tablet + "/remove")
	s.admin.see("Remove “tablet”?", "server")
	s.admin.click("Remove and re-encrypt")
	s.admin.see("Removed")
	s.portal.onPages(nil)
	s.admin.open("/devices")
	s.admin.see("phone")
	s.admin.gone("tablet")
}
