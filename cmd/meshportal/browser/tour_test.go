package browser

import (
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// tour leads through every page of a portal in every state that can be held
// still. All of them are real: people, machines and keys bring them about.
type tour struct {
	t        *testing.T
	visit    func(name string, p *tab)
	portal   *portal
	account  string
	server   *machine  // an administration device without a browser
	admin    *tab      // the first device of the profile
	guest    *tab      // a stranger at first, then a device without administration
	deciding string    // the server as a device
	joined   string    // the guest as a device
	late     *tab      // the guest's browser at a portal of short patience
	over     time.Time // when that patience has ended
	mu       sync.Mutex
	visited  []string
	bystands map[string]*portal // portals with other settings
}

// walk calls visit in each state; its tab is as the visitor finds it, and
// should be left so. It returns the names of the states.
func walk(t *testing.T, visit func(name string, p *tab)) []string {
	t.Helper()
	w := arrive(t, visit)
	w.atOnce(
		[]func(){w.creates, w.looksAround, w.letsServerIn},
		[]func(){w.asksTooLate, w.comesAsStranger, w.readsHelp, w.meetsOtherPortals},
	)
	for _, part := range []func(){w.asksInVain, w.isCrowded, w.decides, w.invites} {
		part()
	}
	w.atOnce([]func(){w.looksAtOthers, w.makesKit, w.isSafe}, []func(){w.hasNoSay})
	for _, part := range []func(){w.removes, w.goesWithoutScripts, w.signsOut, w.closes, w.wasTooLate, w.isDeceived, w.forgets} {
		part()
	}
	return w.visited
}

// atOnce goes two ways, each in a browser of its own. What a visitor finds
// ends nothing; a way that cannot be gone on ends the tour. They are no parallel
// tests: those would wait for others, which wait for the browsers of this one.
func (w *tour) atOnce(ways ...[]func()) {
	w.t.Helper()
	var ended atomic.Int32
	var all sync.WaitGroup
	for _, way := range ways {
		all.Go(func() {
			for _, part := range way {
				part() // one that fails ends this goroutine
			}
			ended.Add(1)
		})
	}
	all.Wait()
	if int(ended.Load()) < len(ways) {
		w.t.FailNow()
	}
}

// arrive opens two browsers at a portal.
func arrive(t *testing.T, visit func(name string, p *tab)) *tour {
	t.Helper()
	two := browsers(t, 2)
	w := &tour{t: t, visit: visit, portal: startPortal(t), server: newMachine(t), bystands: map[string]*portal{}}
	w.account = "alice@" + w.portal.name()
	w.admin, w.guest = two[0].tab(w.portal.base), two[1].tab(w.portal.base)
	for _, c := range two {
		c.watch.expect("status of (401|404)")
		c.watch.expect(cutOff)
	}
	return w
}

// stop is a visit to the state that a tab shows.
func (w *tour) stop(name string, p *tab) {
	w.t.Helper()
	w.mu.Lock()
	if slices.Contains(w.visited, name) {
		w.t.Errorf("two states are called %s", name)
	}
	w.visited = append(w.visited, name)
	w.mu.Unlock()
	w.visit(name, p)
}

// opens is a stop at a page that shows a text once it is ready.
func (w *tour) opens(name string, p *tab, path, text string) {
	w.t.Helper()
	p.open(path)
	p.see(text)
	w.stop(name, p)
}

// beside is a portal with other settings; the same address serves all tabs.
func (w *tour) beside(name string, args ...string) string {
	w.t.Helper()
	if w.bystands[name] == nil {
		w.bystands[name] = startPortal(w.t, args...)
	}
	return w.bystands[name].base
}
