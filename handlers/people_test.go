package handlers

import (
	"io"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"

	"meshportal/meshcore"
	"meshportal/meshcore/client"
	"meshportal/meshcore/meshtest"
	"meshportal/meshcore/protocol"
)

var editor = client.Preset{Role: meshcore.Editor, All: true}

// forDevices are the pages that are for devices of a profile.
var forDevices = []string{"/home", "/join/kit", "/devices", "/devices/add", "/devices/blocked", "/devices/pending/x", "/devices/x", "/devices/x/remove", "/profile", "/profile/x", "/sessions", "/events"}

func TestPagesForDevicesAskStrangersToSignIn(t *testing.T) {
	t.Parallel()
	stranger := newPeople(t).browser()
	for _, path := range forDevices {
		stranger.shows(path, 401, "Signing in", "This browser is no device of a profile yet")
	}
}

func TestPublicPages(t *testing.T) {
	t.Parallel()
	p := newPeople(t)
	for _, b := range []*browser{p.browser(), p.alice()} {
		for path, word := range map[string]string{
			"/": "Create a profile", "/join": "Account name", "/connect": "Ask to join", "/recover": "mesh recovery restore",
			"/lost": "lost its keys", "/help": "Help", "/help/security": "security", "/alarm/rollback": "rollback",
		} {
			b.shows(path, 200, word)
		}
	}
}

func TestSignIn(t *testing.T) {
	t.Parallel()
	a := newPeople(t).alice()
	c := a.cookie
	if c.Name != "__Host-mesh" || !c.Secure || !c.HttpOnly || c.SameSite != 2 || c.Path != "/" || c.Domain != "" {
		t.Errorf("the cookie is %v", c)
	}
	a.shows("/home", 200, string(alice), "Is it safe?")
	a.shows("/devices", 200, "laptop", "this browser")
}

func TestSignInIsForOneUse(t *testing.T) {
	t.Parallel()
	p := newPeople(t)
	a := p.alice()
	r := a.claim()
	again := r.Clone(t.Context())
	again.Body = a.claim().Body
	if w := answer(p.door, r); w.Code != 200 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	wantStatus(t, answer(p.door, again), 401, `"code":401`)
}

func TestSignOut(t *testing.T) {
	t.Parallel()
	a := newPeople(t).alice()
	w := a.post("/session/end")
	if w.Code != 303 || w.Header().Get("Location") != "/" || !strings.Contains(w.Header().Get("Set-Cookie"), "Max-Age=0") {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	a.shows("/home", 401) // the stolen cookie is dead
}

func TestSessionsEnd(t *testing.T) {
	t.Parallel()
	a := newPeople(t).alice()
	first := a.cookie
	a.signIn()
	a.shows("/sessions", 200, "this session", "End all others")
	a.post("/sessions/end-others")
	second := a.cookie
	a.cookie = first
	a.shows("/home", 401)
	a.cookie = second
	body := a.shows("/sessions", 200)
	_, rest, _ := strings.Cut(body, `name="session" value="`)
	id, _, _ := strings.Cut(rest, `"`)
	if w := a.post("/sessions/end", "session", id); w.Header().Get("Location") != "/" {
		t.Errorf("ending this session leads to %q", w.Header().Get("Location"))
	}
	a.shows("/home", 401)
	if w := a.post("/sessions/end", "session", "rubbish"); w.Code != 401 {
		t.Errorf("got %d", w.Code)
	}
}

func TestSessionOfAnotherProfileStays(t *testing.T) {
	t.Parallel()
	p := newPeople(t)
	a, mallory := p.alice(), p.browser()
	_, err := mallory.Create(t.Context(), "mallory@localhost:8080", "mallory", "")
	p.check(err)
	mallory.signIn()
	_, rest, _ := strings.Cut(a.shows("/sessions", 200), `name="session" value="`)
	id, _, _ := strings.Cut(rest, `"`)
	if w := mallory.post("/sessions/end", "session", id); w.Code != 404 {
		t.Errorf("got %d", w.Code)
	}
	a.shows("/home", 200)
}

func TestRemovedDeviceHasNoSession(t *testing.T) {
	t.Parallel()
	p := newPeople(t)
	a := p.alice()
	phone := a.join("phone", editor)
	phone.signIn()
	phone.shows("/home", 200)
	self, err := phone.Self()
	p.check(err)
	_, err = a.Remove(t.Context(), self.ID())
	p.check(err)
	phone.shows("/home", 401)
	wantStatus(t, answer(p.door, phone.claim()), 401, `"code":401`)
}

// TestCookieChangesNothing: what a stolen cookie sends through the door is
// nobody's.
func TestCookieChangesNothing(t *testing.T) {
	t.Parallel()
	p := newPeople(t)
	a := p.alice()
	for _, body := range []string{
		`{"ConnectPendingRequest":{"AccountID":"` + string(alice) + `"}}`,
		`{"GetRequest":{"Account":"` + string(alice) + `","Multiple":true,"Full":true}}`,
	} {
		w := answer(p.door, a.request("POST", "/.well-known/mmm/", "application/json", body, "Content-Type", "application/json"))
		if w.Code == 200 && strings.Contains(w.Body.String(), "SignedPersonalProfile") || w.Code == 200 && strings.Contains(body, "Pending") {
			t.Errorf("the door took the cookie: %d %s", w.Code, w.Body)
		}
	}
}

func TestPendingPages(t *testing.T) {
	t.Parallel()
	p := newPeople(t)
	a := p.alice()
	a.shows("/devices", 200, "Nobody waits")
	phone := p.browser()
	joining, err := phone.Connect(t.Context(), alice, "Alice's phone", nil)
	p.check(err)
	a.shows("/devices", 200, "Alice&#39;s phone", "Review", "Reject", "1<span")
	a.shows("/home", 200, "Waiting to be let in")
	a.shows("/devices/pending/"+string(joining.Device), 200, string(joining.Code))
	a.shows("/devices/pending/unknown", 200, "This request has ended")
}

func TestReaderDecidesNothing(t *testing.T) {
	t.Parallel()
	p := newPeople(t)
	a := p.alice()
	phone := a.join("phone", editor)
	phone.signIn()
	other := p.browser()
	joining, err := other.Connect(t.Context(), alice, "third", nil)
	p.check(err)
	if body := phone.shows("/devices", 200, "This browser is not one"); strings.Contains(body, "third") {
		t.Error("a device that decides nothing sees who asks")
	}
	phone.shows("/devices/pending/"+string(joining.Device), 200, "does not administer")
	phone.shows("/devices/add", 200, "does not administer")
	phone.shows("/devices/blocked", 200, "Only an administration device sees who is blocked")
}

func TestDevicePages(t *testing.T) {
	t.Parallel()
	p := newPeople(t)
	a := p.alice()
	phone := a.join("phone", editor)
	self, err := phone.Self()
	p.check(err)
	id := string(self.ID())
	a.shows("/devices/"+id, 200, "phone", "Remove", "Approved by", "laptop", "Ed25519", "P-256")
	a.shows("/devices/"+id+"/remove", 200, "Remove “<bdi data-verified=\"name\">phone</bdi>”?", "Remove and re-encrypt")
	own, err := a.Self()
	p.check(err)
	a.shows("/devices/"+string(own.ID())+"/remove", 200, "cannot remove itself")
	a.shows("/devices/unknown", 404, "no such device")
	a.shows("/devices/unknown/remove", 404, "never had")
	_, err = a.Remove(t.Context(), self.ID())
	p.check(err)
	a.shows("/devices/"+id, 404, "no such device")
	a.shows("/devices/"+id+"/remove", 200, "Encrypting anew")
}

func TestProfilePage(t *testing.T) {
	t.Parallel()
	p := newPeople(t)
	a := p.alice()
	self, err := a.Self()
	p.check(err)
	a.shows("/profile", 200, string(self.Profile), "Personal profile", "Master profile", "Device profile: laptop", "NotaryToken", "Download it as signed")
	w := a.get("/profile/" + string(self.Profile))
	if w.Code != 200 || !strings.Contains(w.Header().Get("Content-Disposition"), "attachment") || !strings.HasPrefix(w.Body.String(), `{"SignedPersonalProfile"`) {
		t.Errorf("download: %d %v %.60s", w.Code, w.Header(), w.Body)
	}
	w = a.get("/profile/master?view")
	if w.Code != 200 || w.Header().Get("Content-Disposition") != "" || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/plain") || !strings.HasPrefix(w.Body.String(), `{"SignedMasterProfile"`) {
		t.Errorf("view: %d %v %.60s", w.Code, w.Header(), w.Body)
	}
	a.shows("/profile/unknown", 404, "no such document")
}

func TestErrorPages(t *testing.T) {
	t.Parallel()
	b := newPeople(t).browser()
	b.shows("/nothing", 404, "<h1>", "There is nothing at this address")
	b.shows("/help/nothing", 404, "<h1>")
	b.shows("/alarm/nothing", 404, "<h1>")
}

// TestPagesOfProfilesAreCounted: they wait for a place like messages do.
func TestPagesOfProfilesAreCounted(t *testing.T) {
	t.Parallel()
	p := newPeople(t)
	a := p.alice()
	p.door = New(Config{Portal: p.portal, BaseURL: meshtest.BaseURL, Signup: "open", Version: "v1", InFlight: 1, Log: slog.New(slog.DiscardHandler)})
	body, sender := io.Pipe()
	message := httptest.NewRequest("POST", meshtest.BaseURL+protocol.Path, body)
	message.Header.Set("Content-Type", "application/json")
	done := make(chan int)
	go func() { done <- answer(p.door, message).Code }()
	_, err := sender.Write([]byte("{")) // it is being read
	p.check(err)
	for _, path := range []string{"/home", "/profile", "/devices"} {
		a.shows(path, 503, "busy")
	}
	a.shows("/help", 200)
	p.check(sender.Close())
	if code := <-done; code != 400 {
		t.Errorf("half a message: %d", code)
	}
	a.shows("/profile", 200)
}
