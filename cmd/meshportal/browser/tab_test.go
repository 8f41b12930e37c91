package browser

import (
	"context"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/inspector"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// tab is what a person has in front of them. Its methods wait until they can
// be done, and end the test when patience is at an end.
type tab struct {
	t      *testing.T
	c      *chromium
	ctx    context.Context
	base   string // URL of the site
	clicks int
	inputs int
	keys   bool // without a mouse
}

// tab opens an empty tab for the site at base.
func (c *chromium) tab(base string, settings ...chromedp.Action[chromedp.Void]) *tab {
	c.t.Helper()
	p := &tab{t: c.t, c: c, base: base}
	var workers func(any)
	p.ctx, _ = chromedp.NewContext(c.ctx, chromedp.WithListener(c.watch.listen),
		chromedp.WithListener(func(ev any) { workers(ev) }), chromedp.WithListener(p.answerDialogs), chromedp.WithListener(p.revive))
	workers = c.watch.workers(p.ctx)
	c.tabs = append(c.tabs, p)
	p.do("open a tab", append([]chromedp.Action[chromedp.Void]{chromedp.Func(c.watch.enable), onNewDocument(reportViolations)}, settings...)...)
	return p
}

// leave closes the tab.
func (p *tab) leave() { chromedp.Cancel(p.ctx) }

// onNewDocument runs a script before those of every page.
func onNewDocument(script string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script})
		return err
	})
}

// answerDialogs closes what would block the page; the watch has noted it.
func (p *tab) answerDialogs(ev any) {
	if _, ok := ev.(*page.EventJavascriptDialogOpening); ok {
		go chromedp.Call(p.ctx, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{Accept: true})
	}
}

// revive loads a page again whose process has crashed, as a person would:
// Chromium now and then does under load, when a page is left while its worker
// starts.
func (p *tab) revive(ev any) {
	if _, ok := ev.(*inspector.EventTargetCrashed); ok {
		p.t.Log("the tab has crashed, and is loaded again")
		go chromedp.Do(p.ctx, chromedp.Reload())
	}
}

// do runs steps that cannot fail but for a broken test.
func (p *tab) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	if err := chromedp.Do(p.ctx); err != nil { // the first opens the tab, without a time limit
		p.t.Fatalf("%s: %v", what, err)
	}
	ctx, cancel := context.WithTimeout(p.ctx, 2*patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		p.fail("%s: %v", what, err)
	}
}

// once is how long one look may take: a tab that has crashed never answers.
const once = patience / 4

// until looks again and again until there is nothing left to complain about.
func (p *tab) until(what string, complaint func(ctx context.Context) string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	last := ""
	for wait := 30 * time.Millisecond; ; wait = min(wait*3/2, 80*time.Millisecond) {
		try, end := context.WithTimeout(ctx, once)
		now := complaint(try)
		end()
		if now == "" {
			return
		}
		if ctx.Err() == nil || last == "" {
			last = now
		}
		select {
		case <-ctx.Done():
			p.fail("%s: %s", what, last)
		case <-time.After(wait):
		}
	}
}

// open goes to a path of the site, or to a whole address. A page that leads on
// before it is complete is opened as well.
func (p *tab) open(path string) {
	p.t.Helper()
	if strings.HasPrefix(path, "/") {
		path = p.base + path
	}
	p.do("open "+path, chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		if err := chromedp.Do(ctx, chromedp.Navigate(path)); err != nil && !strings.Contains(err.Error(), "ERR_ABORTED") {
			return err
		}
		return nil
	}))
}

func (p *tab) reload() {
	p.t.Helper()
	p.do("reload", chromedp.Reload())
}

// see waits until each text is on the page, in words that can be read.
func (p *tab) see(texts ...string) {
	p.t.Helper()
	for _, text := range texts {
		p.until("see "+text, func(ctx context.Context) string {
			if s, err := (look{What: "text"}).see(ctx); err != nil {
				return err.Error()
			} else if !strings.Contains(s.Text, text) {
				return "it is not there"
			}
			return ""
		})
	}
}

// gone waits until a text is not on the page any more.
func (p *tab) gone(text string) {
	p.t.Helper()
	p.until("gone "+text, func(ctx context.Context) string {
		if s, err := (look{What: "text"}).see(ctx); err != nil {
			return err.Error()
		} else if strings.Contains(s.Text, text) {
			return "it is still there"
		}
		return ""
	})
}

// text is what can be read within the elements of a selector, once they are there.
func (p *tab) text(selector string) (text string) {
	p.t.Helper()
	p.until("read "+selector, func(ctx context.Context) string {
		s, err := look{What: "text", Within: selector}.see(ctx)
		if err != nil {
			return err.Error()
		}
		if text = s.Text; text == "" {
			return "there is nothing to read"
		}
		return ""
	})
	return text
}

// match waits until a regular expression fits what can be read; it returns what
// its groups caught, after the whole.
func (p *tab) match(pattern string) (groups []string) {
	p.t.Helper()
	expression := regexp.MustCompile(pattern)
	p.until("match "+pattern, func(ctx context.Context) string {
		s, err := look{What: "text"}.see(ctx)
		if err != nil {
			return err.Error()
		}
		if groups = expression.FindStringSubmatch(s.Text); groups == nil {
			return "it is not there"
		}
		return ""
	})
	return groups
}

// at waits until the tab shows a path of the site.
func (p *tab) at(path string) {
	p.t.Helper()
	p.until("at "+path, func(ctx context.Context) string {
		now, err := chromedp.Run(ctx, chromedp.Evaluate[string](`document.readyState === "loading" ? "" : location.pathname`))
		if err != nil {
			return err.Error()
		}
		if now != path {
			return "the tab shows " + now
		}
		return ""
	})
}

// settled waits until the page's modules have run and what they asked for is there.
func (p *tab) settled() {
	p.t.Helper()
	p.until("settled", func(ctx context.Context) string {
		quiet, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`new Promise((done) => {
			const count = () => performance.getEntriesByType("resource").length;
			const before = count();
			setTimeout(() => done(document.readyState === "complete" && count() === before), 400);
		})`, chromedp.EvalAwaitPromise))
		if err != nil {
			return err.Error()
		}
		if !quiet {
			return "it is busy"
		}
		return ""
	})
}

// path is what the address bar shows after the host.
func (p *tab) path() string {
	p.t.Helper()
	return evaluate[string](p, "location.pathname + location.search + location.hash")
}

// evaluate runs an expression in the page from outside; a promise is awaited.
func evaluate[T any](p *tab, expression string) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, 2*patience)
	defer cancel()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		p.fail("evaluate %s: %v", expression, err)
	}
	return value
}

// counted are the clicks and inputs since the tab was opened or counted last.
func (p *tab) counted() (clicks, inputs int) {
	clicks, inputs = p.clicks, p.inputs
	p.clicks, p.inputs = 0, 0
	return clicks, inputs
}

// wantCounts: a journey has a bar (experience.md §3).
func (p *tab) wantCounts(clicks, inputs int) {
	p.t.Helper()
	if c, i := p.counted(); c > clicks || i > inputs {
		p.t.Errorf("%d clicks and %d inputs, the bar is %d and %d", c, i, clicks, inputs)
	}
}
