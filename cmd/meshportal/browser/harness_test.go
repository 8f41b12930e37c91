package browser

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// onTrial is a page with what a portal's page has, and with mistakes behind
// its links.
const onTrial = `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Trial</title>
<link rel="icon" href="/icon"><link rel="stylesheet" href="/css"><script type="module" src="/js"></script></head><body>
<main><h1>On   <em>tri</em>al</h1><noscript><p>Scripts are off.</p></noscript>
<p class="aside">Not for eyes</p><p hidden>Hidden</p>
<form method="dialog"><label for="whom">Name</label><input id="whom"><button>Greet</button></form>
<p id="out"></p><p id="scheme"></p><p id="events"></p><p id="line"></p>
<details><summary>More</summary><p>Within</p></details>
<label for="colour">Colour</label><select id="colour"><option>red</option><option>blue</option></select>
<div class="tall"></div><button type="button" aria-label="Press far below">Far</button><button type="button" disabled>Never</button>
<p><a href="/other">Other</a></p></main></body></html>`

const onTrialJS = `
const out = document.getElementById("out");
document.querySelector("form").addEventListener("submit", (e) => { out.textContent = "Hello " + e.target.elements.whom.value; e.preventDefault(); });
document.querySelector("form input").addEventListener("paste", () => { document.getElementById("line").textContent = "pasted"; });
document.querySelector("[aria-label]").addEventListener("click", (e) => { out.textContent = e.isTrusted ? "A hand" : "A script"; });
document.querySelector("select").addEventListener("change", (e) => { out.textContent = e.target.value; });
document.getElementById("scheme").textContent = matchMedia("(prefers-color-scheme: dark)").matches ? "It is dark" : "It is light";
document.getElementById("events").textContent = "EventSource" in window ? "There are events" : "There are no events";
addEventListener("offline", () => { out.textContent = "Offline"; });
addEventListener("online", () => { out.textContent = "Online"; });
`

const strict = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; require-trusted-types-for 'script'; trusted-types mesh"

// trial serves the page under a policy as strict as the portal's.
func trial(t *testing.T) *httptest.Server {
	mux := http.NewServeMux()
	serve := func(path, kind, body string) {
		mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", kind)
			w.Header().Set("Content-Security-Policy", strict)
			fmt.Fprint(w, body)
		})
	}
	serve("/{$}", "text/html", onTrial)
	serve("/js", "text/javascript", onTrialJS)
	serve("/css", "text/css", ".tall { height: 3000px } .aside { position: absolute; width: 1px; height: 1px; overflow: hidden }")
	serve("/icon", "image/svg+xml", `<svg xmlns="http://www.w3.org/2000/svg"/>`)
	serve("/other", "text/html", `<!DOCTYPE html><html lang="en"><head><title>Other</title><link rel="icon" href="/icon"></head><body><main><h1>Another page</h1></main></body></html>`)
	serve("/bad", "text/html", `<!DOCTYPE html><html><head><title></title><link rel="icon" href="/icon"><script type="module" src="/bad.js"></script></head><body><h1>Bad</h1><img src="/icon"><p onclick="x()">p</p></body></html>`)
	serve("/bad.js", "text/javascript", `console.error("a complaint"); new Image().src = "http://127.0.0.1:1/x.png"; fetch("/none").catch(() => {}); alert("stop"); try { document.body.innerHTML = "<b>x</b>" } catch {}; new Worker(trustedTypes.createPolicy("mesh", { createScriptURL: (u) => u }).createScriptURL("/worker.js")); setTimeout(() => new Worker("x")); document.querySelector("p").click(); throw new Error("thrown")`)
	serve("/worker.js", "text/javascript", `console.error("from a worker"); fetch("http://127.0.0.1:1/").catch(() => {})`)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server
}

func TestHarnessEyesAndHands(t *testing.T) {
	t.Parallel()
	p := oneBrowser(t).tab(trial(t).URL)
	p.open("/")
	p.see("On trial", "It is light", "There are events")
	for _, unseen := range []string{"Not for eyes", "Hidden", "Within", "Scripts are off."} {
		p.gone(unseen)
	}
	p.typeInto("Name", "Ann Ö.")
	p.click("Greet")
	p.see("Hello Ann Ö.")
	p.paste("Name", "Bob\tB.")
	p.key(kb.Enter)
	p.see("Hello Bob", "pasted")
	p.click("Press far below")
	p.see("A hand")
	p.click("More")
	p.see("Within")
	p.choose("Colour", "blue")
	p.see("blue")
	if clicks, inputs := p.counted(); clicks != 4 || inputs != 2 {
		t.Errorf("%d clicks and %d inputs are counted, want 4 and 2", clicks, inputs)
	}
	p.copy("from elsewhere")
	if got := p.clipboard(); got != "from elsewhere" {
		t.Errorf("the clipboard holds %q", got)
	}
	p.wantAccessible()
	p.click("Other")
	p.at("/other")
	p.see("Another page")
}

func TestHarnessSettings(t *testing.T) {
	t.Parallel()
	p := oneBrowser(t).tab(trial(t).URL, dark, narrow, withoutEvents)
	p.c.watch.expect("ERR_INTERNET_DISCONNECTED")
	p.open("/")
	p.see("It is dark", "There are no events")
	if got := evaluate[int](p, "innerWidth"); got != 360 {
		t.Errorf("the window is %d wide", got)
	}
	p.set(zoomed)
	if got := evaluate[int](p, "innerWidth"); got != 320 {
		t.Errorf("the zoomed window is %d wide", got)
	}
	p.set(wide, unmoved, offline)
	p.see("Offline")
	if evaluate[string](p, `fetch("/").then(() => "answered", () => "failed")`) != "failed" {
		t.Error("a request was answered offline")
	}
	p.set(online)
	p.see("Online")
	p.set(withoutScripts)
	p.reload()
	p.see("Scripts are off.")
	p.click("Other")
	p.see("Another page")
}

// TestHarnessSeesMistakes: each is noted once by somebody.
func TestHarnessSeesMistakes(t *testing.T) {
	t.Parallel()
	p := oneBrowser(t).tab(trial(t).URL)
	p.c.watch.inside = true
	p.c.watch.expect(".")
	p.open("/bad")
	p.see("Bad")
	violations := strings.Join(p.axe(), "\n")
	for _, rule := range []string{"document-title", "html-has-lang", "image-alt"} {
		if !strings.Contains(violations, rule) {
			t.Errorf("%s is not among\n%s", rule, violations)
		}
	}
	for _, mistake := range []string{
		"console.error: a complaint", "dialog alert: stop", "Error: thrown", "policy require-trusted-types-for",
		"policy img-src http://127.0.0.1:1", "policy script-src-attr", "404", "console.error: from a worker",
	} {
		p.until(mistake, func(context.Context) string { return p.c.watch.lacks(mistake) })
	}
}

// TestHarnessRestart: what a browser has stored is there when it is opened again.
func TestHarnessRestart(t *testing.T) {
	t.Parallel()
	site := trial(t)
	c := oneBrowser(t)
	p := c.tab(site.URL)
	p.open("/other")
	evaluate[bool](p, `(localStorage.setItem("kept", "yes"), true)`)
	c.restart()
	p = c.tab(site.URL)
	p.open("/other")
	if got := evaluate[string](p, `localStorage.getItem("kept") ?? "nothing"`); got != "yes" {
		t.Errorf("it has kept %s", got)
	}
}
