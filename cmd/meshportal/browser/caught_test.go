package browser

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"

	"meshportal/meshcore/client"
)

// TestSiegeCaught: a portal that keeps something back, goes back in time, has
// two histories, has another log or stands still is caught by the page at a glance, each time with
// an alarm of its own, and is trusted again when the person says so.
func TestSiegeCaught(t *testing.T) {
	t.Parallel()
	portal := betweenPortal(t)
	admin := oneBrowser(t).tab(portal.base)
	admin.c.watch.expect(cutOff)
	admin.c.watch.expect("status of (401|404)")
	admin.createProfile("alice")
	admin.laterHome()
	portal.withholds(t, admin)
	portal.forks(t, admin)
	portal.beginsAnew(t, admin)
	portal.standsStill(admin)
}

// grow makes the log longer.
func (p *portal) grow(t *testing.T, name string) {
	t.Helper()
	newMachine(t).must("profile", "create", name+"@"+p.name(), "--device-name", "server", "--defer-kit")
}

// withholds: the log is longer than what can be read of it.
func (e *evil) withholds(t *testing.T, admin *tab) {
	t.Helper()
	e.grow(t, "bob")
	e.onFiles(func(path string, body []byte) []byte {
		if strings.HasPrefix(path, "/log/tile/") {
			return nil
		}
		return body
	})
	admin.alarmed("withheld")
	e.onFiles(nil)
	admin.trusts("I have looked into it")
}

// forks: what the browser has seen was undone, as by a backup that was put
// back, and then something else was written in its place. The evidence proves
// it to anybody.
func (e *evil) forks(t *testing.T, admin *tab) {
	t.Helper()
	admin.open("about:blank")
	e.stop()
	copyData(t, e.data, e.data+".old")
	e.start()
	e.grow(t, "carol")
	admin.open("/home")
	admin.see("Verified by this browser")
	admin.open("about:blank")
	e.stop()
	copyData(t, e.data+".old", e.data)
	e.start()
	admin.alarmed("rollback")
	e.grow(t, "dave")
	admin.alarmed("fork")
	admin.open("/alarm/rollback") // raised before, and not what is to be decided
	admin.see("What was found", "There is nothing to decide any more")
	admin.gone("I have looked into it")
	admin.open("/alarm/new-log")
	admin.see("This browser has raised no such alarm")
	admin.open("/alarm/fork")
	if evidence := admin.saved(); evidence.Kind != client.Fork || len(evidence.Checkpoints) != 2 {
		t.Errorf("the evidence is %+v", evidence)
	} else if _, err := evidence.Verify(); err != nil {
		t.Error(err)
	}
	admin.trusts("I have looked into it")
}

// copyData copies what a stopped portal keeps.
func copyData(t *testing.T, from, to string) {
	t.Helper()
	if err := os.RemoveAll(to); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	files, _ := filepath.Glob(filepath.Join(to, "*"))
	for _, file := range files {
		if err := os.Chmod(file, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(to, 0o700); err != nil {
		t.Fatal(err)
	}
}

// beginsAnew: the operator begins a new log, and has announced it.
func (e *evil) beginsAnew(t *testing.T, admin *tab) {
	t.Helper()
	admin.open("about:blank")
	e.stop()
	out, err := exec.Command(filepath.Join(programs(t), "meshportal"), "new-generation", "second", "--data", e.data).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	e.start()
	admin.alarmed("new-log")
	admin.see("/mesh/second Its key", "/mesh/second+")
	admin.trusts("Its operator announced it")
}

// standsStill: to a browser whose clock is two hours ahead, the newest
// checkpoint is two hours old. It passes by itself.
func (e *evil) standsStill(admin *tab) {
	e.onFiles(func(path string, body []byte) []byte {
		if !strings.HasSuffix(path, "/js/worker.js") {
			return body
		}
		const ahead = "{ const Real = Date; globalThis.Date = class extends Real { constructor(...a) { a.length ? super(...a) : super(Real.now() + 7_200_000); } static now() { return Real.now() + 7_200_000; } }; }\n"
		return append([]byte(ahead), body...)
	})
	admin.set(send(network.ClearBrowserCache, cdp.Empty{}))
	admin.alarmed("frozen")
	e.onFiles(nil)
}

// alarmed: a look at the home page leads to an alarm, and nothing is written.
func (p *tab) alarmed(kind string) {
	p.t.Helper()
	p.open("/home")
	p.at("/alarm/" + kind)
	p.see("What was found", "What to do", "Save the evidence")
	p.wantAccessible()
}

// trusts is the person's decision.
func (p *tab) trusts(button string) {
	p.t.Helper()
	p.click(button)
	p.at("/home")
	p.see("Verified by this browser")
}

// saved is the evidence as the browser has saved it.
func (p *tab) saved() (evidence client.Evidence) {
	p.t.Helper()
	folder := p.t.TempDir()
	p.set(send(browser.SetDownloadBehavior, browser.SetDownloadBehaviorParams{Behavior: browser.SetDownloadBehaviorBehaviorAllow, DownloadPath: folder}))
	p.click("Save the evidence")
	p.until("save the evidence", func(context.Context) string {
		files, _ := filepath.Glob(filepath.Join(folder, "mesh-evidence-*.json"))
		if len(files) == 0 {
			return "there is no file"
		}
		text, _ := os.ReadFile(files[0])
		if err := json.NewDecoder(bytes.NewReader(text)).Decode(&evidence); err != nil {
			return err.Error()
		}
		return ""
	})
	return evidence
}
