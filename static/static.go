// Package static is the window's paint: style sheets, JavaScript modules, icons
// and the compiled browser device, embedded in the server and served under
// addresses that carry the hash of what they name, so that a browser may keep
// them for ever.
package static

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"slices"
	"strings"
	"sync"
)

//go:embed css js icons all:wasm
var files embed.FS

// Prefix begins the address of every static file.
const Prefix = "/static/"

// Bundle is SHA-256, in hexadecimal, over a line "NAME SHA256\n" for each of
// [Hashes] but the last, the compiled browser device: what a page runs, in one
// value.
var Bundle = bundle()

// file is one file as it is served.
type file struct {
	body     []byte
	encoding string // Content-Encoding of body; "" if none
	kind     string // media type
}

// URL returns the address of a style sheet, module or icon by its path here,
// for instance "css/00-tokens.css".
func URL(name string) string { return Prefix + Bundle[:16] + "/" + name }

// Styles returns the addresses of all style sheets, in the order of their
// names: tokens come first.
func Styles() []string {
	names, _ := fs.Glob(files, "css/*.css")
	slices.Sort(names)
	for i, name := range names {
		names[i] = URL(name)
	}
	return names
}

// Hash is the SHA-256 of one file.
type Hash struct{ Name, SHA256 string }

// Hashes lists what is served, sorted by name; the compiled browser device by
// its uncompressed bytes.
func Hashes() []Hash { return slices.Clone(hashes()) }

var hashes = sync.OnceValue(func() (all []Hash) {
	for _, name := range names() {
		body, _ := files.ReadFile(name)
		all = append(all, Hash{name, sum(body)})
	}
	if device, ok := browserDevice(); ok {
		all = append(all, Hash{"wasm/mesh.wasm", device.hash})
	}
	return all
})

// loader starts the browser device; it comes from the Go release.
const loader = "wasm/wasm_exec.js"

// names lists what is served as it is: all files, but of wasm/ the loader alone.
func names() (all []string) {
	_ = fs.WalkDir(files, ".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && (path == loader || !strings.HasPrefix(path, "wasm/")) {
			all = append(all, path)
		}
		return nil
	})
	slices.Sort(all)
	return all
}

func bundle() string {
	h := sha256.New()
	for _, name := range names() {
		body, _ := files.ReadFile(name)
		h.Write([]byte(name + " " + sum(body) + "\n"))
	}
	return hex.EncodeToString(h.Sum(nil))
}

func sum(b []byte) string {
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:])
}
