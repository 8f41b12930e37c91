package browser

import (
	"encoding/json"
	"strings"
	"sync/atomic"
	"testing"
)

// besieged is a browser that decides, at a portal that will turn out to be
// evil; an honest device and another one ask to join.
func besieged(t *testing.T) (portal *evil, admin *tab, honest, mallory map[string]any) {
	t.Helper()
	portal = betweenPortal(t)
	admin = oneBrowser(t).tab(portal.base)
	admin.createProfile("alice")
	admin.laterHome()
	account := "alice@" + portal.name()
	honest = newMachine(t).must("device", "connect", account, "--device-name", "phone")
	mallory = newMachine(t).must("device", "connect", account, "--device-name", "phone")
	return portal, admin, honest, mallory
}

// rewritePending changes the list of requests in the portal's answers.
func rewritePending(change func(pending, seen []json.RawMessage) (any, any)) func(ask, answer []byte) []byte {
	return func(ask, answer []byte) []byte {
		var message map[string]map[string]json.RawMessage
		if !strings.HasPrefix(string(ask), `{"ConnectPending":`) || json.Unmarshal(answer, &message) != nil {
			return answer
		}
		list := message["ConnectPendingResponse"]
		var pending, seen []json.RawMessage
		if json.Unmarshal(list["Pending"], &pending) != nil || json.Unmarshal(list["Seen"], &seen) != nil || len(pending) != 2 {
			return answer
		}
		newPending, newSeen := change(pending, seen)
		list["Pending"], _ = json.Marshal(newPending)
		list["Seen"], _ = json.Marshal(newSeen)
		changed, _ := json.Marshal(message)
		return changed
	}
}

// notIn: the device was not let in.
func (p *tab) notIn(portal *evil) {
	p.t.Helper()
	portal.atDoor(nil)
	portal.onPages(nil)
	p.open("/devices")
	p.see("Connected")
	if rows := evaluate[int](p, `document.querySelectorAll("[data-live=connected] li").length`); rows != 1 {
		p.t.Errorf("the profile has %d devices", rows)
	}
}

// TestSwappedBeforeShown: the page shows another device's code under the
// honest one's address. The browser computes the code itself and raises the
// alarm before anything can be approved.
func TestSwappedBeforeShown(t *testing.T) {
	t.Parallel()
	portal, admin, honest, mallory := besieged(t)
	portal.onPages(func(path, html string) string {
		return strings.NewReplacer(code(t, honest), code(t, mallory)).Replace(html)
	})
	admin.open("/devices/pending/" + text(t, honest, "device"))
	admin.at("/alarm/substitution")
	admin.see("What to do")
	admin.wantAccessible()
	admin.notIn(portal)
}

func code(t *testing.T, asked map[string]any) string {
	t.Helper()
	return text(t, asked, "code")
}

// TestSwappedAtTheDoor: the portal withholds the honest request from the
// browser and gives another in its place.
func TestSwappedAtTheDoor(t *testing.T) {
	t.Parallel()
	portal, admin, honest, _ := besieged(t)
	portal.atDoor(rewritePending(func(pending, seen []json.RawMessage) (any, any) {
		return pending[1:], seen[1:]
	}))
	admin.open("/devices/pending/" + text(t, honest, "device"))
	admin.see("This request has ended")
	admin.notIn(portal)
}

// TestSwappedAfterShown: the portal shows the honest request, and gives the
// other when the browser approves. What was shown is what is signed.
func TestSwappedAfterShown(t *testing.T) {
	t.Parallel()
	portal, admin, honest, _ := besieged(t)
	var shown atomic.Bool
	portal.atDoor(rewritePending(func(pending, seen []json.RawMessage) (any, any) {
		if shown.Load() {
			return pending[1:], seen[1:]
		}
		return pending, seen
	}))
	admin.open("/devices/pending/" + text(t, honest, "device"))
	admin.paste("Paste the code or the link", code(t, honest))
	admin.see("is the one that this browser computed")
	shown.Store(true)
	admin.click("Approve")
	admin.see("There is no such request any more. Nothing was changed.")
	admin.notIn(portal)
}

// TestForgedRequest: a request that another device signed is no request.
func TestForgedRequest(t *testing.T) {
	t.Parallel()
	portal, admin, honest, _ := besieged(t)
	portal.atDoor(rewritePending(func(pending, seen []json.RawMessage) (any, any) {
		return []any{withSignature(t, pending[0], pending[1]), pending[1]}, seen
	}))
	admin.open("/devices/pending/" + text(t, honest, "device"))
	admin.at("/alarm/substitution")
	admin.see("a request to join")
	admin.notIn(portal)
}

// withSignature is a signed document under the signature of another.
func withSignature(t *testing.T, document, other json.RawMessage) (forged map[string]json.RawMessage) {
	t.Helper()
	var one, two struct{ SignedData map[string]json.RawMessage }
	for bytes, into := range map[*json.RawMessage]any{&document: &forged, &other: &two} {
		if err := json.Unmarshal(*bytes, into); err != nil {
			t.Error(err)
		}
	}
	if err := json.Unmarshal(document, &one); err != nil {
		t.Error(err)
	}
	one.SignedData["signature"] = two.SignedData["signature"]
	forged["SignedData"], _ = json.Marshal(one.SignedData)
	return forged
}

// TestHiddenDevice: a page that leaves a device out of the list differs from
// the profile that this browser has verified.
func TestHiddenDevice(t *testing.T) {
	t.Parallel()
	portal, admin, honest, _ := besieged(t)
	admin.open("/devices/pending/" + text(t, honest, "device"))
	admin.paste("Paste the code or the link", code(t, honest))
	admin.click("Approve")
	admin.see("It is in")
	admin.open("/devices")
	admin.see("Connected", "phone")
	portal.onPages(func(path, html string) string {
		return strings.ReplaceAll(html, `data-name="phone"`, `data-name="printer"`)
	})
	admin.open("/devices")
	admin.at("/alarm/substitution")
}
