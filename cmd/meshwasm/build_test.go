//go:build !js

package main_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// built is the browser device of this source, whatever package static carries.
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
	if built.dir, err = os.MkdirTemp("", "meshwasm-"); err != nil {
		return err
	}
	cmd := exec.Command("go", "build", "-o", filepath.Join(built.dir, "mesh.wasm"), "meshportal/cmd/meshwasm")
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%w\n%s", err, out)
	}
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return err
	}
	loader, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "wasm_exec.js"))
	return errors.Join(err, os.WriteFile(filepath.Join(built.dir, "wasm_exec.js"), loader, 0o600))
}

func TestMain(m *testing.M) {
	code := m.Run()
	endShared()
	if built.dir != "" {
		os.RemoveAll(built.dir)
	}
	os.Exit(code)
}
