package main

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestWaitingCanBeGivenUp: who waits for another mesh and asks twice is let go,
// and the first keeps its lock.
func TestWaitingCanBeGivenUp(t *testing.T) {
	t.Parallel()
	bin, err := programs()
	if err != nil {
		t.Fatal(err)
	}
	m := opened(t, t.TempDir(), noPassphrase)
	second := exec.Command(filepath.Join(bin, "mesh"), "--state", m.dir, "--json", "profile", "show")
	said, err := second.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := second.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { second.Process.Kill() })
	line, err := bufio.NewReader(said).ReadString('\n')
	if err != nil || !strings.Contains(line, `"notice":"waiting for another mesh`) {
		t.Fatalf("%q %v", line, err)
	}
	ended := make(chan struct{})
	go func() { second.Wait(); close(ended) }()
	for range 100 {
		second.Process.Signal(os.Interrupt)
		select {
		case <-ended:
			if second.ProcessState.Success() {
				t.Error("it went on although the lock was held")
			}
			return
		case <-time.After(50 * time.Millisecond):
		}
	}
	t.Error("it cannot be interrupted")
}

// TestStateDirectory is made with those above it, its owner's alone.
func TestStateDirectory(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "a", "b", "state")
	opened(t, dir, noPassphrase)
	for _, path := range []string{dir, filepath.Dir(dir), filepath.Dir(filepath.Dir(dir))} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o700 {
			t.Errorf("%s: %v %v", path, info, err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "file"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := openMachine(filepath.Join(dir, "file"), noPassphrase, func() {}); err == nil {
		t.Error("a file passes for a state directory")
	}
	if _, err := openMachine("", noPassphrase, func() {}); exitCode(err) != exitUsage {
		t.Errorf("without a home directory: %v", err)
	}
}
