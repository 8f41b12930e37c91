package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// run runs one command line and returns what it says.
func runCommand(args ...string) (string, error) {
	var out bytes.Buffer
	root := newRoot()
	root.SetArgs(args)
	root.SetOut(&out)
	root.SetErr(&out)
	err := root.Execute()
	return out.String(), err
}

// TestSources: flag, else environment, else file, else default.
func TestSources(t *testing.T) {
	file := filepath.Join(t.TempDir(), "config")
	lines := "# of this host\n\nlisten = 127.0.0.1:9001\n signup=closed \nin-flight = 7\nlimits.body-bytes = 0\n"
	if err := os.WriteFile(file, []byte(lines), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("MESHPORTAL_CONFIG", file)
	t.Setenv("MESHPORTAL_IN_FLIGHT", "8")
	t.Setenv("MESHPORTAL_LIMITS_REQUEST_MINUTES", "20")
	t.Setenv("STATE_DIRECTORY", "/srv/mesh")
	out, err := runCommand("config", "--in-flight", "9", "--metrics", "127.0.0.1:9090")
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string][2]string{
		"listen":                     {"127.0.0.1:9001", file},
		"base-url":                   {"http://localhost:9001", "default"},
		"name":                       {"localhost:9001", "default"},
		"log-origin":                 {"localhost:9001/mesh", "default"},
		"data":                       {"/srv/mesh", "default"},
		"metrics":                    {"127.0.0.1:9090", "flag"},
		"signup":                     {"closed", file},
		"in-flight":                  {"9", "flag"},
		"limits.body-bytes":          {"0", file},
		"limits.request-minutes":     {"20", "MESHPORTAL_LIMITS_REQUEST_MINUTES"},
		"limits.publishes-per-day":   {"2000", "default"},
		"limits.pending-per-account": {"8", "default"},
		"limits.device-per-minute":   {"3", "default"},
		"limits.lookups-per-minute":  {"120", "default"},
		"limits.asks-per-minute":     {"12", "default"},
		"trusted-proxies":            {"", "default"},
	} {
		line := regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(name) + ` += ` + regexp.QuoteMeta(want[0]) + ` +# ` + regexp.QuoteMeta(want[1]) + `$`)
		if !line.MatchString(out) {
			t.Errorf("%s is not %q of %s in\n%s", name, want[0], want[1], out)
		}
	}
	if n := strings.Count(out, "\n"); n != len(settings) {
		t.Errorf("%d lines, want one for each of %d settings", n, len(settings))
	}
}

// TestNames: what follows from the base URL, unless it is set.
func TestNames(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ args, base, name, origin string }{
		{"", "http://localhost:8080", "localhost:8080", "localhost:8080/mesh"},
		{"--listen localhost:81", "http://localhost:81", "localhost:81", "localhost:81/mesh"},
		{"--listen [::1]:82", "http://localhost:82", "localhost:82", "localhost:82/mesh"},
		{"--listen 127.9.9.9:83", "http://localhost:83", "localhost:83", "localhost:83/mesh"},
		{"--base-url https://mesh.example/", "https://mesh.example", "mesh.example", "mesh.example/mesh"},
		{"--listen 0.0.0.0:1 --base-url https://mesh.example:8443", "https://mesh.example:8443", "mesh.example:8443", "mesh.example:8443/mesh"},
		{"--base-url https://portal.example --name example --log-origin log.example/1", "https://portal.example", "example", "log.example/1"},
	} {
		cmd := newServe()
		if err := cmd.ParseFlags(strings.Fields(c.args)); err != nil {
			t.Fatal(err)
		}
		got, err := configured(cmd)
		if err != nil || got.BaseURL != c.base || got.Name != c.name || got.Origin != c.origin {
			t.Errorf("%q: %+v %v", c.args, got, err)
		}
	}
}

// TestProxyThatIsNotNamed is warned of.
func TestProxyThatIsNotNamed(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]bool{
		"":                                false,
		"--base-url https://mesh.example": true,
		"--base-url https://mesh.example --listen localhost:81":         true,
		"--base-url https://mesh.example --listen 0.0.0.0:81":           false,
		"--base-url https://mesh.example --trusted-proxies 127.0.0.1/8": false,
		"--base-url http://127.0.0.1:8080":                              false,
	} {
		cmd := newServe()
		if err := cmd.ParseFlags(strings.Fields(args)); err != nil {
			t.Fatal(err)
		}
		c, err := configured(cmd)
		if err != nil || c.countsAllAsOne() != want {
			t.Errorf("%q: %v, want %t", args, err, want)
		}
	}
}

// TestEnvironmentNames: each setting has one variable of its own.
func TestEnvironmentNames(t *testing.T) {
	t.Parallel()
	seen := map[string]string{}
	for _, s := range settings {
		name := environmentName(s.name)
		if seen[name] != "" || !regexp.MustCompile(`^MESHPORTAL_[A-Z_]+$`).MatchString(name) {
			t.Errorf("%s has the variable %s, as %q", s.name, name, seen[name])
		}
		seen[name] = s.name
		v := &values{map[string]string{}, map[string]string{}}
		if err := v.readEnvironment([]string{"PATH=x", name + "=a=b"}); err != nil || v.get(s.name) != "a=b" || v.source[s.name] != name {
			t.Errorf("%s: %v %q", name, err, v.get(s.name))
		}
	}
	v := &values{map[string]string{}, map[string]string{}}
	for _, line := range []string{"MESHPORTAL_=1", "MESHPORTAL_listen=1", "MESHPORTAL_NOTHING=1"} {
		if v.readEnvironment([]string{line}) == nil {
			t.Errorf("%s is taken", line)
		}
	}
}
