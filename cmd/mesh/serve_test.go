package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"meshportal/meshcore/protocol"
)

// served is a meshportal that was started without arguments.
type served struct {
	cmd      *exec.Cmd
	port     int
	data     string
	announce string // the first line on standard output
	log      bytes.Buffer
}

// serveBare runs `meshportal serve`; where and on which port comes from the
// surroundings, as it does for a service.
func serveBare(t *testing.T) *served {
	t.Helper()
	bin, err := programs()
	if err != nil {
		t.Fatal(err)
	}
	s := &served{port: freePort(t), data: filepath.Join(t.TempDir(), "of", "its", "own")}
	s.cmd = exec.Command(filepath.Join(bin, "meshportal"), "serve")
	s.cmd.Env = append(os.Environ(), "STATE_DIRECTORY="+s.data, "MESHPORTAL_LISTEN=127.0.0.1:"+strconv.Itoa(s.port))
	s.cmd.Stderr = &s.log
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.cmd.Process.Kill(); s.cmd.Wait() })
	if s.announce, err = bufio.NewReader(out).ReadString('\n'); err != nil {
		t.Fatalf("nothing is announced: %v\n%s", err, s.log.String())
	}
	return s
}

func (s *served) url() string { return "http://localhost:" + strconv.Itoa(s.port) }

// ask sends a request under another Host and follows nothing.
func (s *served) ask(t *testing.T, method, host, path string) *http.Response {
	t.Helper()
	req, err := http.NewRequest(method, s.url()+path, strings.NewReader(`{"HelloRequest":{}}`))
	if err != nil {
		t.Fatal(err)
	}
	req.Host = host
	req.Header.Set("Content-Type", "application/json")
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	return resp
}

func TestServeWithoutArguments(t *testing.T) {
	t.Parallel()
	s := serveBare(t)
	if s.announce != s.url()+"\n" {
		t.Errorf("%q is announced, want %s", s.announce, s.url())
	}
	wantModes(t, s.data)
	other := "127.0.0.1:" + strconv.Itoa(s.port)
	page := s.ask(t, "GET", other, "/devices?x=1")
	if page.StatusCode != 308 || page.Header.Get("Location") != s.url()+"/devices?x=1" {
		t.Errorf("a page under another host: %d %q", page.StatusCode, page.Header.Get("Location"))
	}
	if door := s.ask(t, "POST", other, protocol.Path); door.StatusCode != 421 {
		t.Errorf("the door under another host: %d", door.StatusCode)
	}
	home := "localhost:" + strconv.Itoa(s.port)
	if door := s.ask(t, "POST", home, protocol.Path); door.StatusCode != 200 {
		t.Errorf("the door: %d", door.StatusCode)
	}
	second := exec.Command(s.cmd.Path, "serve", "--listen", "127.0.0.1:"+strconv.Itoa(freePort(t)), "--data", s.data)
	if out, err := second.CombinedOutput(); err == nil || !strings.Contains(string(out), "in use by another meshportal") {
		t.Errorf("a second portal on the same data: %v %s", err, out)
	}
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Wait(); err != nil {
		t.Errorf("SIGTERM: %v", err)
	}
	for line := range strings.Lines(s.log.String()) {
		if !json.Valid([]byte(line)) {
			t.Errorf("a line of the log is not JSON: %q", line)
		}
	}
}

// wantModes: a directory is for its owner alone, and so is every file in it.
func wantModes(t *testing.T, dir string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) == 0 {
		t.Fatalf("%s is empty: %v", dir, err)
	}
	if info, err := os.Stat(dir); err != nil || info.Mode() != fsDir|0o700 {
		t.Errorf("%s is %v", dir, info.Mode())
	}
	for _, e := range entries {
		if info, err := e.Info(); err != nil || info.Mode() != 0o600 {
			t.Errorf("%s is %v", e.Name(), info.Mode())
		}
	}
}

const fsDir = os.ModeDir

// TestStopsCleanly: a message whose body is still on its way when the portal
// is told to stop has its answer; the portal ends with 0 and takes no more.
func TestStopsCleanly(t *testing.T) {
	t.Parallel()
	s := serveBare(t)
	busy := make(chan error, 8)
	for range cap(busy) {
		go func() { busy <- s.untilStopped() }()
	}
	conn, err := net.Dial("tcp", "127.0.0.1:"+strconv.Itoa(s.port))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	body := `{"HelloRequest":{}}`
	fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: localhost:%d\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
		protocol.Path, s.port, len(body), body[:5])
	time.Sleep(100 * time.Millisecond) // it is under way
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	time.Sleep(100 * time.Millisecond) // it is told
	fmt.Fprint(conn, body[5:])
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil || resp.StatusCode != 200 {
		t.Errorf("what was under way has no answer: %v", err)
	}
	if err := s.cmd.Wait(); err != nil {
		t.Errorf("SIGTERM: %v\n%s", err, s.log.String())
	}
	for range cap(busy) {
		if err := <-busy; err != nil {
			t.Error(err)
		}
	}
}

// untilStopped asks until nobody answers; every answer is a whole one.
func (s *served) untilStopped() error {
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	for {
		resp, err := client.Post(s.url()+protocol.Path, "application/json", strings.NewReader(`{"HelloRequest":{}}`))
		if errors.Is(err, syscall.ECONNREFUSED) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, io.EOF) {
			return nil // never accepted
		}
		if err != nil {
			return err
		}
		text, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil || resp.StatusCode != 200 || !json.Valid(text) {
			return fmt.Errorf("half an answer: %d %v %s", resp.StatusCode, err, text)
		}
	}
}

// TestOperatorsMistakes are refused before anything is made or changed.
func TestOperatorsMistakes(t *testing.T) {
	t.Parallel()
	bin, err := programs()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "config")
	if err := os.WriteFile(file, []byte("# mine\nlisten = 127.0.0.1:8081\nlissten = 1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	cases := map[string]struct {
		args []string
		env  string
		code int
		word string
	}{
		"not loopback":          {args: []string{"serve", "--listen", "0.0.0.0:8080"}, code: 2, word: "--base-url"},
		"all addresses":         {args: []string{"serve", "--listen", ":8080"}, code: 2, word: "--base-url"},
		"a name":                {args: []string{"serve", "--listen", "localhost.example.com:8080"}, code: 2, word: "--base-url"},
		"any port":              {args: []string{"serve", "--listen", "127.0.0.1:0"}, code: 2, word: "--base-url"},
		"base URL with a path":  {args: []string{"serve", "--base-url", "https://a.example/b"}, code: 2, word: "base-url"},
		"base URL, no scheme":   {args: []string{"serve", "--base-url", "a.example"}, code: 2, word: "base-url"},
		"unknown variable":      {args: []string{"config"}, env: "MESHPORTAL_LISTN=1", code: 2, word: "MESHPORTAL_LISTN"},
		"unknown key":           {args: []string{"config", "--config", file}, code: 2, word: ":3:"},
		"no such file":          {args: []string{"config", "--config", file + "x"}, code: 2, word: "no such file"},
		"limit":                 {args: []string{"config", "--limits.body-bytes", "many"}, code: 2, word: "limits.body-bytes"},
		"negative limit":        {args: []string{"config"}, env: "MESHPORTAL_IN_FLIGHT=-1", code: 2, word: "in-flight"},
		"sign-up":               {args: []string{"config", "--signup", "maybe"}, code: 2, word: "signup"},
		"proxy":                 {args: []string{"config", "--trusted-proxies", "10.0.0.1"}, code: 2, word: "trusted-proxies"},
		"unknown flag":          {args: []string{"serve", "--lisen", "x"}, code: 2, word: "--lisen"},
		"unknown command":       {args: []string{"sreve"}, code: 2, word: "sreve"},
		"no file to back up to": {args: []string{"backup"}, code: 2, word: "backup FILE"},
		"an argument too many":  {args: []string{"serve", "now"}, code: 2, word: "meshportal serve"},
		"nothing to check":      {args: []string{"fsck"}, code: 1, word: "no database"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			state := filepath.Join(t.TempDir(), "state")
			cmd := exec.Command(filepath.Join(bin, "meshportal"), c.args...)
			cmd.Env = append(os.Environ(), "STATE_DIRECTORY="+state, c.env)
			out, _ := cmd.CombinedOutput()
			if code := cmd.ProcessState.ExitCode(); code != c.code || !strings.Contains(string(out), c.word) {
				t.Errorf("exit %d, want %d with %q: %s", code, c.code, c.word, out)
			}
			if _, err := os.Stat(state); err == nil {
				t.Error("a data directory was made")
			}
		})
	}
}

func TestVersions(t *testing.T) {
	t.Parallel()
	bin, err := programs()
	if err != nil {
		t.Fatal(err)
	}
	for _, program := range []string{"mesh", "meshportal"} {
		out, err := exec.Command(filepath.Join(bin, program), "version").Output()
		if err != nil || !strings.HasPrefix(string(out), program+" ") || strings.Count(string(out), "\n") != 1 {
			t.Errorf("%s version: %v %q", program, err, out)
		}
	}
}
