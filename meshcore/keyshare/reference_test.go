package keyshare_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// reference reads a file of the reference vectors into v. They stand outside
// the repository: in $MESH_REFERENCE or ../shared/reference.
func reference(t *testing.T, name string, v any) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(referenceDir(t), name))
	if err != nil && os.Getenv("CI") == "true" {
		t.Fatalf("the reference vectors are absent: %v", err)
	}
	if err != nil {
		t.Skipf("the reference vectors are absent: %v", err)
	}
	if err := json.Unmarshal(data, v); err != nil {
		t.Fatal(err)
	}
}

func referenceDir(t *testing.T) string {
	dir := os.Getenv("MESH_REFERENCE")
	if filepath.IsAbs(dir) {
		return dir
	}
	if dir == "" {
		dir = filepath.Join("..", "shared", "reference")
	}
	return filepath.Join(moduleRoot(t), dir)
}

func moduleRoot(t *testing.T) string {
	dir, err := os.Getwd()
	for err == nil {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if dir == filepath.Dir(dir) {
			break
		}
		dir = filepath.Dir(dir)
	}
	t.Fatal("no go.mod above the test")
	return ""
}
