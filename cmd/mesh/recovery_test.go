package main

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"meshportal/meshcore"
	"meshportal/meshcore/client"
	"meshportal/meshcore/keyshare"
	"meshportal/meshcore/udf"
)

const (
	oneKit   = udf.Fingerprint("MAAAA-BBBBB-AAAAA-AAAAA-AAAAA-AAAAA")
	otherKit = udf.Fingerprint("MBAAA-CCCCC-AAAAA-AAAAA-AAAAA-AAAAA")
)

func TestChooseKit(t *testing.T) {
	t.Parallel()
	gone := meshcore.At(time.Unix(0, 0))
	one, other, retired := &client.KitRecord{Identifier: oneKit}, &client.KitRecord{Identifier: otherKit}, &client.KitRecord{Identifier: otherKit, Retired: &gone}
	for _, c := range []struct {
		kits []*client.KitRecord
		name string
		code int
		want *client.KitRecord
	}{
		{[]*client.KitRecord{one}, "", 0, one},
		{[]*client.KitRecord{one, retired}, "", 0, one},
		{[]*client.KitRecord{one, other}, "MBAAA-CCCCC", 0, other},
		{[]*client.KitRecord{one, other}, "mbaaaccccc", 0, other},
		{[]*client.KitRecord{one, other}, string(oneKit), 0, one},
		{[]*client.KitRecord{one, other}, "", exitFailure, nil},
		{[]*client.KitRecord{retired}, "", exitFailure, nil},
		{[]*client.KitRecord{one, retired}, "MBAAA-CCCCC", exitFailure, nil},
		{[]*client.KitRecord{one}, "MBAAA-CCCCC", exitFailure, nil},
		{[]*client.KitRecord{one}, "paper", exitUsage, nil},
		{nil, "", exitFailure, nil},
	} {
		got, err := chooseKit(c.kits, c.name)
		if got != c.want || exitCode(err) != c.code {
			t.Errorf("%q of %d: got %v %v", c.name, len(c.kits), got, err)
		}
	}
}

func TestShareLines(t *testing.T) {
	t.Parallel()
	text := "# from the safe\n\n  one \n\t\ntwo\r\n#three\nfour"
	want := []string{"one", "two", "four"}
	s := &session{app: &app{}, lines: bufio.NewReader(strings.NewReader(text))}
	if got, err := s.shareLines(""); err != nil || !slices.Equal(got, want) {
		t.Errorf("standard input: got %q %v", got, err)
	}
	file := filepath.Join(t.TempDir(), "shares")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, err := s.shareLines(file); err != nil || !slices.Equal(got, want) {
		t.Errorf("file: got %q %v", got, err)
	}
	if _, err := s.shareLines(file + "-none"); err == nil {
		t.Error("a file that is not there has shares")
	}
}

// TestSheets: each sheet has what protocol.md II.12 asks for, and one share.
func TestSheets(t *testing.T) {
	t.Parallel()
	kit := &client.Kit{
		ID: keyshare.KitOf(oneKit), Identifier: oneKit, Quorum: 2, Profile: otherKit, Account: "alice@mesh.example",
		Shares: []string{"share-a", "share-b", "share-c"},
	}
	var out bytes.Buffer
	writeKit(&out, kit)
	sheets := strings.Split(out.String(), "Recovery kit ")[1:]
	if len(sheets) != 3 {
		t.Fatalf("%d sheets", len(sheets))
	}
	for i, sheet := range sheets {
		for _, want := range []string{"MAAAA-BBBBB", fmt.Sprintf("share %d of 3", i+1), "any 2", "alice@mesh.example", string(otherKit), "mesh recovery restore alice@mesh.example"} {
			if !strings.Contains(sheet, want) {
				t.Errorf("sheet %d has no %q", i+1, want)
			}
		}
		for j, share := range kit.Shares {
			if strings.Contains(sheet, share) != (i == j) {
				t.Errorf("sheet %d and %s", i+1, share)
			}
		}
	}
}

// kit makes one and returns its id and shares.
func (h *home) kit(args ...string) (id string, shares []string) {
	h.Helper()
	return h.printed(h.wants(0, "", append([]string{"recovery", "create"}, args...)...))
}

func (h *home) printed(o outcome) (id string, shares []string) {
	h.Helper()
	for _, share := range o.answer["shares"].([]any) {
		shares = append(shares, share.(string))
	}
	return o.answer["kit"].(string), shares
}

func TestRetire(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	one, shares := h.kit("--shares", "2")
	other, _ := h.kit("--shares", "2")
	h.wantsProblem(h.wants(exitFailure, "", "recovery", "retire"), "2 kits", "nothing was changed")
	o := h.wants(0, "", "recovery", "retire", strings.ToLower(strings.ReplaceAll(one, "-", "")))
	if o.answer["kit"] != one || o.answer["retired"] == nil || !strings.Contains(o.talk, "make a new profile") {
		t.Errorf("got %s%s", o.out, o.talk)
	}
	h.wants(exitFailure, "", "recovery", "retire", one)
	h.wants(exitFailure, shares[0]+"\n", "recovery", "verify")
	if o := h.wants(0, "", "recovery", "retire"); o.answer["kit"] != other {
		t.Errorf("got %s, want the only kit left, %s", o.out, other)
	}
	thief := h.beside("thief")
	thief.wantsProblem(thief.wants(exitFailure, strings.Join(shares, "\n"), "recovery", "restore", h.account), "retired")
}

func TestRestore(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	_, shares := h.kit()
	fresh := h.beside("fresh")
	file := filepath.Join(t.TempDir(), "shares")
	if err := os.WriteFile(file, []byte("# two of three\n"+shares[2]+"\n\n"+shares[0]+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	damaged := strings.Replace(shares[1], shares[1][15:17], "ZZ", 1)
	fresh.wantsProblem(fresh.wants(exitFailure, shares[0]+"\n"+damaged, "recovery", "restore", h.account), "share 2", "nothing was changed")
	fresh.wants(exitFailure, "", "recovery", "restore", h.account)
	fresh.wants(exitMismatch, "", "recovery", "restore", h.account, "--file", file, "--profile", string(oneKit))

	o := fresh.wants(0, "", "recovery", "restore", h.account, "--file", file, "--shares", "4", "--quorum", "3")
	id, next := fresh.printed(o)
	if len(next) != 4 || o.answer["quorum"] != 3.0 || !strings.Contains(o.talk, "dropped") {
		t.Errorf("got %s%s", o.out, o.talk)
	}
	// Interrupted before its kit was written down, it is run again, without shares.
	again, _ := fresh.printed(fresh.wants(0, "", "recovery", "restore", h.account))
	if again == id {
		t.Error("the second kit is the first")
	}
	for _, word := range append(shares, next...) {
		if strings.Contains(o.talk, word) {
			t.Error("a share is on standard error")
		}
	}
	// Once a share was read back, there is nothing to restore.
	fresh.wants(0, next[0]+"\n", "recovery", "verify")
	fresh.wants(exitFailure, strings.Join(next, "\n"), "recovery", "restore", h.account)
	out, _ := fresh.text("", "recovery", "list")
	if !strings.Contains(out, "verified "+time.Now().Format("2006-")) || !strings.Contains(out, "not verified") {
		t.Errorf("got %s", out)
	}
}

func TestVerifyRefuses(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	h.kit()
	foreign := newHome(t)
	_, others := foreign.kit()
	h.wantsProblem(h.wants(exitFailure, others[0]+"\n", "recovery", "verify"), "no kit")
	h.wants(exitUsage, "", "recovery", "verify")
}
