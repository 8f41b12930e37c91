package browser

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"

	"meshportal/meshcore"
	"meshportal/meshcore/udf"
)

// hasMembers: devices that are in, and devices that were turned away, may be
// called what they like on every page that names them.
func (p *tab) hasMembers(t *testing.T, portal *portal, server *machine, profile udf.Fingerprint) {
	t.Helper()
	p.c.watch.expect("status of 404")
	in := map[string]string{} // name by device
	for i := 6; i < len(payloads); i += 10 {
		in[letIn(t, portal, server, profile, payloads[i])] = payloads[i]
	}
	out := asksAs(t, portal, profile, payloads[8], payloads[8])
	server.must("device", "reject", out, "--block")
	p.listsMembers(in)
	p.listsBlocked(out)
	p.refusesTexts()
	p.landsOn(out)
}

// letIn lets a device in that calls itself so; it returns the device.
func letIn(t *testing.T, portal *portal, server *machine, profile udf.Fingerprint, name string) string {
	t.Helper()
	device := asksAs(t, portal, profile, name, name)
	server.must("device", "approve", string(udf.ConnectionCode(udf.Fingerprint(device), profile)), "--role", "editor", "--apps", "none")
	return device
}

// listsMembers: their names stand in lists, and on pages of their own.
func (p *tab) listsMembers(in map[string]string) {
	p.t.Helper()
	for _, path := range []string{"/devices", "/profile"} {
		p.open(path)
		p.settled()
		p.plain(slices.Collect(maps.Values(in))...)
	}
	for device, name := range in {
		p.open("/devices/" + device)
		p.settled()
		p.plain(name)
		p.open("/devices/" + device + "/remove")
		p.see("Remove “" + name)
		p.plain(name)
	}
}

// listsBlocked: who was turned away is a fingerprint; what it called itself is
// forgotten.
func (p *tab) listsBlocked(device string) {
	p.t.Helper()
	p.open("/devices/blocked")
	if shown := strings.ReplaceAll(p.text("main .device"), " ", "-"); !strings.Contains(shown, device) {
		p.t.Errorf("%s is not in %s", device, shown)
	}
	p.gone(payloads[8])
	p.plain()
}

// untellable are names that would turn, hide or overflow what stands beside
// them. No rule of ours writes one down.
var untellable = map[string]string{
	"turned":   "gpj\u202Eexe.ann",
	"isolated": "\u2066ann\u2069",
	"marked":   "\u200Fann",
	"unseen":   "an\u200Bn",
	"joined":   "a\u2060nn",
	"byte":     "a\uFEFFnn",
	"spaced":   "ann\u2003b",
	"lines":    "a\u2028n",
	"long":     strings.Repeat("W", meshcore.MaxName+1),
}

// refusesTexts: a device is not renamed so, and the page says it in words.
func (p *tab) refusesTexts() {
	p.t.Helper()
	p.open("/devices/" + p.self())
	p.find(look{What: "field", Name: "Name"})
	for kind, name := range untellable {
		before := p.text("h1")
		evaluate[bool](p, fmt.Sprintf(`(() => {
			const form = document.querySelector('[data-form="rename"]');
			form.elements.name.removeAttribute("maxlength");
			form.elements.name.value = %q;
			return true;
		})()`, name))
		p.click("Rename")
		p.see("nothing was changed")
		p.plain()
		if after := p.text("h1"); after != before {
			p.t.Errorf("a %s name is shown as %q", kind, after)
		}
	}
}

// landsOn: what stands in an address is text as well, or nothing.
func (p *tab) landsOn(device string) {
	p.t.Helper()
	for _, i := range []int{4, 37, 44, 49} {
		escaped := url.PathEscape(payloads[i])
		for _, path := range []string{"/alarm/", "/help/", "/devices/", "/profile/", "/home?x=", "/devices/pending/" + device + "#", "/connect#", "/sessions#"} {
			p.open(path + escaped)
			p.plain()
		}
	}
}
