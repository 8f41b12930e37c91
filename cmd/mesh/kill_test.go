package main

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestKilledAtAnyMoment: three machines edit all the time while the portal is
// killed and started again. Whatever a machine was told is done is there
// afterwards, on every machine, in a log that all of them find consistent.
// MESH_SOAK makes it a minute.
func TestKilledAtAnyMoment(t *testing.T) {
	t.Parallel()
	bin, err := programs()
	if err != nil {
		t.Fatal(err)
	}
	p := startPortal(t, bin)
	machines := threeMachines(t, bin, "alice@localhost:"+strconv.Itoa(p.port))
	length := 5 * time.Second
	if os.Getenv("MESH_SOAK") != "" {
		length = time.Minute
	}
	stop := make(chan struct{})
	acknowledged := make([][]string, len(machines))
	var editing sync.WaitGroup
	for i, m := range machines {
		editing.Go(func() { acknowledged[i] = m.editUntil(stop, i) })
	}
	kills := 0
	for end := time.Now().Add(length); time.Now().Before(end); kills++ {
		time.Sleep(50*time.Millisecond + rand.N(500*time.Millisecond))
		p.kill()
		if err := p.start(); err != nil {
			t.Fatal(err)
		}
	}
	close(stop)
	editing.Wait()
	want := 0
	for i, m := range machines {
		want += len(acknowledged[i])
		m.must("log", "verify")
		there := m.entries()
		for j := range acknowledged {
			for _, id := range acknowledged[j] {
				if !there[id] {
					t.Errorf("machine %d does not have %s, of which machine %d was told that it is done", i, id, j)
				}
			}
		}
	}
	t.Logf("%d kills, %d entries acknowledged", kills, want)
	if want == 0 {
		t.Error("nothing was acknowledged, so nothing was tried")
	}
	p.kill()
	if out, err := exec.Command(filepath.Join(bin, "meshportal"), "fsck", "--data", p.data).CombinedOutput(); err != nil {
		t.Errorf("fsck: %v\n%s", err, out)
	}
}

// threeMachines are devices of one profile with one application.
func threeMachines(t *testing.T, bin, account string) []*machineUnderTest {
	t.Helper()
	machines := make([]*machineUnderTest, 3)
	for i := range machines {
		machines[i] = &machineUnderTest{t: t, bin: bin, state: t.TempDir()}
	}
	first := machines[0]
	first.must("profile", "create", account, "--defer-kit")
	first.must("app", "add", "notes", "Notes")
	for _, m := range machines[1:] {
		out, err := m.run("device", "connect", account)
		var asked struct{ Code string }
		if err != nil || json.Unmarshal(out, &asked) != nil {
			t.Fatalf("device connect: %v %s", err, out)
		}
		first.must("device", "approve", asked.Code, "--role", "administrator", "--apps", "all")
		m.must("device", "status")
	}
	return machines
}

// editUntil adds entries until told to stop, and returns those that were
// acknowledged. What is refused is refused for want of a portal or for a
// conflict, never for an alarm.
func (m *machineUnderTest) editUntil(stop <-chan struct{}, name int) (ids []string) {
	for i := 0; ; i++ {
		select {
		case <-stop:
			return ids
		default:
		}
		out, err := m.run("entry", "add", "Notes", "Title="+strconv.Itoa(name)+"."+strconv.Itoa(i))
		var answer struct{ ID string }
		switch exit, failed := err.(*exec.ExitError); {
		case failed && (exit.ExitCode() == exitNetwork || exit.ExitCode() == exitConflict):
			if !strings.Contains(string(exit.Stderr), "error") {
				m.t.Errorf("nothing is said: %s", exit.Stderr)
			}
		case err != nil:
			m.t.Errorf("machine %d: %v: %s", name, err, exit.Stderr)
		case json.Unmarshal(out, &answer) != nil || answer.ID == "":
			m.t.Errorf("machine %d: no answer: %s", name, out)
		default:
			ids = append(ids, answer.ID)
		}
	}
}

// entries are those that this machine reads.
func (m *machineUnderTest) entries() map[string]bool {
	m.t.Helper()
	out, err := m.run("entry", "list", "Notes")
	var list struct{ Entries []struct{ ID string } }
	if err != nil || json.Unmarshal(out, &list) != nil {
		m.t.Fatalf("entry list: %v %s", err, out)
	}
	all := map[string]bool{}
	for _, e := range list.Entries {
		all[e.ID] = true
	}
	return all
}
