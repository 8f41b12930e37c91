// Command pack puts the compiled browser device, compressed, and the loader of
// the Go release that compiled it, where package static embeds them:
//
//	pack FILE.wasm
//
// What has not changed since the last time is not compressed again.
package main

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/andybalholm/brotli"
)

const folder = "static/wasm"

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: pack FILE.wasm")
		os.Exit(2)
	}
	if err := pack(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "pack:", err)
		os.Exit(1)
	}
}

func pack(path string) error {
	wasm, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	loader, err := loader()
	if err != nil {
		return err
	}
	if err := replace("wasm_exec.js", loader); err != nil {
		return err
	}
	mark, hash := path+".packed", sha256.Sum256(wasm)
	if done, err := os.ReadFile(mark); err == nil && string(done) == hex.EncodeToString(hash[:]) && packed() {
		return nil
	}
	if err := compress(wasm); err != nil {
		return err
	}
	return os.WriteFile(mark, []byte(hex.EncodeToString(hash[:])), 0o644)
}

// packed reports whether both compressed forms are there.
func packed() bool {
	for _, name := range []string{"mesh.wasm.br", "mesh.wasm.gz"} {
		if _, err := os.Stat(filepath.Join(folder, name)); err != nil {
			return false
		}
	}
	return true
}

// loader is wasm_exec.js of the running Go release.
func loader() ([]byte, error) {
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return nil, fmt.Errorf("where is %s: %w", runtime.Version(), err)
	}
	return os.ReadFile(filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "wasm_exec.js"))
}

func compress(wasm []byte) error {
	var br, gz bytes.Buffer
	b := brotli.NewWriterOptions(&br, brotli.WriterOptions{Quality: brotli.BestCompression, LGWin: 24})
	if _, err := b.Write(wasm); err != nil {
		return err
	}
	if err := b.Close(); err != nil {
		return err
	}
	z, err := gzip.NewWriterLevel(&gz, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := z.Write(wasm); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	if err := replace("mesh.wasm.gz", gz.Bytes()); err != nil {
		return err
	}
	fmt.Printf("browser device: %d kB, gzip %d kB, brotli %d kB\n", len(wasm)/1000, gz.Len()/1000, br.Len()/1000)
	return replace("mesh.wasm.br", br.Bytes())
}

// replace writes a file only if it differs, so that nothing is built again for
// nothing.
func replace(name string, data []byte) error {
	path := filepath.Join(folder, name)
	if old, err := os.ReadFile(path); err == nil && bytes.Equal(old, data) {
		return nil
	}
	return os.WriteFile(path, data, 0o644)
}
