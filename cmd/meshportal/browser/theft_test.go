package browser

import (
	"bytes"
	"encoding/base64"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/storage"
	"github.com/chromedp/chromedp"
)

// makesSecrets has a kit made, an invitation used and a password written; it
// returns the shares, the invitation and the password.
func (p *tab) makesSecrets(t *testing.T, portal *portal, server *machine, joiner *tab) []string {
	p.createProfile("alice")
	p.click("Make the kit")
	p.see("Recovery sheet 1 of 3")
	secrets := evaluate[[]string](p, `[...document.querySelectorAll(".sheet-share")].map((e) => e.textContent.trim())`)
	p.typeInto("Share from one sheet", secrets[0])
	p.click("Check it")
	p.click("Go on")
	p.click("Add a device")
	p.click("Create")
	link := p.copied("Copy the link")
	joiner.open(link)
	joiner.see("You are invited to join")
	joiner.click("Ask to join")
	joiner.isIn("alice@" + portal.name())
	asked := server.must("device", "connect", "alice@"+portal.name(), "--device-name", "server")
	p.open("/devices")
	p.approve("server", code(t, asked), "Administer")
	server.must("device", "status")
	server.must("app", "add", "credentials", "Passwords")
	server.must("entry", "add", "Passwords", "Sites=post.example", "Username=alice-at-post", "Password=correct-horse-battery")
	_, fragment, _ := strings.Cut(link, "#")
	return append(secrets, fragment, "correct-horse-battery", "alice-at-post", "post.example")
}

// wantOwnAddresses: every request went to the portal, and none had a secret in
// its address.
func wantOwnAddresses(t *testing.T, w *watch, base string, secrets []string) {
	t.Helper()
	for _, request := range w.asked() {
		_, url, _ := strings.Cut(request, " ")
		if !strings.HasPrefix(url, base+"/") && !strings.HasPrefix(url, "about:") && !strings.HasPrefix(url, "blob:"+base+"/") {
			t.Errorf("a request went elsewhere: %s", request)
		}
		for _, secret := range secrets {
			if strings.Contains(url, secret) {
				t.Errorf("an address has a secret: %s", request)
			}
		}
	}
}

// wantNothingKept: beside the keys that stay closed, a page finds nothing secret.
func wantNothingKept(t *testing.T, p *tab, secrets []string) {
	t.Helper()
	if got := evaluate[string](p, "document.cookie"); got != "" {
		t.Errorf("scripts read the cookie %q", got)
	}
	kept := evaluate[string](p, `(async () => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, await caches.keys(), location.href, history.state]))()`)
	for _, secret := range secrets {
		if strings.Contains(kept, secret) {
			t.Errorf("%q is in %s", secret, kept)
		}
	}
}

// steals takes the cookie of a session that its browser ends; it is returned.
func (p *tab) steals(t *testing.T, portal *portal) string {
	t.Helper()
	f := &thief{t, portal, p.cookie()}
	f.reads()
	p.open("/home")
	p.click("Sign out")
	p.at("/")
	f.readsNothing()
	return f.cookie
}

// cookie is the session's, as somebody has it who can read the browser's files.
func (p *tab) cookie() (value string) {
	p.t.Helper()
	all, err := chromedp.Call(p.ctx, storage.GetCookies, storage.GetCookiesParams{})
	must(p.t, err)
	for _, c := range all.Cookies {
		if !c.HTTPOnly || c.SameSite != network.CookieSameSiteStrict && c.SameSite != network.CookieSameSiteLax {
			p.t.Errorf("the cookie %s is open: %+v", c.Name, c)
		}
		value = c.Value
	}
	return value
}

// wantNotOnDisk looks through every file of the portal, its log included.
func wantNotOnDisk(t *testing.T, folder string, secrets []string) {
	t.Helper()
	var looked int
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		looked += len(text)
		for _, secret := range secrets {
			for _, form := range []string{secret, strings.ReplaceAll(secret, "-", ""), base64.RawURLEncoding.EncodeToString([]byte(secret)), base64.StdEncoding.EncodeToString([]byte(secret))} {
				if bytes.Contains(text, []byte(strings.TrimRight(form, "="))) {
					t.Errorf("%s has %q", path, secret)
				}
			}
		}
		return err
	})
	if err != nil || looked < 100_000 {
		t.Errorf("%d bytes were looked through: %v", looked, err)
	}
}
