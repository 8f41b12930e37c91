package browser

import (
	"context"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// patience is how long a person waits for something to be seen. The machine
// that runs the tests may be busy with other work.
const patience = 20 * time.Second

// chromiumPath finds the browser. A test without one skips; CI has one.
func chromiumPath(t *testing.T) string {
	t.Helper()
	for _, name := range []string{os.Getenv("MESH_CHROMIUM"), "chromium", "chromium-browser", "google-chrome"} {
		if name == "" {
			continue
		}
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	absent(t, "there is no chromium: sh .ci/setup installs it")
	return ""
}

// absent skips a test that lacks what it needs; under CI nothing is lacking.
func absent(t *testing.T, message string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(message)
	}
	t.Skip(message)
}

// chromium is a person's browser: one process, one folder of its own. It can
// be closed and opened again with what it has kept.
type chromium struct {
	t     *testing.T
	path  string
	home  string // user data directory
	flags []chromedp.ExecAllocatorOption
	ctx   context.Context
	close func()
	watch *watch
	tabs  []*tab
	notes *tab // what another program shows, see scratch
}

// jit leaves the optimizing compiler out: no page of a test lives long enough
// to gain by it, and it takes half of the time. A measurement has it.
func jit() string {
	if os.Getenv("MESH_BENCH") != "" {
		return ""
	}
	return "--liftoff-only"
}

// open starts the process.
func (c *chromium) open() {
	c.t.Helper()
	options := append([]chromedp.ExecAllocatorOption{
		chromedp.ExecPath(c.path), chromedp.UserDataDir(c.home), chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.NoFirstRun, chromedp.NoDefaultBrowserCheck, chromedp.WindowSize(1280, 900),
	}, c.flags...)
	for _, name := range []string{
		"disable-quic", "disable-background-networking", "disable-component-update", "disable-sync", "disable-dev-shm-usage",
		"disable-default-apps", "disable-extensions", "disable-breakpad", "disable-renderer-backgrounding",
		"disable-backgrounding-occluded-windows", "disable-background-timer-throttling", "metrics-recording-only",
	} {
		options = append(options, chromedp.Flag(name, true))
	}
	options = append(options, chromedp.Flag("password-store", "basic"), chromedp.Flag("force-color-profile", "srgb"),
		chromedp.Flag("js-flags", jit()), chromedp.WSURLReadTimeout(time.Minute))
	allocator, end := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, cancel := chromedp.NewContext(allocator, chromedp.WithErrorf(func(string, ...any) {}))
	if err := chromedp.Do(ctx); err != nil {
		end()
		c.t.Fatalf("chromium does not start: %v", err)
	}
	c.ctx, c.close = ctx, func() {
		chromedp.Cancel(ctx) // asks it to end, so that what it stored is on disk
		cancel()
		end()
	}
}

// quit closes the browser as a person does; its tabs are gone.
func (c *chromium) quit() {
	if c.close != nil {
		c.close()
		c.close, c.tabs, c.notes = nil, nil, nil
	}
}

// restart is quit and open: the same storage, no tab.
func (c *chromium) restart() {
	c.t.Helper()
	c.quit()
	c.open()
}
