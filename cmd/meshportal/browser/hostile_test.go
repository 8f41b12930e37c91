package browser

import (
	"bytes"
	"crypto/rand"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"meshportal/meshcore"
	"meshportal/meshcore/jose"
	"meshportal/meshcore/protocol"
	"meshportal/meshcore/udf"
)

// rawDevice is a device of our own making, that says of itself what it likes.
func rawDevice(t *testing.T, name, description string) (*meshcore.SignedDeviceProfile, jose.Signer) {
	t.Helper()
	sign, err := jose.GenerateEd25519(rand.Reader)
	must(t, err)
	authenticate, err := jose.GenerateEd25519(rand.Reader)
	must(t, err)
	encrypt, err := jose.GenerateP256()
	must(t, err)
	signed, err := meshcore.Sign(&meshcore.DeviceProfile{
		Identifier: sign.PublicKey().KID(), Names: []string{name}, Description: description, Updated: meshcore.At(time.Now()),
		DeviceSignatureKey: meshcore.StateKey(sign.PublicKey()), DeviceAuthenticationKey: meshcore.StateKey(authenticate.PublicKey()),
		DeviceEncryptionKey: meshcore.StateKey(encrypt.PublicKey()),
	}, sign)
	must(t, err)
	return signed, sign
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// asksAs lodges a request to join for such a device; it returns the device.
func asksAs(t *testing.T, portal *portal, profile udf.Fingerprint, name, description string) string {
	t.Helper()
	device, sign := rawDevice(t, name, description)
	request, err := meshcore.Sign(&meshcore.ConnectionRequest{ParentUDF: profile, Device: *device, BlockToken: blockToken(t, portal)}, sign)
	must(t, err)
	body, err := protocol.EncodeRequest(&protocol.ConnectStartRequest{SignedRequest: request, AccountID: "alice@" + portal.name()})
	must(t, err)
	resp, err := http.Post(portal.base+protocol.Path, protocol.MediaType, bytes.NewReader(body))
	must(t, err)
	defer resp.Body.Close()
	if answer, _ := io.ReadAll(resp.Body); resp.StatusCode > 299 {
		t.Fatalf("%q: %s", name, answer)
	}
	return string(sign.PublicKey().KID())
}

// blockToken names the newest checkpoint of a portal's log, which a device that
// asks quotes: its origin, size and root, the first lines of the note.
func blockToken(t *testing.T, portal *portal) string {
	t.Helper()
	resp, err := http.Get(portal.base + "/log/checkpoint")
	must(t, err)
	defer resp.Body.Close()
	note, err := io.ReadAll(resp.Body)
	must(t, err)
	lines := strings.SplitN(string(note), "\n", 4)
	return strings.Join(lines[:3], " ")
}

// TestSiegeNames: whatever a device calls itself is shown as text, in lists,
// on pages of its own, in what scripts fill in, and in what was signed. That
// nothing runs, opens or is fetched is seen by the watch.
func TestSiegeNames(t *testing.T) {
	t.Parallel()
	if len(payloads) < 60 {
		t.Errorf("%d payloads", len(payloads))
	}
	portal := startPortal(t, "--limits.pending-per-account", "0", "--limits.device-burst", "0")
	server := newMachine(t)
	account := "alice@" + portal.name()
	profile := udf.Fingerprint(text(t, server.must("profile", "create", account, "--device-name", "server", "--defer-kit"), "profile"))
	admin := oneBrowser(t).tab(portal.base)
	admin.refusesNames()
	_, code := admin.asksToJoin(account, payloads[0])
	server.must("device", "approve", code, "--role", "administrator", "--apps", "all")
	admin.isIn(account)
	admin.showsRequests(portal, profile)
	admin.letsIn(t, server, account)
	admin.hasMembers(t, portal, server, profile)
}

// showsRequests: 60 devices ask; all are listed and looked at, with what they say
// of themselves, and some are turned away.
func (p *tab) showsRequests(portal *portal, profile udf.Fingerprint) {
	p.t.Helper()
	var asked []string
	for i, payload := range payloads {
		asked = append(asked, asksAs(p.t, portal, profile, payload, payloads[len(payloads)-1-i]))
	}
	p.open("/home")
	p.see("Verified by this browser")
	p.plain()
	p.open("/devices")
	p.plain(payloads...)
	for i, device := range asked {
		p.open("/devices/pending/" + device)
		p.see("Is it really that device?", "I have compared every group")
		p.plain(payloads[i], payloads[len(payloads)-1-i])
		if i%20 == 4 {
			p.click("Reject and block")
			p.see("Rejected")
		}
	}
	p.open("/devices/blocked")
	p.plain()
}

// refusesNames: no account is called so; the page says why, and nothing else.
func (p *tab) refusesNames() {
	p.t.Helper()
	p.open("/join")
	for _, name := range payloads {
		p.paste("Account name", name)
		p.match("A name has 1 to 64 of the characters|@\\S+ is free") // one is only long
		p.plain()
	}
}

// letsIn: a device is let in, has pages of its own, is renamed and removed.
func (p *tab) letsIn(t *testing.T, server *machine, account string) {
	t.Helper()
	asked := newMachine(t).must("device", "connect", account, "--device-name", payloads[38])
	server.must("device", "approve", text(t, asked, "code"), "--role", "editor", "--apps", "all")
	own := "/devices/" + text(t, asked, "device")
	for _, path := range []string{"/devices", "/profile", "/sessions", own + "/remove", own} {
		p.open(path)
		p.settled()
		p.plain()
	}
	p.typeInto("Name", payloads[2])
	p.click("Rename")
	p.see(payloads[2])
	p.plain()
	p.open(own + "/remove")
	p.click("Remove and re-encrypt")
	p.see("Removed")
	p.plain()
}

// plain: the page shows texts verbatim, and no element, attribute or address
// came of one.
func (p *tab) plain(texts ...string) {
	p.t.Helper()
	shown := p.text("body")
	for _, text := range texts {
		if !strings.Contains(shown, strings.Join(strings.Fields(text), " ")) {
			p.t.Errorf("%s does not show %s", p.path(), text)
		}
	}
	made := evaluate[[]string](p, `[...document.querySelectorAll("*")].filter((e) =>
		[...e.attributes].some(({ name, value }) => name.startsWith("on") || /^\s*(javascript|data):/i.test(value)) ||
		["IFRAME", "OBJECT", "EMBED", "MARQUEE", "MATH", "STYLE", "BASE", "AUDIO", "ANIMATE"].includes(e.tagName.toUpperCase()) ||
		(e.tagName === "SCRIPT" && !e.src.startsWith(location.origin)) || (e.tagName === "IMG" && e.getAttribute("src") === "x")
	).map((e) => e.outerHTML.slice(0, 200))`)
	if len(made) > 0 {
		p.t.Errorf("%s has %q", p.path(), made)
	}
}
