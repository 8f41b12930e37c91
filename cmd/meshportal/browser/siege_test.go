package browser

import (
	"encoding/json"
	"strings"
	"testing"
)

// siege is a browser that decides, at a portal that turns out to be evil. An
// honest device asks to join, and another under the same name.
type siege struct {
	t               *testing.T
	portal          *evil
	admin           *tab
	honest, mallory map[string]any // what the command said when they asked
}

func besieged(t *testing.T) *siege {
	t.Helper()
	portal := betweenPortal(t)
	admin := oneBrowser(t).tab(portal.base)
	admin.createProfile("alice")
	admin.laterHome()
	ask := func() map[string]any {
		return newMachine(t).must("device", "connect", "alice@"+portal.name(), "--device-name", "phone")
	}
	return &siege{t, portal, admin, ask(), ask()}
}

// reviews opens the honest device's request.
func (s *siege) reviews() {
	s.t.Helper()
	s.admin.open("/devices/pending/" + text(s.t, s.honest, "device"))
}

// rewrites changes the list of requests in the portal's answers.
func (s *siege) rewrites(change func(pending, seen []json.RawMessage) (any, any)) {
	s.portal.atDoor(func(ask, answer []byte) []byte {
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
	})
}

// fails: nobody was let in; the portal is honest again.
func (s *siege) fails() {
	s.t.Helper()
	s.portal.atDoor(nil)
	s.portal.onPages(nil)
	s.admin.open("/devices")
	s.admin.see("Connected")
	if rows := evaluate[int](s.admin, `document.querySelectorAll("[data-live=connected] li").length`); rows != 1 {
		s.t.Errorf("the profile has %d devices", rows)
	}
}
