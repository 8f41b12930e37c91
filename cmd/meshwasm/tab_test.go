//go:build !js

package main_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// patience bounds one call of a page; the machine may be busy with other tests.
const patience = time.Minute

// tab is a page of a browser with the device in it.
type tab struct {
	*testing.T
	ctx context.Context
}

// tab opens the page in the browser of ctx.
func (h *house) tab(ctx context.Context) *tab {
	h.Helper()
	b := &tab{h.T, ctx}
	h.check(chromedp.Do(ctx, chromedp.Navigate(h.url+"/test/page")))
	b.ready()
	return b
}

// browser opens the page as one more person would: nothing is shared but the
// process.
func (h *house) browser() *tab {
	h.Helper()
	shared.Do(beginShared)
	h.check(shared.err)
	ctx, cancel := chromedp.NewContext(shared.ctx, chromedp.WithNewBrowserContext())
	h.Cleanup(cancel)
	return h.tab(ctx)
}

// another opens a second tab of the same browser.
func (b *tab) another(h *house) *tab {
	b.Helper()
	ctx, cancel := chromedp.NewContext(b.ctx)
	b.Cleanup(cancel)
	return h.tab(ctx)
}

func (b *tab) reload() {
	b.Helper()
	if err := chromedp.Do(b.ctx, chromedp.Reload()); err != nil {
		b.Fatal(err)
	}
	b.ready()
}

func (b *tab) ready() {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if _, err := chromedp.Run(ctx, chromedp.Poll[bool]("globalThis.mesh !== undefined")); err != nil {
		b.Fatal(err)
	}
}

// failure is how a call failed.
type failure struct {
	Code    string `json:"code"`
	Kind    string `json:"kind"`
	Status  int    `json:"status"`
	Message string `json:"message"`
}

func (f *failure) Error() string {
	return fmt.Sprintf("%s %s %d: %s", f.Code, f.Kind, f.Status, f.Message)
}

// run evaluates a promise and reads what it gives into answer, or fails with
// what the page would get.
func (b *tab) run(answer any, script string) error {
	b.Helper()
	text := `(async () => { try { return JSON.stringify({ ok: await (` + script + `) ?? null }) } catch (e) {
		return JSON.stringify({ error: { code: e.code ?? "", kind: e.kind ?? "", status: e.status ?? 0, message: e.message } }) } })()`
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	result, err := chromedp.Run(ctx, chromedp.Evaluate[string](text, chromedp.EvalAwaitPromise))
	if err != nil {
		b.Fatalf("%s: %v", script, err)
	}
	var said struct {
		OK    json.RawMessage
		Error *failure
	}
	if err := json.Unmarshal([]byte(result), &said); err != nil {
		b.Fatal(err)
	}
	if said.Error != nil {
		return said.Error
	}
	if err := json.Unmarshal(said.OK, answer); err != nil {
		b.Fatalf("%s: %v in %s", script, err, said.OK)
	}
	return nil
}

// object is the argument of a call.
type object = map[string]any

// call is a call that works.
func call[A any](b *tab, name string, argument object) A {
	b.Helper()
	var answer A
	if err := b.run(&answer, calling(name, argument)); err != nil {
		b.Fatalf("%s: %v", name, err)
	}
	return answer
}

// eval is a script that works.
func eval[A any](b *tab, script string) A {
	b.Helper()
	var answer A
	if err := b.run(&answer, script); err != nil {
		b.Fatalf("%s: %v", script, err)
	}
	return answer
}

// refused is a call that fails with a code.
func (b *tab) refused(code, name string, argument object) *failure {
	b.Helper()
	var answer any
	err := b.run(&answer, calling(name, argument))
	f, ok := err.(*failure)
	if !ok || f.Code != code {
		b.Fatalf("%s: got %v, %v, want %s", name, answer, err, code)
	}
	return f
}

func calling(name string, argument object) string {
	if argument == nil {
		argument = object{}
	}
	text, _ := json.Marshal(argument)
	return fmt.Sprintf("mesh.%s(%s)", name, text)
}
