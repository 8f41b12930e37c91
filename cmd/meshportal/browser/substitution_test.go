package browser

import (
	"encoding/json"
	"strings"
	"sync/atomic"
	"testing"
)

// TestSiegeSubstitution: a portal that shows, gives or hides another device than the
// honest one is found out each time, and nobody is let in.
func TestSiegeSubstitution(t *testing.T) {
	t.Parallel()
	s := besieged(t)
	s.swapsAtTheDoor()
	s.swapsWhenApproved()
	s.forges()
	s.stops()
	s.hides()
}

// swapsAtTheDoor withholds the honest request from the browser.
func (s *siege) swapsAtTheDoor() {
	s.rewrites(func(pending, seen []json.RawMessage) (any, any) { return pending[1:], seen[1:] })
	s.reviews()
	s.admin.see("This request has ended")
	s.fails()
}

// swapsWhenApproved shows the honest request, and gives the other alone when
// the browser approves. What was shown is what is signed.
func (s *siege) swapsWhenApproved() {
	var shown atomic.Bool
	s.rewrites(func(pending, seen []json.RawMessage) (any, any) {
		if shown.Load() {
			return pending[1:], seen[1:]
		}
		return pending, seen
	})
	s.reviews()
	s.admin.paste("Paste the code or the link", code(s.t, s.honest))
	s.admin.see("is the one that this browser computed")
	s.admin.quiet()
	shown.Store(true)
	s.admin.click("Approve")
	s.admin.see("There is no such request any more. Nothing was changed.")
	s.fails()
}

// forges puts another device's signature below the honest request.
func (s *siege) forges() {
	s.rewrites(func(pending, seen []json.RawMessage) (any, any) {
		return []any{withSignature(s.t, pending[0], pending[1]), pending[1]}, seen
	})
	s.reviews()
	s.admin.at("/alarm/substitution")
	s.admin.see("a request to join")
	s.fails()
}

// withSignature is a signed document under the signature of another.
func withSignature(t *testing.T, document, other json.RawMessage) map[string]json.RawMessage {
	t.Helper()
	one, two := map[string]json.RawMessage{}, map[string]json.RawMessage{}
	forged := map[string]json.RawMessage{}
	if json.Unmarshal(document, &forged) != nil || json.Unmarshal(forged["SignedData"], &one) != nil {
		t.Error("no signed document")
	}
	var from struct{ SignedData json.RawMessage }
	if json.Unmarshal(other, &from) != nil || json.Unmarshal(from.SignedData, &two) != nil {
		t.Error("no signed document to take a signature from")
	}
	one["signature"] = two["signature"]
	forged["SignedData"], _ = json.Marshal(one)
	return forged
}

// stops: an alarm stops all writing until the person decides, also when the
// portal is honest again.
func (s *siege) stops() {
	s.reviews()
	s.admin.paste("Paste the code or the link", code(s.t, s.honest))
	s.admin.click("Approve")
	s.admin.at("/alarm/substitution")
	s.fails()
	s.admin.click("Home")
	s.admin.click("Look at the alarm")
	s.admin.see("What was found")
	s.admin.click("Look again")
	s.admin.see("it contradicted itself earlier. Nothing is written until you decide below.")
	s.admin.wantAccessible()
	s.admin.click("I have looked into it")
	s.admin.at("/home")
	s.admin.see("Verified by this browser")
}

// hides shows a device under another name than it has in the profile.
func (s *siege) hides() {
	s.reviews()
	s.admin.paste("Paste the code or the link", code(s.t, s.honest))
	s.admin.click("Approve")
	s.admin.see("It is in")
	s.admin.open("/devices")
	s.admin.see("Connected", "phone")
	s.portal.onPages(func(path, html string) string {
		return strings.ReplaceAll(html, ">phone<", ">printer<")
	})
	s.admin.open("/devices")
	s.admin.at("/alarm/substitution")
}
