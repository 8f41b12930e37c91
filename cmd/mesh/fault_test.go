package main

import (
	"encoding/json"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"
)

// TestDiskErrors lets the disk fail under a running portal: what was
// acknowledged before is there after a restart, what was not is refused with
// words, and the database is sound.
func TestDiskErrors(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("strace"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("strace is needed")
		}
		t.Skip("strace is not installed: make test installs it")
	}
	faults := map[string]string{
		"sync fails":   "fsync,fdatasync:error=EIO:when=24+",
		"disk is full": "pwrite64:error=ENOSPC:when=240+",
	}
	for name, inject := range faults {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			underFault(t, inject)
		})
	}
}

func underFault(t *testing.T, inject string) {
	bin, err := programs()
	if err != nil {
		t.Fatal(err)
	}
	p := &process{data: filepath.Join(t.TempDir(), "portal-data"), bin: bin, port: freePort(t)}
	t.Cleanup(p.kill)
	if err := p.start(); err != nil {
		t.Fatal(err)
	}
	laptop := &machineUnderTest{t: t, bin: bin, state: t.TempDir()}
	laptop.must("profile", "create", "alice@localhost:"+strconv.Itoa(p.port), "--defer-kit")
	laptop.must("app", "add", "notes", "Notes")
	if err := p.stop(); err != nil { // in order, so that the start under strace has nothing to recover
		t.Fatal(err)
	}

	traced := exec.Command("strace", "-f", "-qq", "-o", os.DevNull, "-e", "inject="+inject,
		filepath.Join(bin, "meshportal"), "serve", "--listen", "127.0.0.1:"+strconv.Itoa(p.port), "--data", p.data)
	traced.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // a group of its own: strace and what it traces
	if err := traced.Start(); err != nil {
		t.Fatal(err)
	}
	end := sync.OnceFunc(func() {
		syscall.Kill(-traced.Process.Pid, syscall.SIGKILL)
		traced.Wait()
		for range 200 { // until the portal itself has let go of its data directory
			if syscall.Kill(-traced.Process.Pid, 0) != nil {
				return
			}
			time.Sleep(25 * time.Millisecond)
		}
	})
	t.Cleanup(end)
	if err := p.ready(); err != nil {
		t.Fatal(err)
	}
	acknowledged := laptop.untilRefused()
	end()

	if err := p.start(); err != nil {
		t.Fatal(err)
	}
	for _, id := range acknowledged {
		laptop.must("entry", "show", "Notes", id)
	}
	laptop.must("entry", "add", "Notes", "Title=after")
	laptop.must("log", "verify")
	p.kill()
	if out, err := exec.Command(filepath.Join(bin, "meshportal"), "fsck", "--data", p.data).CombinedOutput(); err != nil {
		t.Fatalf("fsck: %v\n%s", err, out)
	}
}

func freePort(t *testing.T) int {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port
}

// machineUnderTest runs mesh on one state directory.
type machineUnderTest struct {
	t          *testing.T
	bin, state string
}

func (m *machineUnderTest) run(args ...string) (stdout []byte, err error) {
	cmd := exec.Command(filepath.Join(m.bin, "mesh"), append([]string{"--state", m.state, "--json"}, args...)...)
	return cmd.Output()
}

func (m *machineUnderTest) must(args ...string) {
	m.t.Helper()
	if out, err := m.run(args...); err != nil {
		if exit, ok := err.(*exec.ExitError); ok {
			out = append(out, exit.Stderr...)
		}
		m.t.Fatalf("mesh %v: %v\n%s", args, err, out)
	}
}

// untilRefused adds entries until one is not acknowledged, and returns those
// that were.
func (m *machineUnderTest) untilRefused() (ids []string) {
	m.t.Helper()
	for i := range 200 {
		out, err := m.run("entry", "add", "Notes", "Title="+strconv.Itoa(i))
		if err != nil {
			return ids
		}
		var answer struct{ ID string }
		if err := json.Unmarshal(out, &answer); err != nil {
			m.t.Fatal(err)
		}
		ids = append(ids, answer.ID)
	}
	m.t.Fatal("the disk never failed")
	return nil
}
