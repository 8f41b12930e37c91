package static

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

func get(path, accept string) (*httptest.ResponseRecorder, bool) {
	r := httptest.NewRequest(http.MethodGet, "http://mesh.example"+path, nil)
	r.Header.Set("Accept-Encoding", accept)
	w := httptest.NewRecorder()
	return w, Serve(w, r)
}

func TestEveryFileIsServed(t *testing.T) {
	t.Parallel()
	for _, name := range names() {
		want, err := files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, accept := range []string{"", "gzip", "br, gzip;q=0.5", "gzip;q=0"} {
			w, ok := get(URL(name), accept)
			if !ok {
				t.Fatalf("%s is not served", name)
			}
			if got := plain(t, w); !bytes.Equal(got, want) {
				t.Errorf("%s with %q is not the file", name, accept)
			}
			if h := w.Header(); !strings.Contains(h.Get("Cache-Control"), "immutable") || h.Get("Content-Type") == "" || h.Get("Vary") != "Accept-Encoding" {
				t.Errorf("%s: %v", name, h)
			}
		}
	}
}

// TestHashes: what the help page lists is what is served, and anybody can work
// out the hash of all of it.
func TestHashes(t *testing.T) {
	t.Parallel()
	var lines strings.Builder
	for _, h := range Hashes() {
		url := URL(h.Name)
		if h.Name == "wasm/mesh.wasm" {
			url = DeviceURL()
		} else {
			lines.WriteString(h.Name + " " + h.SHA256 + "\n")
		}
		w, ok := get(url, "")
		if !ok || sum(w.Body.Bytes()) != h.SHA256 {
			t.Errorf("%s is served as something else", h.Name)
		}
	}
	if sum([]byte(lines.String())) != Bundle {
		t.Error("the bundle's hash is not that of its list")
	}
}

// plain undoes what Content-Encoding says.
func plain(t *testing.T, w *httptest.ResponseRecorder) []byte {
	t.Helper()
	if w.Header().Get("Content-Encoding") != "gzip" {
		return w.Body.Bytes()
	}
	r, err := gzip.NewReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func TestOtherAddressesAreNotServed(t *testing.T) {
	t.Parallel()
	for _, path := range []string{
		"/static/", "/static/css/00-tokens.css", "/static/0123456789abcdef/css/00-tokens.css", URL("nothing.js"), URL(""),
		URL("static.go"), URL("../static.go"), URL("wasm/.placeholder"), URL("wasm/mesh.wasm.br"), "/static/0123456789abcdef/mesh.wasm", "/other",
	} {
		if w, ok := get(path, "gzip"); ok || w.Body.Len() > 0 {
			t.Errorf("%s is served", path)
		}
	}
}

// TestWorkerAloneCompiles: WebAssembly may be compiled in the worker's response
// and nowhere else.
func TestWorkerAloneCompiles(t *testing.T) {
	t.Parallel()
	for _, name := range names() {
		w, _ := get(URL(name), "")
		if policy := w.Header().Get("Content-Security-Policy"); (policy == workerPolicy) != (name == worker) {
			t.Errorf("%s has the policy %q", name, policy)
		}
	}
}

func TestBrowserDevice(t *testing.T) {
	t.Parallel()
	if !Built() {
		if DeviceURL() != "" {
			t.Error("a build without the browser device has an address for it")
		}
		return
	}
	for accept, encoding := range map[string]string{"gzip, br": "br", "gzip": "gzip", "": ""} {
		w, ok := get(DeviceURL(), accept)
		if !ok || w.Header().Get("Content-Encoding") != encoding || w.Header().Get("Content-Type") != "application/wasm" {
			t.Errorf("%q: %v", accept, w.Header())
		}
		if encoding != "br" && !bytes.HasPrefix(plain(t, w), []byte("\x00asm")) {
			t.Errorf("%q: this is no WebAssembly", accept)
		}
	}
	if _, ok := get(URL("wasm/wasm_exec.js"), ""); !ok {
		t.Error("its loader is not served")
	}
}

func TestModules(t *testing.T) {
	t.Parallel()
	got := Modules("js/pending.js")
	for _, name := range []string{"js/mesh.js", "js/dom.js", "js/camera.js"} {
		if !slices.Contains(got, URL(name)) {
			t.Errorf("pending.js needs %s; got %v", name, got)
		}
	}
	if slices.Contains(got, URL("js/vendor/jsqr.js")) {
		t.Error("what is loaded only for the camera is fetched beforehand")
	}
	for _, name := range names() {
		for _, url := range Modules(name) {
			if _, ok := get(url, ""); !ok {
				t.Errorf("%s imports %s, which is not there", name, url)
			}
		}
	}
}

// vendored are scripts of others, by what they must hash to: jsQR 1.4.0.
var vendored = map[string]string{"js/vendor/jsqr.js": "bc40c8a15196236b2314db0856f72ca0b49980cd5413b8c852a7349f5fee0859"}

func TestVendoredScriptsAreAsPublished(t *testing.T) {
	t.Parallel()
	for _, h := range Hashes() {
		if want, ok := vendored[h.Name]; ok && h.SHA256 != want {
			t.Errorf("%s is not the published one", h.Name)
		}
		if strings.HasPrefix(h.Name, "js/vendor/") && strings.HasSuffix(h.Name, ".js") && vendored[h.Name] == "" {
			t.Errorf("%s is pinned by no hash", h.Name)
		}
	}
}

// mostDevice bounds what a browser fetches to have the device, in bytes: what it
// has today and a little more, so that nothing heavy comes in unseen.
const mostDevice = 1_650_000

func TestDeviceStaysSmall(t *testing.T) {
	t.Parallel()
	d, ok := browserDevice()
	if !ok {
		t.Log("this build has no browser device")
		return
	}
	if got := len(d.brotli); got > mostDevice {
		t.Errorf("the browser device takes %d bytes, more than %d", got, mostDevice)
	}
}
