package main

import (
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"meshportal/meshcore"
	"meshportal/meshcore/catalog"
)

func TestMatch(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		sites, site string
		want        int
	}{
		{"example.com", "example.com", same},
		{"Example.COM", "eXample.com", same},
		{"*.example.com", "*.example.com", same},
		{"*.example.com", "www.example.com", wildcard},
		{"*.Example.com", "a.b.example.com", wildcard},
		{"*.example.com", "example.com", unrelated},
		{"example.com", "www.example.com", below},
		{"example.com *.example.com", "www.example.com", wildcard},
		{"*.example.com www.example.com", "www.example.com", same},
		{"example.com", "evil-example.com", unrelated},
		{"example.com", "example.com.evil.example", unrelated},
		{"*example.com", "evilexample.com", unrelated},
		{"*.example.com", "evilexample.com", unrelated},
		{"www.example.com", "example.com", unrelated},
		{"*", "example.com", unrelated},
		{"*.", "example.com.", unrelated},
		{"", "example.com", unrelated},
	} {
		kind, _ := catalog.KindNamed("credentials")
		all := catalog.New(kind, "Passwords", firstID)
		set := []catalog.Assignment{{Field: "Username", Value: "alice"}}
		for one := range strings.FieldsSeq(c.sites) {
			set = append(set, catalog.Assignment{Field: "Sites", Value: one})
		}
		if _, err := all.Add(meshcore.At(time.Unix(0, 0)), rand.Reader, set); err != nil {
			t.Fatal(err)
		}
		if got := match(&all.Live()[0], c.site); got != c.want {
			t.Errorf("%s for %s: %d, want %d", c.sites, c.site, got, c.want)
		}
	}
}

func TestPasswordGet(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	for _, args := range [][]string{
		{"app", "add", "credentials", "Work"}, {"app", "add", "credentials", "Home"}, {"app", "add", "network", "Wi-Fi"},
		{"entry", "add", "Work", "Sites=*.example.com", "Password=wide"},
		{"entry", "add", "Home", "Sites=www.example.com", "Password=exact"},
		{"entry", "add", "Home", "Sites=example.org", "Username=nobody"},
		{"entry", "add", "Wi-Fi", "SSID=example.net", "Sites=example.net", "Password=wifi"},
	} {
		h.wants(0, "", args...)
	}
	for site, want := range map[string]string{"www.example.com": "exact", "mail.example.com": "wide", "a.www.example.com": "wide"} {
		if out, talk := h.text("", "password", "get", site); out != want+"\n" || talk != "" {
			t.Errorf("%s: got %q %q, want %q and nothing else", site, out, talk, want)
		}
	}
	// Without a password, of another kind, unknown.
	for _, site := range []string{"example.org", "example.net", "example.edu"} {
		h.wants(exitFailure, "", "password", "get", site)
	}
	// Two fit: both are named, neither is printed.
	second := h.wants(0, "", "entry", "add", "Work", "Sites=www.example.com", "Password=other").answer["id"].(string)
	o := h.wants(exitFailure, "", "password", "get", "www.example.com")
	h.wantsProblem(o, "2 entries", "www.example.com", second)
	if strings.Contains(o.out+o.talk, "exact") || strings.Contains(o.out+o.talk, "other") {
		t.Errorf("a password is printed: %s%s", o.out, o.talk)
	}
	// What was deleted does not count.
	h.wants(0, "", "entry", "delete", "Work", second)
	h.wants(0, "", "password", "get", "www.example.com")
}

func TestPasswordGenerate(t *testing.T) {
	t.Parallel()
	h := &home{T: t, state: t.TempDir()}
	first, _ := h.text("", "password", "generate", "--length", "32")
	second, _ := h.text("", "password", "generate", "--length", "32")
	if len(first) != 33 || first == second {
		t.Errorf("got %q and %q", first, second)
	}
	for _, length := range []string{"7", "129", "-1"} {
		h.wants(exitUsage, "", "password", "generate", "--length", length)
	}
}
