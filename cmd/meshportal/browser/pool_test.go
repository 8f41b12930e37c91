package browser

import (
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/storage"
	"github.com/chromedp/chromedp"
)

// seats are the browsers that may be in use at once; sitting takes all that a
// test needs together, so that two tests cannot wait for each other.
var (
	seats   = make(chan struct{}, 4)
	sitting sync.Mutex
)

func sit(t *testing.T, n int) {
	sitting.Lock()
	defer sitting.Unlock()
	for range n {
		seats <- struct{}{}
	}
	t.Cleanup(func() {
		for range n {
			<-seats
		}
	})
}

// idle are the browsers that a test has given back. They have forgotten it:
// starting one more takes a second.
var idle struct {
	sync.Mutex
	all []*chromium
}

// browsers lends n browsers for a test; nothing is shared between them, and
// none has kept anything of a site that the test can reach.
func browsers(t *testing.T, n int) []*chromium {
	t.Helper()
	path := chromiumPath(t)
	sit(t, n)
	all := make([]*chromium, n)
	for i := range all {
		all[i] = lend(t, path)
		t.Cleanup(all[i].giveBack)
	}
	return all
}

// oneBrowser lends one.
func oneBrowser(t *testing.T) *chromium {
	t.Helper()
	return browsers(t, 1)[0]
}

func lend(t *testing.T, path string) *chromium {
	t.Helper()
	c := takeIdle()
	if c == nil {
		c = &chromium{path: path, home: newHome(t)}
	}
	c.t, c.watch = t, newWatch(t)
	if c.close == nil {
		c.open()
	}
	return c
}

func takeIdle() *chromium {
	idle.Lock()
	defer idle.Unlock()
	last := len(idle.all) - 1
	if last < 0 {
		return nil
	}
	c := idle.all[last]
	idle.all = idle.all[:last]
	return c
}

// newHome is a folder that outlives the test.
func newHome(t *testing.T) string {
	t.Helper()
	home, err := os.MkdirTemp(filepath.Clean(programs(t)), "home-")
	if err != nil {
		t.Fatal(err)
	}
	return home
}

// giveBack closes the tabs and forgets what the sites have stored. A browser
// that is not as usual any more is not lent again.
func (c *chromium) giveBack() {
	if c.t.Failed() || c.close == nil || len(c.flags) > 0 || c.forget() != nil {
		c.quit()
		return
	}
	c.tabs, c.notes = nil, nil
	idle.Lock()
	defer idle.Unlock()
	idle.all = append(idle.all, c)
}

func (c *chromium) forget() error {
	steps := []setting{send(network.ClearBrowserCookies, cdp.Empty{})}
	for _, p := range c.tabs {
		p.leave()
		if p.base != "" {
			steps = append(steps, send(storage.ClearDataForOrigin, storage.ClearDataForOriginParams{Origin: p.base, StorageTypes: "all"}))
		}
	}
	return chromedp.Do(c.ctx, steps...)
}

// quitIdle ends the browsers at the end of all tests.
func quitIdle() {
	for c := takeIdle(); c != nil; c = takeIdle() {
		c.quit()
	}
}
