package browser

import (
	"encoding/json"
	"fmt"

	"github.com/chromedp/chromedp"
)

// scratch is a page with nothing but a text, as another program's window: it
// moves text to and from the clipboard without any permission.
func (c *chromium) scratch() *tab {
	c.t.Helper()
	p := c.tab("")
	p.open("about:blank")
	evaluate[bool](p, `(document.body.append(Object.assign(document.createElement("textarea"), { id: "scratch" })), document.querySelector("textarea").focus(), true)`)
	return p
}

// clipboard is the text that was copied in this browser.
func (c *chromium) clipboard() string {
	c.t.Helper()
	p := c.scratch()
	defer p.leave()
	p.do("paste", command("paste", "v"))
	return evaluate[string](p, `document.querySelector("textarea").value`)
}

// copy puts a text into the clipboard, as if it came from another program.
func (c *chromium) copy(text string) {
	c.t.Helper()
	p := c.scratch()
	defer p.leave()
	quoted, _ := json.Marshal(text)
	evaluate[bool](p, fmt.Sprintf(`(document.querySelector("textarea").value = %s, true)`, quoted))
	p.do("copy", command("selectAll", "a"), command("copy", "c"))
}

// leave closes the tab.
func (p *tab) leave() { chromedp.Cancel(p.ctx) }

// paste puts a text into the clipboard and from there into the field with a label.
func (p *tab) paste(label, text string) {
	p.t.Helper()
	p.c.copy(text)
	p.enter(label)
	p.do("paste", command("paste", "v"))
	p.inputs++
}
