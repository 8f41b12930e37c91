package browser

import (
	"context"
	"fmt"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// click presses a button, link, summary or label that bears a name, where a
// person would: with the mouse, when it is in sight, still and not covered.
func (p *tab) click(name string) {
	p.t.Helper()
	p.clickIn("", name)
}

// clickIn is click within the elements of a selector, for instance one row.
func (p *tab) clickIn(selector, name string) {
	p.t.Helper()
	p.clicks++
	if p.keys {
		p.activate(name)
		return
	}
	p.press("click "+name, p.find(look{What: "click", Name: name, Within: selector}))
}

// find waits until a thing can be pointed at and does not move.
func (p *tab) find(l look) (found sight) {
	p.t.Helper()
	var before sight
	p.until("find "+l.Name, func(ctx context.Context) string {
		now, err := l.see(ctx)
		if err != nil {
			return err.Error()
		}
		if now.State != "ready" {
			return "it is " + now.State
		}
		if before, found = now, before; now != found {
			return "it moves"
		}
		return ""
	})
	return before
}

func (p *tab) press(what string, s sight) {
	p.t.Helper()
	p.do(what, chromedp.MouseEvent(chromedp.MouseMoved, s.X, s.Y), chromedp.MouseClickXY(s.X, s.Y))
}

// typeInto replaces what is in the field with a label, key by key.
func (p *tab) typeInto(label, text string) {
	p.t.Helper()
	p.enter(label)
	p.do("type", chromedp.KeyEvent(text))
	p.inputs++
}

// enter puts the cursor into a field and selects what is there.
func (p *tab) enter(label string) {
	p.t.Helper()
	if p.keys {
		p.reach("field", label)
	} else {
		p.press("enter "+label, p.find(look{What: "field", Name: label}))
	}
	p.do("select all", command("selectAll", "a"))
}

// key presses a key such as kb.Enter, kb.Tab or kb.Escape.
func (p *tab) key(key string) {
	p.t.Helper()
	p.do("key", chromedp.KeyEvent(key))
}

// choose takes an option of a list by its text, with the keyboard.
func (p *tab) choose(label, option string) {
	p.t.Helper()
	s := p.find(look{What: "field", Name: label})
	if s.Kind != "SELECT" {
		p.fail("%s is no list", label)
	}
	const pick = `(() => {
		const list = [...document.querySelectorAll("select")].find((s) => s.checkVisibility() && [...s.labels].some((l) => l.textContent.trim() === %q));
		list.focus();
		list.selectedIndex = [...list.options].findIndex((o) => o.textContent.trim() === %q);
		list.dispatchEvent(new Event("input", { bubbles: true }));
		list.dispatchEvent(new Event("change", { bubbles: true }));
		return list.selectedIndex;
	})()`
	if evaluate[int](p, fmt.Sprintf(pick, label, option)) < 0 {
		p.fail("there is no %s in %s", option, label)
	}
	p.clicks++
}

// command is an editing command as a keyboard shortcut gives it.
func command(name, key string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		for _, event := range []input.DispatchKeyEventParams{
			{Type: input.DispatchKeyEventTypeRawKeyDown, Key: key, Modifiers: int64(kb.ModifierCtrl), Commands: []string{name}},
			{Type: input.DispatchKeyEventTypeKeyUp, Key: key, Modifiers: int64(kb.ModifierCtrl)},
		} {
			if _, err := cdp.Call(ctx, t, input.DispatchKeyEvent, event); err != nil {
				return err
			}
		}
		return nil
	})
}
