package browser

import (
	"fmt"
	"os"
	"slices"
	"testing"
	"time"
)

// timed runs a call of the browser device in the page and returns its
// milliseconds; the device is loaded as the page itself would load it.
func timed(p *tab, call string) float64 {
	return evaluate[float64](p, `(async () => {
		const own = document.querySelector('script[src$="/js/page.js"]').src;
		const { mesh } = await import(own.replace("page.js", "mesh.js"));
		const begun = performance.now();
		await (`+call+`);
		return performance.now() - begun;
	})()`)
}

// after prints how long a page takes to show what has just happened.
func after(what string, bar int, shown func()) {
	begun := time.Now()
	shown()
	fmt.Printf("browser: %s: %d ms (bar %d)\n", what, time.Since(begun).Milliseconds(), bar)
}

// TestSpeed prints what `make bench` measures in the browser. Its bars are in
// architecture.md §3 and experience.md §3; nothing fails by a clock.
func TestSpeed(t *testing.T) {
	if os.Getenv("MESH_BENCH") == "" {
		return
	}
	portal, c := startPortal(t), oneBrowser(t)
	c.watch.expect("status of 401")
	first := c.tab(portal.base)
	first.open("/join")
	fmt.Printf("browser: worker ready, cold: %.0f ms (bar 300)\n", timed(first, "mesh.self()"))
	var warm []float64
	for range 5 {
		first.reload()
		warm = append(warm, timed(first, "mesh.self()"))
	}
	slices.Sort(warm)
	fmt.Printf("browser: worker ready, warm: %.0f ms (bar 120)\n", warm[len(warm)/2])
	fmt.Printf("browser: profile created: %.0f ms (bar 2000)\n", timed(first, `mesh.create({ account: "alice@`+portal.name()+`", name: "bench", token: "" })`))
	var check []float64
	for range 5 {
		check = append(check, timed(first, "mesh.check()"))
	}
	slices.Sort(check)
	fmt.Printf("browser: log and profile verified: %.0f ms\n", check[len(check)/2])
	machine := newMachine(t)
	first.open("/devices")
	first.see("Nobody waits.")
	machine.must("device", "connect", "alice@"+portal.name(), "--device-name", "phone")
	after("request listed", 2000, func() { first.see("Claims to be “phone”") })
	machine.must("device", "cancel")
	after("its end listed", 3000, func() { first.gone("Claims to be “phone”") })
	machine.must("device", "connect", "alice@"+portal.name(), "--device-name", "phone")
	fmt.Printf("browser: request approved: %.0f ms\n", timed(first, `(async () => {
		const { pending: [one] } = await mesh.pending();
		await mesh.approve({ device: one.device, request: one.request, preset: { role: "editor", administrator: false, all: true, applications: [] } });
	})()`))
}
