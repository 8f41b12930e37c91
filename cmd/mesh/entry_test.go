package main

import (
	"bufio"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"meshportal/meshcore"
	"meshportal/meshcore/catalog"
	"meshportal/meshcore/client"
)

func TestAssignments(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		stdin, args string
		want        []catalog.Assignment // nil: a usage error
	}{
		{"", "Title=a", []catalog.Assignment{{Field: "Title", Value: "a"}}},
		{"", "Uri=https://a.example/?b=c Title=", []catalog.Assignment{{Field: "Uri", Value: "https://a.example/?b=c"}, {Field: "Title"}}},
		{"", "Sites=a Sites=b", []catalog.Assignment{{Field: "Sites", Value: "a"}, {Field: "Sites", Value: "b"}}},
		{"a=b -\nnext\n", "Password=- Title=--", []catalog.Assignment{{Field: "Password", Value: "a=b -"}, {Field: "Title", Value: "--"}}},
		{"", "Title", nil},
		{"", "=a", nil},
		{"", "Password=-", nil},
		{"a\nb\n", "Password=- Username=-", nil},
	} {
		s := &session{app: &app{}, lines: bufio.NewReader(strings.NewReader(c.stdin))}
		got, err := s.assignments(strings.Fields(c.args))
		if c.want == nil {
			if exitCode(err) != exitUsage {
				t.Errorf("%q: %v %v", c.args, got, err)
			}
		} else if err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%q: got %v %v, want %v", c.args, got, err, c.want)
		}
	}
}

// story is an application whose one entry had these Sites, version by version;
// "" is a version without it, "?" one that this device cannot read.
func story(t *testing.T, sites ...string) (versions []*client.Application, id string) {
	t.Helper()
	at := meshcore.At(time.Unix(1_700_000_000, 0))
	kind, _ := catalog.KindNamed("credentials")
	first := catalog.New(kind, "Passwords", firstID)
	id, err := first.Add(at, rand.Reader, []catalog.Assignment{{Field: "Username", Value: "alice"}})
	if err != nil {
		t.Fatal(err)
	}
	for i, site := range sites {
		c, err := first.Clone()
		if err == nil && site == "" {
			err = c.Delete(id, at)
		} else if err == nil && site != "?" {
			var set []catalog.Assignment
			for one := range strings.SplitSeq(site, ",") {
				set = append(set, catalog.Assignment{Field: "Sites", Value: one})
			}
			err = c.Edit(id, set, at)
		}
		if err != nil {
			t.Fatal(err)
		}
		if site == "?" {
			c = nil
		}
		versions = append(versions, &client.Application{Sequence: uint64(i), Catalog: c})
	}
	return versions, id
}

func TestEarlier(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		sites   string // of the versions, separated by |
		version int64
		want    string // "" is a refusal
	}{
		{"one|two|three", -1, "two"},
		{"one|two|two", -1, "one"},
		{"one|two|", -1, "two"},
		{"one|?|", -1, "one"},
		{"one||two", -1, "one"},
		{"a b|a,b", -1, "a b"},
		{"one|two|three", 0, "one"},
		{"one|two|three", 2, "three"},
		{"one", -1, ""},
		{"one|one", -1, ""},
		{"||", -1, ""},
		{"one||", 1, ""},
		{"one|?|two", 1, ""},
		{"one|two", 9, ""},
	} {
		versions, id := story(t, strings.Split(c.sites, "|")...)
		got, err := earlier(versions, versions[len(versions)-1], id, c.version)
		switch {
		case c.want == "" && (err == nil || !strings.Contains(err.Error(), "nothing was changed")):
			t.Errorf("%s --version %d: got %v %v, want a refusal", c.sites, c.version, got, err)
		case c.want != "" && (err != nil || strings.Join(got.Values("Sites"), ",") != c.want):
			t.Errorf("%s --version %d: got %v %v, want %s", c.sites, c.version, got, err, c.want)
		}
	}
}

func TestEntries(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	h.wants(0, "", "app", "add", "credentials", "Passwords")
	id := h.wants(0, "", "entry", "add", "Passwords", "Sites=a.example", "Username=alice", "Password=s3cret").answer["id"].(string)

	// A single value is a string, a list a list, a secret a mask.
	fields := h.wants(0, "", "entry", "show", "Passwords", id).answer["fields"].(map[string]any)
	if want := "map[Password:" + catalog.Mask + " Sites:[a.example] Username:alice]"; fmt.Sprint(fields) != want {
		t.Errorf("got %v, want %s", fields, want)
	}
	if out, _ := h.text("", "entry", "show", "Passwords", id); strings.Contains(out, "s3cret") {
		t.Error("a secret is shown that was not revealed")
	}
	if out, _ := h.text("", "entry", "show", "Passwords", id, "--reveal"); !strings.Contains(out, "s3cret") {
		t.Errorf("--reveal hides: %s", out)
	}

	// What is not there is named, and nothing is changed.
	for _, args := range [][]string{{"edit", "Passwords", "NONE", "Username=x"}, {"delete", "Passwords", "NONE"}} {
		h.wantsProblem(h.wants(exitFailure, "", append([]string{"entry"}, args...)...), "Passwords", "NONE", "nothing was changed")
	}
	h.wantsProblem(h.wants(exitFailure, "", "entry", "edit", "Passwords", id, "Colour=blue"), "Colour", "Sites", "nothing was changed")
	h.wantsProblem(h.wants(exitFailure, "", "entry", "restore", "Passwords", id), "nothing was changed")
	h.wants(exitUsage, "", "entry", "restore", "Passwords", id, "--version", "-1")

	h.wants(0, "", "entry", "delete", "Passwords", id)
	h.wants(exitFailure, "", "entry", "show", "Passwords", id)
	h.wants(0, "", "entry", "restore", "Passwords", id)
	if o := h.wants(0, "", "entry", "show", "Passwords", id, "--reveal"); !strings.Contains(o.out, "s3cret") {
		t.Errorf("restored %s", o.out)
	}
}

// TestLinesStayAligned: the second line of a value does not look like a field.
func TestLinesStayAligned(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	h.wants(0, "", "app", "add", "notes", "Notes")
	id := h.wants(0, "", "entry", "add", "Notes", "Title=t", "Text=one\nTitle            two").answer["id"].(string)
	out, _ := h.text("", "entry", "show", "Notes", id)
	if strings.Count("\n"+out, "\nTitle") != 1 {
		t.Errorf("got %q", out)
	}
}
