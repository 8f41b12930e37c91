package main

import (
	"fmt"
	"os"
	"os/exec"
	"sync"
	"testing"
)

var binaries struct {
	sync.Once
	dir string
	err error
}

// programs builds both programs once and returns the folder they are in.
func programs() (string, error) {
	binaries.Do(func() {
		if binaries.dir, binaries.err = os.MkdirTemp("", "mesh-bin-"); binaries.err != nil {
			return
		}
		cmd := exec.Command("go", "build", "-o", binaries.dir+"/", "meshportal/cmd/mesh", "meshportal/cmd/meshportal")
		if out, err := cmd.CombinedOutput(); err != nil {
			binaries.err = fmt.Errorf("%w\n%s", err, out)
		}
	})
	return binaries.dir, binaries.err
}

func TestMain(m *testing.M) {
	code := m.Run()
	if binaries.dir != "" {
		os.RemoveAll(binaries.dir)
	}
	os.Exit(code)
}
