package browser

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// scratch is a page with nothing but a text, as another program's window: it
// moves text to and from the clipboard without any permission. It shows a text
// that is selected, and is in front while f runs.
func (p *tab) scratch(text string, f func(notes *tab)) {
	p.t.Helper()
	notes := p.c.notes
	if notes == nil {
		notes = p.c.tab("")
		p.c.notes = notes
		notes.open("about:blank")
		evaluate[bool](notes, `(document.body.append(Object.assign(document.createElement("textarea"), { id: "scratch" })), true)`)
	}
	notes.do("come", inFront)
	quoted, _ := json.Marshal(text)
	evaluate[bool](notes, fmt.Sprintf(`((t) => (t.value = %s, t.focus(), t.select(), true))(document.querySelector("textarea"))`, quoted))
	f(notes)
	p.do("come back", inFront)
}

// inFront shows a tab in its window.
var inFront = chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
	_, err := cdp.Call(ctx, t, page.BringToFront, cdp.Empty{})
	return err
})

// clipboard is the text that was copied in this browser.
func (p *tab) clipboard() (text string) {
	p.t.Helper()
	p.scratch("", func(notes *tab) {
		notes.do("paste", command("paste", "v"))
		text = evaluate[string](notes, `document.querySelector("textarea").value`)
	})
	return text
}

// copied is what a button puts into the clipboard, once it says that it did.
func (p *tab) copied(button string) string {
	p.t.Helper()
	p.click(button)
	p.gone(button)
	return p.clipboard()
}

// copy puts a text into the clipboard, as if it came from another program.
func (p *tab) copy(text string) {
	p.t.Helper()
	p.scratch(text, func(notes *tab) { notes.do("copy", command("copy", "c")) })
}

// paste puts a text into the clipboard and from there into the field with a label.
func (p *tab) paste(label, text string) {
	p.t.Helper()
	p.copy(text)
	p.enter(label)
	p.do("paste", command("paste", "v"))
	p.inputs++
}
