package meshcore_test

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// mayImport is architecture.md §3: which of our packages each room may import
// directly. "x/" stands for x and everything below it. Tests are free.
var mayImport = map[string][]string{
	"cmd/meshportal":    {"handlers", "store", "meshcore/portal", "meshcore/ledger"},
	"cmd/mesh":          {"meshcore/client", "meshcore/ledger", "meshcore", "meshcore/protocol", "meshcore/catalog", "meshcore/keyshare", "meshcore/jose", "meshcore/udf"},
	"cmd/meshload":      {"meshcore", "meshcore/protocol", "meshcore/ledger", "meshcore/catalog", "meshcore/jose", "meshcore/udf"},
	"cmd/meshwasm":      {"meshcore/client", "meshcore", "meshcore/protocol", "meshcore/jose", "meshcore/udf", "meshcore/keyshare", "meshcore/catalog"},
	"handlers":          {"meshcore/portal", "meshcore/protocol", "meshcore/ledger", "meshcore/udf", "web/", "static"},
	"web":               {"static", "web/"},
	"static":            {},
	"store":             {"meshcore/portal", "meshcore/", "store/"},
	"meshcore":          {"meshcore/udf", "meshcore/jose", "meshcore/keyshare"},
	"meshcore/udf":      {},
	"meshcore/jose":     {"meshcore/udf"},
	"meshcore/keyshare": {"meshcore/udf"},
	"meshcore/ledger":   {"meshcore/ledger/"},
	"meshcore/catalog":  {"meshcore", "meshcore/udf", "meshcore/jose"},
	"meshcore/protocol": {"meshcore", "meshcore/udf", "meshcore/jose"},
	"meshcore/portal":   {"meshcore", "meshcore/protocol", "meshcore/ledger", "meshcore/udf", "meshcore/jose"},
	"meshcore/client":   {"meshcore", "meshcore/protocol", "meshcore/ledger", "meshcore/udf", "meshcore/jose", "meshcore/keyshare", "meshcore/catalog"},
	"meshcore/meshtest": {"meshcore/"},
}

// neverUnderMeshcore is what no package under meshcore imports directly.
var neverUnderMeshcore = []string{"net", "net/http", "database/", "os", "encoding/json"}

// heavy is what the browser device must not carry, directly or not.
var heavy = []string{"net/http", "database/sql", "encoding/json", "regexp", "golang.org/x/text", "golang.org/x/crypto/ssh", "os/exec"}

func goList(t *testing.T, env []string, args ...string) []string {
	t.Helper()
	cmd := exec.Command("go", append([]string{"list"}, args...)...)
	cmd.Dir, cmd.Env = "..", append(os.Environ(), env...)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list %v: %v", args, err)
	}
	return strings.Split(strings.TrimSpace(string(out)), "\n")
}

// room finds the longest entry of the table that pkg belongs to.
func room(pkg string) (string, bool) {
	for name := pkg; name != ""; name = name[:max(strings.LastIndexByte(name, '/'), 0)] {
		if _, ok := mayImport[name]; ok {
			return name, true
		}
	}
	return "", false
}

func within(path, prefix string) bool { return path == prefix || strings.HasPrefix(path, prefix+"/") }

func TestImportRule(t *testing.T) {
	t.Parallel()
	for _, line := range goList(t, nil, "-f", `{{.ImportPath}} {{join .Imports " "}}`, "./...") {
		fields := strings.Fields(line)
		pkg := strings.TrimPrefix(fields[0], "meshportal/")
		name, ok := room(pkg)
		if !ok {
			t.Errorf("%s is in no room of the house", pkg)
			continue
		}
		for _, imported := range fields[1:] {
			checkImport(t, pkg, name, imported)
		}
	}
}

func checkImport(t *testing.T, pkg, name, imported string) {
	t.Helper()
	if within(pkg, "meshcore") {
		for _, never := range neverUnderMeshcore {
			if imported == never || strings.HasSuffix(never, "/") && strings.HasPrefix(imported, never) {
				t.Errorf("%s imports %s: nothing under meshcore may", pkg, imported)
			}
		}
	}
	own, ours := strings.CutPrefix(imported, "meshportal/")
	if !ours {
		return
	}
	allowed := slices.ContainsFunc(mayImport[name], func(entry string) bool {
		prefix, below := strings.CutSuffix(entry, "/")
		return own == prefix || below && within(own, prefix)
	})
	if !allowed {
		t.Errorf("%s imports %s: %s may not", pkg, own, name)
	}
}

func TestImportsOfBrowserDevice(t *testing.T) {
	t.Parallel()
	for _, dep := range goList(t, []string{"GOOS=js", "GOARCH=wasm"}, "-deps", "./cmd/meshwasm") {
		for _, h := range heavy {
			if dep == h || strings.HasPrefix(dep, h+"/") {
				t.Errorf("the browser device carries %s", dep)
			}
		}
	}
}

func TestWasmBuild(t *testing.T) {
	t.Parallel()
	cmd := exec.Command("go", "build", "-o", os.DevNull, "./cmd/meshwasm")
	cmd.Dir, cmd.Env = "..", append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}
