package main

import (
	"fmt"
	"strings"
	"testing"
)

func TestParseKit(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kit            string
		quorum, shares int
		ok             bool
	}{
		{"", 0, 0, true}, {"2/2", 2, 2, true}, {"2/3", 2, 3, true}, {"15/15", 15, 15, true},
		{"1/3", 0, 0, false}, {"3/2", 0, 0, false}, {"2/16", 0, 0, false}, {"2", 0, 0, false}, {"/3", 0, 0, false},
		{"2/", 0, 0, false}, {"2/3/4", 0, 0, false}, {"two/three", 0, 0, false}, {"-2/3", 0, 0, false},
	} {
		quorum, shares, err := parseKit(c.kit, false)
		if quorum != c.quorum || shares != c.shares || (err == nil) != c.ok || err != nil && exitCode(err) != exitUsage {
			t.Errorf("%q: %d/%d %v", c.kit, quorum, shares, err)
		}
	}
	if _, _, err := parseKit("2/3", true); exitCode(err) != exitUsage {
		t.Errorf("--kit and --defer-kit: %v", err)
	}
}

// TestCreateWithKit prints the shares once; they are in no file.
func TestCreateWithKit(t *testing.T) {
	t.Parallel()
	h := newHome(t).beside("another")
	h.account = strings.Replace(h.account, "alice", "carol", 1)
	o := h.wants(0, "", "profile", "create", h.account, "--kit", "2/3")
	shares := o.answer["shares"].([]any)
	if len(shares) != 3 || o.answer["quorum"] != 2.0 || o.answer["kit"] == "" || o.answer["identifier"] == "" || o.answer["profile"] == "" {
		t.Errorf("got %s", o.out)
	}
	for _, share := range shares {
		if found := contains(t, h.state, share.(string)); len(found) > 0 {
			t.Errorf("%s is in the state directory", share)
		}
	}
	h.wantsProblem(h.wants(1, "", "profile", "create", "second@"+strings.SplitN(h.account, "@", 2)[1], "--defer-kit"), "already")
}

// TestProfileHistory tells who did what, on a device that came later too.
func TestProfileHistory(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	h.wants(0, "", "app", "add", "notes", "Notes")
	phone, code := h.asks("phone")
	h.wants(0, "", "device", "approve", code)
	device := phone.wants(0, "", "device", "status").answer["device"].(string)
	h.wants(0, "", "device", "rename", device, "my phone")
	for _, reader := range []*home{h, phone} {
		versions := reader.wants(0, "", "profile", "history").answer["versions"].([]any)
		want := []string{"first epoch", "application added", "device added: phone (" + device + ")", "rights or names changed"}
		if len(versions) != len(want) {
			t.Fatalf("%d versions, want %d", len(versions), len(want))
		}
		for i, v := range versions {
			v := v.(map[string]any)
			if !strings.Contains(fmt.Sprint(v["changes"]), want[i]) || v["version"] != float64(i) || v["epoch"] != (i == 0) {
				t.Errorf("version %d: %v, want %q", i, v, want[i])
			}
		}
	}
	h.wants(0, "", "device", "remove", device)
	out, _ := h.text("", "profile", "history")
	if !strings.Contains(out, "device removed: my phone ("+device+")") {
		t.Errorf("got %s", out)
	}
}

// TestDeleteProfile says when everything is erased; a change before keeps it.
func TestDeleteProfile(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	phone, code := h.asks("phone")
	h.wants(0, "", "device", "approve", code)
	phone.wants(0, "", "device", "status")
	phone.wants(1, "", "profile", "delete")
	o := h.wants(0, "", "profile", "delete")
	if o.answer["erased"] == "" || !strings.Contains(o.talk, "nobody can be asked") {
		t.Errorf("%s%s", o.out, o.talk)
	}
}

// TestAcknowledge of what was never recovered changes nothing.
func TestAcknowledge(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	if o := h.wants(0, "", "profile", "acknowledge"); o.answer["acknowledged"] != true {
		t.Errorf("got %s", o.out)
	}
	h.wants(0, "", "app", "add", "notes", "Notes")
}

// TestShowSaysThatAKitIsMissing, and until when.
func TestShowSaysThatAKitIsMissing(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	out, _ := h.text("", "profile", "show")
	for _, want := range []string{h.account, "no verified recovery kit", "mesh recovery create"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
}
