package browser

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/chromedp/chromedp"
)

// fail ends the test, and tells what a person would have had in front of them.
func (p *tab) fail(format string, args ...any) {
	p.t.Helper()
	p.t.Errorf(format, args...)
	ctx, cancel := context.WithTimeout(p.ctx, 10*time.Second)
	defer cancel()
	title, _ := chromedp.Run(ctx, chromedp.Evaluate[string]("document.title"))
	where, _ := chromedp.Run(ctx, chromedp.Evaluate[string]("location.href"))
	seen, _ := look{What: "text"}.see(ctx)
	p.t.Logf("%s, titled %q, says: %s", where, title, seen.Text)
	if console := p.c.watch.unexpected(); len(console) > 0 {
		p.t.Logf("console:\n%s", strings.Join(console, "\n"))
	}
	if file := p.picture(ctx); file != "" {
		p.t.Logf("picture: %s", file)
	}
	p.t.FailNow()
}

// picture saves what is on the screen, if MESH_ARTIFACTS names a folder for it.
func (p *tab) picture(ctx context.Context) string {
	folder := os.Getenv("MESH_ARTIFACTS")
	if folder == "" {
		return ""
	}
	png, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err != nil || os.MkdirAll(folder, 0o755) != nil {
		return ""
	}
	file := filepath.Join(folder, strings.NewReplacer("/", "-", " ", "-").Replace(p.t.Name())+"-"+time.Now().Format("150405.000")+".png")
	if os.WriteFile(file, png, 0o644) != nil {
		return ""
	}
	return file
}
