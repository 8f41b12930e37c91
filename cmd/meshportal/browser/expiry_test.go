package browser

import (
	"fmt"
	"os"
	"strconv"
	"testing"
	"time"
)

// ends is when the request that a page shows ends, by the page's countdown.
func (p *tab) ends() time.Time {
	p.t.Helper()
	left := p.match(`(\d+):(\d\d) left`)
	minutes, _ := strconv.Atoi(left[1])
	seconds, _ := strconv.Atoi(left[2])
	return time.Now().Add(time.Duration(minutes)*time.Minute + time.Duration(seconds)*time.Second)
}

// clockOff is a computer whose clock is some minutes off, which is legal up to
// five.
func clockOff(minutes int) setting {
	return onNewDocument(fmt.Sprintf("{ const now = Date.now; Date.now = () => now() + %d; }", minutes*60_000))
}

// TestRemainingTime: both sides agree within three seconds on a request's end,
// whatever their clocks say.
func TestRemainingTime(t *testing.T) {
	t.Parallel()
	portal, admin, joiner := joiningAndDeciding(t)
	admin.set(clockOff(4))
	joiner.set(clockOff(-4))
	joiner.asksToJoin("alice@"+portal.name(), "tablet")
	admin.open("/devices")
	admin.settled()
	admin.click("Review tablet")
	admin.see("Is it really that device?")
	if apart := admin.ends().Sub(joiner.ends()).Abs(); apart > 3*time.Second {
		t.Errorf("they are %v apart", apart)
	}
}

// TestRequestEnds waits for it; both sides say so, and the device can ask again.
func TestRequestEnds(t *testing.T) {
	if os.Getenv("MESH_SOAK") == "" {
		return
	}
	t.Parallel()
	portal := startPortal(t, "--limits.request-minutes", "1")
	two := browsers(t, 2)
	admin, joiner := two[0].tab(portal.base), two[1].tab(portal.base)
	admin.createProfile("alice")
	admin.laterHome()
	joiner.asksToJoin("alice@"+portal.name(), "tablet")
	admin.click("Review tablet")
	time.Sleep(time.Until(joiner.ends()) + time.Second)
	admin.see("This request has ended")
	joiner.see("The request has ended")
	joiner.click("Ask again")
	joiner.see("Waiting to be let in")
}
