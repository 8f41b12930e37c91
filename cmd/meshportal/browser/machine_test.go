package browser

import (
	"encoding/json"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// machine is a device that runs the mesh command.
type machine struct {
	t     *testing.T
	state string
	stdin string // of its next commands
}

func newMachine(t *testing.T) *machine { return &machine{t: t, state: t.TempDir()} }

// run is `mesh ARGS --json` on this machine.
func (m *machine) run(args ...string) ([]byte, error) {
	m.t.Helper()
	cmd := exec.Command(filepath.Join(programs(m.t), "mesh"), append(args, "--json")...)
	cmd.Env = append(cmd.Environ(), "MESH_STATE="+m.state)
	cmd.Stdin = strings.NewReader(m.stdin)
	return cmd.Output()
}

// must is run without failure; it returns the answer.
func (m *machine) must(args ...string) map[string]any {
	m.t.Helper()
	out, err := m.run(args...)
	if exit, failed := err.(*exec.ExitError); failed {
		m.t.Fatalf("mesh %q: %v: %s", args, err, exit.Stderr)
	}
	if err != nil {
		m.t.Fatal(err)
	}
	answer := map[string]any{}
	if len(out) > 0 && out[0] == '{' {
		if err := json.Unmarshal(out, &answer); err != nil {
			m.t.Fatalf("mesh %q: %v: %s", args, err, out)
		}
	}
	return answer
}

// text is a member of the answer that is a string.
func text(t *testing.T, answer map[string]any, name string) string {
	t.Helper()
	value, ok := answer[name].(string)
	if !ok || value == "" {
		t.Fatalf("there is no %s in %v", name, answer)
	}
	return value
}

// words are the arguments of a command line that a page shows, without `mesh`.
func words(t *testing.T, line string) []string {
	t.Helper()
	words := strings.Fields(line)
	if len(words) < 2 || words[0] != "mesh" {
		t.Fatalf("%q is no mesh command", line)
	}
	for i, word := range words {
		words[i] = strings.Trim(word, `'"`)
	}
	return words[1:]
}

// code is what a device shows that asked to join.
func code(t *testing.T, asked map[string]any) string {
	t.Helper()
	return text(t, asked, "code")
}
