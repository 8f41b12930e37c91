package browser

import "testing"

// TestUnfoundedAlarm: anybody can link to an alarm. A browser that has not
// raised it says so, and offers nothing to accept.
func TestUnfoundedAlarm(t *testing.T) {
	t.Parallel()
	portal := startPortal(t)
	p := oneBrowser(t).tab(portal.base)
	p.isUnsuspecting()
	p.createProfile("alice")
	p.laterHome()
	p.isUnsuspecting()
	p.see("alice@"+portal.name(), "Devices")
	p.click("Home")
	p.at("/home")
}

// isUnsuspecting: no alarm was raised here.
func (p *tab) isUnsuspecting() {
	p.t.Helper()
	for _, kind := range []string{"substitution", "withheld", "rollback", "fork", "frozen", "new-log"} {
		p.open("/alarm/" + kind)
		p.see("This browser has raised no such alarm", "The six alarms")
		for _, unfounded := range []string{"What was found", "Save the evidence", "trust this portal again", "accept the new log"} {
			p.gone(unfounded)
		}
	}
}
