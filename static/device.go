package static

import (
	"bytes"
	"compress/gzip"
	"io"
	"sync"
)

// device is the compiled browser device.
type device struct {
	hash   string // of the uncompressed bytes
	brotli []byte
	gzip   []byte
}

// browserDevice reads the compiled browser device; ok is false in a build
// that has none.
var browserDevice = sync.OnceValues(func() (*device, bool) {
	br, err := files.ReadFile("wasm/mesh.wasm.br")
	if err != nil {
		return nil, false
	}
	gz, err := files.ReadFile("wasm/mesh.wasm.gz")
	if err != nil {
		return nil, false
	}
	plain, err := inflate(gz)
	if err != nil {
		return nil, false
	}
	return &device{hash: sum(plain), brotli: br, gzip: gz}, true
})

// Built reports whether this build carries the browser device. Without it,
// pages that need a key say so; `make build` makes it.
func Built() bool {
	_, ok := browserDevice()
	return ok
}

// DeviceURL is the address of the browser device; "" if there is none.
func DeviceURL() string {
	d, ok := browserDevice()
	if !ok {
		return ""
	}
	return Prefix + d.hash[:16] + "/mesh.wasm"
}

func inflate(gz []byte) ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(gz))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}
