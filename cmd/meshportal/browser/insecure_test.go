package browser

import (
	"strconv"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestInsecure: under an address at which a browser gives no keys, every page
// that needs one says so, and shows nothing that could not work.
func TestInsecure(t *testing.T) {
	t.Parallel()
	const name = "mesh.test"
	portal := startPortal(t, "--base-url", "http://"+name)
	c := oneBrowser(t)
	c.flags = append(c.flags, chromedp.Flag("host-resolver-rules", "MAP "+name+" 127.0.0.1:"+strconv.Itoa(portal.port)))
	c.restart()
	c.watch.expect("status of 401|Cross-Origin-Opener-Policy") // which such an address has no use for
	p := c.tab("http://" + name)
	for _, path := range []string{"/", "/join", "/connect", "/home", "/alarm/fork"} {
		p.open(path)
		p.see("This address is not secure, so the browser gives us no keys")
		for _, useless := range []string{"Create profile", "Ask to join", "Name of this browser", "This browser proves", "This browser has raised"} {
			p.gone(useless)
		}
	}
	p.open("/help/security")
	p.see("What it never sees")
	p.gone("This address is not secure")
}
