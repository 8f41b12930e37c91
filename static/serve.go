package static

import (
	"bytes"
	"compress/gzip"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
)

// worker is the module that runs the browser device: the only response in
// which WebAssembly may be compiled (architecture.md §3).
const (
	worker       = "js/worker.js"
	workerPolicy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'"
)

// Serve answers a request below [Prefix]; ok is false if there is no such file
// of this build, and then nothing was written.
func Serve(w http.ResponseWriter, r *http.Request) (ok bool) {
	name, found := strings.CutPrefix(r.URL.Path, Prefix)
	if !found {
		return false
	}
	f, ok := find(name, r.Header.Get("Accept-Encoding"))
	if !ok {
		return false
	}
	h := w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Vary", "Accept-Encoding")
	h.Set("Content-Length", strconv.Itoa(len(f.body)))
	if f.encoding != "" {
		h.Set("Content-Encoding", f.encoding)
	}
	if strings.HasSuffix(name, worker) {
		h.Set("Content-Security-Policy", workerPolicy)
	}
	if r.Method != http.MethodHead {
		_, _ = w.Write(f.body)
	}
	return true
}

// find returns the file that an address names, as the browser takes it.
func find(name, accept string) (file, bool) {
	if url := DeviceURL(); url != "" && Prefix+name == url {
		return compressedDevice(accept), true
	}
	rest, ok := strings.CutPrefix(name, Bundle[:16]+"/")
	if !ok {
		return file{}, false
	}
	f, ok := compressed()[rest]
	if ok && accepts(accept, "gzip") {
		return f, true
	}
	body, err := files.ReadFile(rest)
	return file{body: body, kind: f.kind}, ok && err == nil
}

func compressedDevice(accept string) file {
	d, _ := browserDevice()
	f := file{body: d.gzip, encoding: "gzip", kind: "application/wasm"}
	switch {
	case accepts(accept, "br"):
		f.body, f.encoding = d.brotli, "br"
	case !accepts(accept, "gzip"):
		f.body, _ = inflate(d.gzip)
		f.encoding = ""
	}
	return f
}

// compressed holds every other file, compressed once.
var compressed = sync.OnceValue(func() map[string]file {
	all := map[string]file{}
	for _, name := range names() {
		body, _ := files.ReadFile(name)
		all[name] = file{body: deflate(body), encoding: "gzip", kind: mediaType(name)}
	}
	return all
})

func deflate(body []byte) []byte {
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression)
	_, _ = w.Write(body)
	_ = w.Close()
	return b.Bytes()
}

func mediaType(name string) string {
	switch path.Ext(name) {
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	}
	return mime.TypeByExtension(path.Ext(name))
}

// accepts reports whether an Accept-Encoding header names an encoding without
// forbidding it.
func accepts(header, encoding string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, quality, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.EqualFold(strings.TrimSpace(name), encoding) {
			q := strings.ReplaceAll(quality, " ", "")
			return q != "q=0" && q != "q=0.0" && q != "q=0.00" && q != "q=0.000"
		}
	}
	return false
}
