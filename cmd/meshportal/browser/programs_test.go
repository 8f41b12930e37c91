package browser

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

var binaries struct {
	sync.Once
	dir string
	err error
}

// programs builds the browser device and both programs once, and returns the
// folder that the programs are in.
func programs(t *testing.T) string {
	t.Helper()
	binaries.Do(func() { binaries.dir, binaries.err = build() })
	if binaries.err != nil {
		t.Fatal(binaries.err)
	}
	return binaries.dir
}

func build() (string, error) {
	root, err := moduleRoot()
	if err != nil {
		return "", err
	}
	if err := sources(root); err != nil {
		return "", err
	}
	if out, err := exec.Command("make", "-C", root, "--no-print-directory", "wasm").CombinedOutput(); err != nil {
		return "", fmt.Errorf("make wasm: %w\n%s", err, out)
	}
	dir, err := os.MkdirTemp("", "mesh-browser-")
	if err != nil {
		return "", err
	}
	cmd := exec.Command("go", "build", "-o", dir+"/", "./cmd/mesh", "./cmd/meshportal")
	cmd.Dir = root
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return dir, nil
}

// sources looks at every folder of source text: a result that go test has kept
// counts only while none of them changed.
func sources(root string) error {
	for _, room := range []string{"cmd", "web", "handlers", "store", "meshcore", "static"} {
		if err := fs.WalkDir(os.DirFS(root), room, func(_ string, _ fs.DirEntry, err error) error { return err }); err != nil {
			return err
		}
	}
	return nil
}

// moduleRoot is the folder of go.mod.
func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
	}
	return "", fmt.Errorf("no go.mod above the test")
}

// onlyByName are the long tests. They run when they are asked for, by a name: `make
// siege` and `make access` do so.
const onlyByName = "^Test(Siege|Access)"

func TestMain(m *testing.M) {
	flag.Parse()
	if flag.Lookup("test.run").Value.String() == "" {
		flag.Set("test.skip", onlyByName)
	}
	code := m.Run()
	quitIdle()
	if binaries.dir != "" {
		os.RemoveAll(binaries.dir)
	}
	os.Exit(code)
}
