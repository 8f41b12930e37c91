package browser

import "testing"

// devices imports the browser device of a page as the page itself has it.
const devices = `const own = document.querySelector('script[src$="/js/page.js"]').src;
const { mesh, background } = await import(own.replace("page.js", "mesh.js"));`

// quiet waits until the page has done what it does by itself.
func (p *tab) quiet() {
	p.t.Helper()
	p.settled()
	evaluate[bool](p, `(async () => {`+devices+` await background.self(); return true; })()`)
}

// TestCallsOfAPersonGoFirst: what nobody waits for stands behind.
func TestCallsOfAPersonGoFirst(t *testing.T) {
	t.Parallel()
	portal := startPortal(t)
	p := oneBrowser(t).tab(portal.base)
	p.open("/join")
	got := evaluate[string](p, `(async () => {`+devices+`
		const order = [];
		const ends = (name, call) => call.then(() => order.push(name));
		await Promise.all([ends("first", background.self()), ends("background", background.self()), ends("person", mesh.self()), ends("person too", mesh.self())]);
		return order.join(", ");
	})()`)
	if want := "first, person, person too, background"; got != want {
		t.Errorf("the order is %s, want %s", got, want)
	}
}

// TestDeviceBeginsAnew: a device that did not start is started by the next call.
func TestDeviceBeginsAnew(t *testing.T) {
	t.Parallel()
	portal := startPortal(t)
	p := oneBrowser(t).tab(portal.base)
	p.c.watch.expect("status of 404")
	p.open("/join")
	for _, missing := range []string{"worker", "wasm"} {
		got := evaluate[string](p, `(async () => {`+devices+`
			const { dataset } = document.body;
			const right = dataset.`+missing+`;
			const call = () => mesh.self().then(() => "answered", () => "failed");
			dataset.`+missing+` = "/static/none.js";
			const before = await call();
			dataset.`+missing+` = right;
			return [before, await call(), await call()].join(", ");
		})()`)
		if want := "failed, answered, answered"; got != want {
			t.Errorf("without its %s: %s, want %s", missing, got, want)
		}
		p.reload()
	}
}
