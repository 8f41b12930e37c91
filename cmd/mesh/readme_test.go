package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// TestReadme executes the session of the README, line by line, in each shell
// that is here: every line exits 0.
func TestReadme(t *testing.T) {
	t.Parallel()
	lines := readmeSession(t)
	bin, err := programs()
	if err != nil {
		t.Fatal(err)
	}
	for _, shell := range []string{"sh", "bash", "zsh"} {
		path, err := exec.LookPath(shell)
		if err != nil && shell != "sh" {
			continue
		}
		t.Run(shell, func(t *testing.T) {
			t.Parallel()
			p := startPortal(t, bin)
			cmd := exec.Command(path, "-c", scriptOf(lines))
			cmd.Dir = t.TempDir()
			cmd.Env = append(os.Environ(),
				"PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"), "PORTAL=localhost:"+strconv.Itoa(p.port), "HOME="+cmd.Dir)
			out, err := cmd.CombinedOutput()
			if err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			if n := strings.Count(string(out), "\ncorrect horse\n"); n != 3 {
				t.Errorf("the password is read %d times, want 3:\n%s", n, out)
			}
		})
	}
}

// readmeSession are the command lines of the README between its markers.
func readmeSession(t *testing.T) (lines []string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, begun := strings.Cut(string(text), "<!-- session -->")
	session, _, ended := strings.Cut(rest, "<!-- end of session -->")
	if !begun || !ended {
		t.Fatal("the README has no session")
	}
	blocks := strings.Split(session, "```")
	for i := 1; i < len(blocks); i += 2 {
		block, ok := strings.CutPrefix(blocks[i], "sh\n")
		if !ok {
			t.Fatalf("a block of the session is not sh: %q", blocks[i])
		}
		for line := range strings.Lines(block) {
			lines = append(lines, strings.TrimSpace(line))
		}
	}
	for n := 1; n <= 6; n++ {
		if !strings.Contains(session, fmt.Sprintf("\n**%d ", n)) {
			t.Errorf("scenario %d is not in the session", n)
		}
	}
	return lines
}

// scriptOf runs the lines in one shell, as a person would, and ends with the
// first that fails.
func scriptOf(lines []string) string {
	var script strings.Builder
	for _, line := range lines {
		fmt.Fprintf(&script, "echo; echo '$ '%s\n%s\n[ $? = 0 ] || exit 1\n", quote(line), line)
	}
	return script.String()
}

func quote(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }

// startPortal runs a portal of the test's own.
func startPortal(t *testing.T, bin string) *process {
	t.Helper()
	p := &process{data: filepath.Join(t.TempDir(), "portal-data"), bin: bin, port: freePort(t)}
	t.Cleanup(p.kill)
	if err := p.start(); err != nil {
		t.Fatal(err)
	}
	return p
}
