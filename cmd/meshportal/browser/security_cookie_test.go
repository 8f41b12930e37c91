package browser

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"meshportal/meshcore/protocol"
)

// thief has the cookie of a session and no browser; every header is as it likes.
type thief struct {
	t      *testing.T
	portal *portal
	cookie string
}

// asks sends the cookie; it returns the status and the body of the answer.
func (f *thief) asks(method, path, body string, header ...string) (int, string) {
	f.t.Helper()
	req, err := http.NewRequest(method, f.portal.base+path, strings.NewReader(body))
	must(f.t, err)
	req.Header.Set("Cookie", "__Host-mesh="+f.cookie)
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	resp, err := http.DefaultTransport.RoundTrip(req)
	must(f.t, err)
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	must(f.t, err)
	return resp.StatusCode, string(text)
}

// steals takes the cookie of a device that can do much, until it is removed.
func steals(t *testing.T, portal *portal, server *machine, p *tab) {
	t.Helper()
	f := &thief{t, portal, p.cookie()}
	device := p.self()
	f.reads()
	f.changesNothing("alice@" + portal.name())
	f.crossesNoSite()
	server.must("device", "remove", device)
	f.readsNothing()
}

// readsNothing: the cookie's session is over.
func (f *thief) readsNothing() {
	f.t.Helper()
	for _, path := range []string{"/home", "/devices", "/profile", "/sessions", "/events"} {
		if status, _ := f.asks("GET", path, ""); status != http.StatusUnauthorized {
			f.t.Errorf("%s is %d to the cookie of a session that is over", path, status)
		}
	}
}

// reads: pages are what a cookie is for.
func (f *thief) reads() {
	f.t.Helper()
	for _, path := range []string{"/home", "/devices", "/profile", "/sessions"} {
		if status, _ := f.asks("GET", path, ""); status != http.StatusOK {
			f.t.Errorf("%s is %d", path, status)
		}
	}
}

// changesNothing: no message that needs a device passes by a cookie, not even
// one that brings back what its pages show.
func (f *thief) changesNothing(account string) {
	f.t.Helper()
	before := f.log()
	_, page := f.asks("GET", "/profile", "")
	_, rest, _ := strings.Cut(page, `href="/profile/`)
	name, _, _ := strings.Cut(rest, `"`)
	_, document := f.asks("GET", "/profile/"+name, "")
	if !strings.HasPrefix(document, `{"SignedPersonalProfile"`) {
		f.t.Fatalf("the profile is %.80s", document)
	}
	for _, body := range []string{
		`{"ConnectPending":{"AccountID":"` + account + `"}}`,
		`{"ConnectPending":{"AccountID":"` + account + `","Unblock":["` + name + `"]}}`,
		`{"Publish":{"Entry":` + document + `}}`,
		`{"Publish":{"Entry":` + strings.Replace(document, `"payload":"e`, `"payload":"f`, 1) + `}}`,
		`{"Get":{"Account":"` + account + `","Multiple":true,"Full":true}}`,
		`{"Get":{"Identifier":"` + name + `","Multiple":true,"Full":true}}`,
		`{"GetRecords":{"Identifier":"` + name + `"}}`,
		`{"CreateAccount":{"Account":"` + account + `","Profile":` + document + `}}`,
		`{"Transfer":{}}`,
	} {
		status, answer := f.asks("POST", protocol.Path, body, "Content-Type", protocol.MediaType, "Origin", f.portal.base, "Sec-Fetch-Site", "same-origin")
		if (status < 400 && !forAll(body, answer)) || strings.Contains(answer, "SignedPersonalProfile") || strings.Contains(answer, `"Pending"`) {
			f.t.Errorf("%.40s… gives %d %.300s", body, status, answer)
		}
	}
	if after := f.log(); after != before {
		f.t.Errorf("the log was\n%sand is\n%s", before, after)
	}
}

// forAll: strangers read the MasterProfile, and whoever repeats a document that
// is current hears what its signer heard; that the log is as it was is seen
// apart.
func forAll(body, answer string) bool {
	return strings.HasPrefix(body, `{"Get":`) && strings.Contains(answer, "SignedMasterProfile") ||
		strings.HasPrefix(body, `{"Publish":`) && strings.Contains(body, `"payload":"e`) && strings.Contains(answer, "PublishResponse")
}

// log is the head of the portal's log without its time and signature.
func (f *thief) log() string {
	f.t.Helper()
	_, note := f.asks("GET", "/log/checkpoint", "")
	return strings.Join(strings.SplitAfterN(note, "\n", 4)[:3], "")
}

// crossesNoSite: what another site sends with the cookie is refused, and ends
// no session.
func (f *thief) crossesNoSite() {
	f.t.Helper()
	for _, path := range []string{"/session/end", "/sessions/end", "/sessions/end-others", "/session", "/session/challenge", protocol.Path} {
		for _, header := range [][]string{{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "https://other.example"}, {"Origin", "null"}} {
			if status, _ := f.asks("POST", path, "", header...); status != http.StatusForbidden {
				f.t.Errorf("%s with %q is %d", path, header, status)
			}
		}
	}
	f.reads()
}
