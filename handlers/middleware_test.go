package handlers

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"testing"
)

func TestAddressOfTheSender(t *testing.T) {
	t.Parallel()
	trusted := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}
	cases := map[string]struct {
		peer      string
		forwarded []string
		want      string
	}{
		"no proxy":               {"203.0.113.7:99", nil, "203.0.113.7"},
		"a stranger's word":      {"203.0.113.7:99", []string{"198.51.100.1"}, "203.0.113.7"},
		"a proxy":                {"10.0.0.1:99", []string{"198.51.100.1"}, "198.51.100.1"},
		"a proxy over IPv6":      {"[fd00::1]:99", []string{"2001:db8::1"}, "2001:db8::1"},
		"two proxies":            {"10.0.0.1:99", []string{"198.51.100.1, 10.0.0.2"}, "198.51.100.1"},
		"two header lines":       {"10.0.0.1:99", []string{"198.51.100.1", "10.0.0.2"}, "198.51.100.1"},
		"what the sender forged": {"10.0.0.1:99", []string{"192.0.2.66, 198.51.100.1"}, "198.51.100.1"},
		"nothing forwarded":      {"10.0.0.1:99", nil, "10.0.0.1"},
		"rubbish":                {"10.0.0.1:99", []string{"198.51.100.1, unknown"}, "10.0.0.1"},
		"with a port":            {"10.0.0.1:99", []string{"198.51.100.1:4711"}, "10.0.0.1"},
		"mapped":                 {"[::ffff:10.0.0.1]:99", []string{"::ffff:198.51.100.1"}, "198.51.100.1"},
		"no address":             {"@", nil, "invalid IP"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := &registrar{}
			r := hello()
			r.RemoteAddr = c.peer
			r.Header["X-Forwarded-For"] = c.forwarded
			answer(house(p, func(c *Config) { c.TrustedProxies = trusted }), r)
			if got := p.last(t).From.String(); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

// TestLogLines: each request is one line of JSON, whatever its path, and
// neither query nor body nor signature is in it.
func TestLogLines(t *testing.T) {
	t.Parallel()
	var text bytes.Buffer
	h := house(&registrar{}, func(c *Config) { c.Log = slog.New(slog.NewJSONHandler(&text, nil)) })
	paths := []string{
		"/a\nb", "/\r\n{\"level\":\"ERROR\",\"msg\":\"forged\"}", "/\x1b[2J\x00", "/\u2028\u2029\u202e", "/\xff\xfe",
		`/"}`, "/" + strings.Repeat("x", 5000), "/<script>", "/../../etc/passwd",
	}
	for _, path := range paths {
		text.Reset()
		r := get("/?token=hidden-query")
		r.URL = &url.URL{Path: path, RawQuery: "token=hidden-query"}
		r.Header.Set("Signature", "hidden-signature")
		answer(h, r)
		lines := strings.Split(strings.TrimSuffix(text.String(), "\n"), "\n")
		if len(lines) != 1 {
			t.Fatalf("%q makes %d lines: %q", path, len(lines), lines)
		}
		var line struct {
			ID, Method, Path, Msg string
			Status                int
		}
		if err := json.Unmarshal([]byte(lines[0]), &line); err != nil || line.Msg != "request" || line.Status != 404 || line.ID == "" || line.Method != http.MethodGet {
			t.Errorf("%q: %v %s", path, err, lines[0])
		}
		if strings.ContainsAny(lines[0], "\x1b\x00\r\u2028") || strings.Contains(lines[0], "hidden") {
			t.Errorf("%q: %q", path, lines[0])
		}
	}
}

func TestLogLineOfAFailure(t *testing.T) {
	t.Parallel()
	var text bytes.Buffer
	h := house(&registrar{ready: errorText("line\nbreak")}, func(c *Config) { c.Log = slog.New(slog.NewJSONHandler(&text, nil)) })
	w := answer(h, get("/readyz"))
	lines := strings.Split(strings.TrimSpace(text.String()), "\n")
	if len(lines) != 2 {
		t.Fatalf("%d lines: %q", len(lines), lines)
	}
	for _, line := range lines {
		if !json.Valid([]byte(line)) || !strings.Contains(line, w.Header().Get("X-Request-Id")) {
			t.Errorf("not a line of this request: %s", line)
		}
	}
}

type errorText string

func (e errorText) Error() string { return string(e) }
