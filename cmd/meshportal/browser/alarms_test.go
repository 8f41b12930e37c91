package browser

import (
	"strings"
	"testing"
	"time"

	"meshportal/meshcore/ledger"
)

// TestSiegeAlarms: what an operator can do who has the log's own key. Each way is
// told apart, its evidence stands by itself, and no later write passes until the
// person has decided; what was the matter of a clock or a key passes by itself.
func TestSiegeAlarms(t *testing.T) {
	t.Parallel()
	o := operates(t)
	for _, way := range dishonesties {
		if way.lasting {
			o.admin.open("about:blank") // so that nothing is seen before it is begun
			way.begins(o)
			o.admin.open("/home")
			o.raises(way)
			o.refusesUntilDecided(way.kind)
		} else {
			o.opensDevice()
			way.begins(o)
			o.writes()
			o.raises(way)
			o.passes()
		}
	}
	if names := string(o.lists()); strings.Contains(names, unwritten) || !strings.Contains(names, "second") {
		t.Errorf("after all alarms the devices are %s", names)
	}
}

// unwritten is the name that no device may ever get.
const unwritten = "written after all"

// dishonesties are the ways; checkpoints are those of the evidence that the
// log's key has signed.
var dishonesties = []dishonesty{
	{"an old checkpoint", "frozen", 2, false, func(o *operator) { o.signs(func(c *ledger.Checkpoint) { c.Time = c.Time.Add(-2 * time.Hour) }) }},
	{"a checkpoint of tomorrow", "frozen", 2, false, func(o *operator) { o.signs(func(c *ledger.Checkpoint) { c.Time = c.Time.Add(2 * time.Hour) }) }},
	{"a key of its own", "new-log", 1, false, func(o *operator) { o.signer = o.another(); o.signs(func(*ledger.Checkpoint) {}) }},
	{"no leaves", "withheld", 1, true, func(o *operator) { o.grows(); o.bundles(func([]byte) []byte { return nil }) }},
	{"no version", "withheld", 1, true, func(o *operator) { o.renames("first"); o.answers(none) }},
	{"the version before", "withheld", 1, true, func(o *operator) { o.renames("second"); o.answers(o.kept) }},
	{"the log before", "rollback", 2, true, func(o *operator) { o.signs(func(c *ledger.Checkpoint) { c.Size-- }) }},
	{"two logs of one size", "fork", 2, true, func(o *operator) { o.signs(func(c *ledger.Checkpoint) { c.Root[0] ^= 1 }) }},
	{"a changed leaf", "fork", 2, true, func(o *operator) { o.grows(); o.bundles(garbled) }},
}

type dishonesty struct {
	name, kind  string
	checkpoints int
	lasting     bool
	begins      func(*operator)
}

// opensDevice waits until the page has asked the portal all that it asks by
// itself: what comes then was asked for by the person.
func (o *operator) opensDevice() {
	o.t.Helper()
	o.admin.open("/devices/" + o.device)
	evaluate[bool](o.admin, `(async () => {
		const { mesh } = await import(document.querySelector('link[href$="/js/mesh.js"]').href);
		for (let i = 0; i < 3; i++) await mesh.check();
		return true;
	})()`)
}

// writes is a change that a person asks for.
func (o *operator) writes() {
	o.t.Helper()
	o.admin.typeInto("Name", unwritten)
	o.admin.click("Rename")
}

// raises: the alarm has a page of its own, where the evidence is. Then the
// portal is honest again.
func (o *operator) raises(way dishonesty) {
	o.t.Helper()
	o.admin.at("/alarm/" + way.kind)
	o.admin.see("What was found", "What to do")
	evidence := o.admin.saved()
	signed, err := evidence.Verify()
	if err != nil || len(signed) != way.checkpoints || string(evidence.Kind) != strings.ReplaceAll(way.kind, "-", " ") {
		o.t.Errorf("%s: the evidence of %q has %d checkpoints: %v", way.name, evidence.Kind, len(signed), err)
	}
	if evidence.Message == "" || string(evidence.Account) != o.account || evidence.LogKey != o.public {
		o.t.Errorf("%s: the evidence is %+v", way.name, evidence)
	}
	o.honest()
}

// refusesUntilDecided: the portal is honest again, and still nothing is written.
func (o *operator) refusesUntilDecided(kind string) {
	o.t.Helper()
	o.admin.open("/home")
	o.admin.see("The portal contradicted itself earlier. Nothing is written until you have looked at the alarm and decided.")
	o.opensDevice()
	o.writes()
	o.admin.at("/alarm/" + kind)
	o.admin.trusts("I have looked into it")
}

// passes: with an honest answer there is nothing to decide.
func (o *operator) passes() {
	o.t.Helper()
	o.admin.click("Look again")
	o.admin.at("/home")
	o.admin.see("Verified by this browser")
}
