package browser

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// TestScreenshots leaves pictures of every page in every state in the folder
// that MESH_SCREENSHOTS names: NAME.wide.dark.png and so on (`make screenshots`).
func TestScreenshots(t *testing.T) {
	folder := os.Getenv("MESH_SCREENSHOTS")
	if folder == "" {
		return
	}
	t.Parallel()
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	walk(t, func(name string, p *tab) {
		t.Helper()
		p.photograph(filepath.Join(folder, name))
	})
}

// photograph takes a state in four surroundings.
func (p *tab) photograph(file string) {
	p.t.Helper()
	defer p.set(wide, calm("light"))
	for size, window := range map[string]setting{"wide": wide, "narrow": narrow} {
		for _, scheme := range []string{"light", "dark"} {
			p.set(window, calm(scheme))
			if err := os.WriteFile(file+"."+size+"."+scheme+".png", p.whole(), 0o644); err != nil {
				p.t.Fatal(err)
			}
		}
	}
}

// whole is a picture of the page from top to bottom.
func (p *tab) whole() []byte {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, 2*patience)
	defer cancel()
	png, err := chromedp.Run(ctx, func(ctx context.Context, t *chromedp.Target) ([]byte, error) {
		beyond := true
		shot, err := cdp.Call(ctx, t, page.CaptureScreenshot, page.CaptureScreenshotParams{CaptureBeyondViewport: &beyond})
		if err != nil {
			return nil, err
		}
		return shot.Data, nil
	})
	if err != nil {
		p.fail("take a picture: %v", err)
	}
	return png
}
