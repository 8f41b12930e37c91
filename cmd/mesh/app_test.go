package main

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"meshportal/meshcore"
	"meshportal/meshcore/catalog"
	"meshportal/meshcore/client"
	"meshportal/meshcore/udf"
)

const (
	firstID  = udf.Fingerprint("RAAAA-AAAAA-AAAAA-AAAAA-AAAAA-AAAAA")
	secondID = udf.Fingerprint("RBAAA-AAAAA-AAAAA-AAAAA-AAAAA-AAAAA")
)

// home is one person's machine at a portal of its own.
type home struct {
	*testing.T
	account string
	state   string
}

// newHome begins a profile.
func newHome(t *testing.T) *home {
	t.Helper()
	bin, err := programs()
	if err != nil {
		t.Fatal(err)
	}
	p := startPortal(t, bin)
	h := &home{t, "alice@localhost:" + strconv.Itoa(p.port), filepath.Join(t.TempDir(), "laptop")}
	h.wants(0, "", "profile", "create", h.account, "--defer-kit")
	return h
}

// beside is another machine of the person.
func (h *home) beside(name string) *home {
	return &home{h.T, h.account, filepath.Join(h.TempDir(), name)}
}

// wants runs a command with --json and checks its exit code.
func (h *home) wants(code int, stdin string, args ...string) outcome {
	h.Helper()
	o := inProcess(h.T, h.state, stdin, args...)
	if o.code != code {
		h.Fatalf("mesh %v: exit %d, want %d: %s%s", args, o.code, code, o.out, o.talk)
	}
	return o
}

// text runs a command for a person, without a terminal.
func (h *home) text(stdin string, args ...string) (out, talk string) {
	h.Helper()
	var o, e bytes.Buffer
	if code := newApp(strings.NewReader(stdin), &o, &e).execute(h.Context(), append([]string{"--state", h.state}, args...)); code != 0 {
		h.Fatalf("mesh %v: exit %d: %s", args, code, e.String())
	}
	return o.String(), e.String()
}

func (h *home) wantsProblem(o outcome, words ...string) {
	h.Helper()
	for _, word := range words {
		if !strings.Contains(o.problem, word) {
			h.Errorf("got %q, want %q in it", o.problem, word)
		}
	}
}

func application(id udf.Fingerprint, name string) *client.Application {
	kind, _ := catalog.KindNamed("notes")
	return &client.Application{Entry: meshcore.ApplicationProfileEntry{Identifier: id}, Catalog: catalog.New(kind, name, id)}
}

func TestChoose(t *testing.T) {
	t.Parallel()
	unreadable := &client.Application{Entry: meshcore.ApplicationProfileEntry{Identifier: secondID}}
	for _, c := range []struct {
		apps []*client.Application
		name string
		want udf.Fingerprint
	}{
		{[]*client.Application{application(firstID, "Notes"), application(secondID, "Plans")}, "Plans", secondID},
		{[]*client.Application{application(firstID, "Notes"), application(secondID, "Notes")}, string(firstID), firstID},
		{[]*client.Application{application(firstID, "Notes"), unreadable}, string(secondID), secondID},
		{[]*client.Application{application(firstID, "Notes")}, strings.ToLower(strings.ReplaceAll(string(firstID), "-", "")), firstID},
	} {
		got, err := choose(c.apps, c.name)
		if err != nil || got.Entry.Identifier != c.want {
			t.Errorf("%s: got %v %v", c.name, got, err)
		}
	}
}

func TestChooseRefuses(t *testing.T) {
	t.Parallel()
	two := []*client.Application{application(firstID, "Notes"), application(secondID, "Notes")}
	if _, err := choose(two, "Notes"); err == nil || !strings.Contains(err.Error(), string(firstID)) || !strings.Contains(err.Error(), string(secondID)) {
		t.Errorf("an ambiguous name does not list the identifiers: %v", err)
	}
	for _, name := range []string{"notes", "Note", "", "RAAAA-AAAAA"} {
		if got, err := choose(two, name); err == nil {
			t.Errorf("%q is %v", name, got)
		}
	}
}

func TestApplications(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	id := h.wants(0, "", "app", "add", "notes", "Notes").answer["identifier"].(string)
	h.wantsProblem(h.wants(exitConflict, "", "app", "add", "contacts", "Notes"), "already", "nothing was changed")
	h.wantsProblem(h.wants(exitUsage, "", "app", "add", "calendar", "Dates"), "credentials", "notes")

	// Rights go to devices of the profile alone.
	before := h.wants(0, "", "app", "list").out
	h.wants(exitFailure, "", "app", "grant", "Notes", "MAAAA-AAAAA-AAAAA-AAAAA-AAAAA-AAAAA", "reader")
	if after := h.wants(0, "", "app", "list").out; after != before {
		t.Errorf("a refused grant changed %s to %s", before, after)
	}

	h.wants(0, "", "entry", "add", "Notes", "Title=one")
	versions := h.wants(0, "", "app", "history", "Notes").answer["versions"].([]any)
	for i, want := range []float64{0, 1} {
		v := versions[i].(map[string]any)
		if v["version"] != want || v["entries"] != want || !strings.HasSuffix(fmt.Sprint(v["updated"]), "Z") {
			t.Errorf("version %d is %v", i, v)
		}
	}
	if o := h.wants(0, "", "app", "remove", strings.ToLower(id)); !strings.Contains(o.talk, "its 1 entries") {
		t.Errorf("a removal does not say what goes: %s", o.talk)
	}
	if list := h.wants(0, "", "app", "list").answer["applications"].([]any); len(list) != 0 {
		t.Errorf("got %v after the removal", list)
	}
	h.wants(exitFailure, "", "app", "remove", id)
	if out, _ := h.text("", "app", "list"); !strings.Contains(out, "mesh app add") {
		t.Errorf("an empty list does not say what to do: %q", out)
	}
}
