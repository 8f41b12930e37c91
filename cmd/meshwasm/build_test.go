//go:build !js

package main_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

// built is the browser device as `make wasm` makes it of this source.
var built struct {
	sync.Once
	dir string
	err error
}

// deviceFolder returns the folder of mesh.wasm and wasm_exec.js.
func deviceFolder(t *testing.T) string {
	t.Helper()
	built.Do(func() { built.err = build() })
	if built.err != nil {
		t.Fatal(built.err)
	}
	return built.dir
}

func build() (err error) {
	root := filepath.Join("..", "..")
	if err := sources(root); err != nil {
		return err
	}
	if out, err := exec.Command("make", "-C", root, "--no-print-directory", "wasm").CombinedOutput(); err != nil {
		return fmt.Errorf("make wasm: %w\n%s", err, out)
	}
	if built.dir, err = os.MkdirTemp("", "meshwasm-"); err != nil {
		return err
	}
	return errors.Join(
		copyTo(built.dir, filepath.Join(root, ".cache", "mesh.wasm")),
		copyTo(built.dir, filepath.Join(root, "static", "wasm", "wasm_exec.js")))
}

// sources looks at every folder of source text: a result that go test has kept
// counts only while none of them changed.
func sources(root string) error {
	for _, room := range []string{"cmd/meshwasm", "meshcore", "static"} {
		if err := fs.WalkDir(os.DirFS(root), room, func(_ string, _ fs.DirEntry, err error) error { return err }); err != nil {
			return err
		}
	}
	return nil
}

func copyTo(dir, file string) error {
	body, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, filepath.Base(file)), body, 0o600)
}

func TestMain(m *testing.M) {
	code := m.Run()
	endShared()
	if built.dir != "" {
		os.RemoveAll(built.dir)
	}
	os.Exit(code)
}
