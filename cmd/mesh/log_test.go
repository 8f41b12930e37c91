package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"meshportal/meshcore/client"
)

func TestLogShow(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	verified := h.wants(0, "", "log", "verify").answer
	shown := h.wants(0, "", "log", "show").answer
	for _, member := range []string{"origin", "size", "root", "since"} {
		if shown[member] == nil || shown[member] != verified[member] {
			t.Errorf("%s is %v, verified %v", member, shown[member], verified[member])
		}
	}
	if !strings.HasSuffix(fmt.Sprint(shown["time"]), "Z") || shown["alarm"] != nil {
		t.Errorf("got %v", shown)
	}
	out, _ := h.text("", "log", "show")
	if !strings.Contains(out, fmt.Sprint(shown["root"])) || !strings.Contains(out, "Alarm     none") {
		t.Errorf("got %s", out)
	}
}

// remember changes records of the machine behind the program's back.
func (h *home) remember(f func(*machine) error) {
	h.Helper()
	m, err := openMachine(h.state, func() (string, error) { return "", errPassphrase }, func() {})
	if err != nil {
		h.Fatal(err)
	}
	if err := errors.Join(f(m), m.close()); err != nil {
		h.Fatal(err)
	}
}

// alarmed is a machine that has caught its portal twice.
func alarmed(t *testing.T) *home {
	t.Helper()
	h := newHome(t)
	h.wants(0, "", "app", "add", "notes", "Notes")
	h.remember(func(m *machine) error {
		var memory client.Memory
		data, err := m.Read("memory")
		if err == nil {
			err = json.Unmarshal(data, &memory)
		}
		if err != nil {
			return err
		}
		for i, kind := range []client.AlarmKind{client.Rollback, client.Fork} {
			memory.Alarm = &client.Evidence{Kind: kind, Message: fmt.Sprint("case ", i), LogKey: memory.LogKey, Checkpoints: []string{memory.Note}}
			evidence, _ := json.Marshal(memory.Alarm)
			if err := m.Write(fmt.Sprintf("evidence/%d-%s", i+1, kind), evidence); err != nil {
				return err
			}
		}
		data, _ = json.Marshal(memory)
		return m.Write("memory", data)
	})
	return h
}

func kindsOf(o outcome) (kinds []string) {
	for _, one := range o.answer["evidence"].([]any) {
		kinds = append(kinds, one.(map[string]any)["kind"].(string))
	}
	return kinds
}

func TestLogEvidence(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	if kinds := kindsOf(h.wants(0, "", "log", "evidence")); len(kinds) != 0 {
		t.Errorf("evidence against an honest portal: %v", kinds)
	}
	h = alarmed(t)
	if kinds := kindsOf(h.wants(0, "", "log", "evidence")); fmt.Sprint(kinds) != "[fork]" {
		t.Errorf("got %v, want the newest", kinds)
	}
	if kinds := kindsOf(h.wants(0, "", "log", "evidence", "--all")); fmt.Sprint(kinds) != "[rollback fork]" {
		t.Errorf("got %v, want all, oldest first", kinds)
	}
}

func TestLogAccept(t *testing.T) {
	t.Parallel()
	h := alarmed(t)
	if got := h.wants(0, "", "log", "show").answer["alarm"]; got != "fork" {
		t.Errorf("the alarm is %v", got)
	}
	if out, _ := h.text("", "log", "show"); !strings.Contains(out, "fork: case 1") || !strings.Contains(out, "mesh log accept") {
		t.Errorf("got %s", out)
	}
	h.wantsProblem(h.wants(exitFailure, "", "entry", "add", "Notes", "Title=x"), "mesh log accept")

	o := h.wants(0, "", "log", "accept")
	for _, told := range []string{"Accepting means", "fork", fmt.Sprint(o.answer["origin"]), fmt.Sprint(o.answer["key"])} {
		if !strings.Contains(o.talk, told) {
			t.Errorf("nobody is told of %q: %s", told, o.talk)
		}
	}
	h.wantsProblem(h.wants(exitFailure, "", "log", "accept"), "no such alarm")
	h.text("", "log", "show")
	if shown := h.wants(0, "", "log", "show").answer; shown["alarm"] != nil {
		t.Errorf("the alarm lasts: %v", shown)
	}
	h.wants(0, "", "entry", "add", "Notes", "Title=x")
	if kinds := kindsOf(h.wants(0, "", "log", "evidence", "--all")); len(kinds) != 2 {
		t.Errorf("evidence was lost: %v", kinds)
	}
}
