package store

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestBackup(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	d := open(t, filepath.Join(folder, "mesh.db"))
	put(t, d, "a", "1")
	if err := addVersions(t, d, 0, 50); err != nil {
		t.Fatal(err)
	}
	backup := filepath.Join(folder, "odd ? name")
	stop := write(t, d)
	if err := d.Backup(t.Context(), backup); err != nil {
		t.Fatal(err)
	}
	stop()
	if info, err := os.Stat(backup); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("backup: %v, %v", info, err)
	}
	copied := open(t, backup)
	if got := setting(t, copied, "a"); got != "1" {
		t.Errorf("got %q from the backup, want 1", got)
	}
	if err := copied.Check(t.Context()); err != nil {
		t.Error(err)
	}
}

// write goes on writing until the function that it returns is called.
func write(t *testing.T, d *DB) (stop func()) {
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() {
		var err error
		for i := 100; ctx.Err() == nil && err == nil; i++ {
			err = addVersions(t, d, i, 1)
			time.Sleep(time.Millisecond)
		}
		done <- err
	}()
	return func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

func TestBackupRefuses(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	d := open(t, filepath.Join(folder, "mesh.db"))
	there := filepath.Join(folder, "there")
	if err := os.WriteFile(there, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ name, path, want string }{
		{"a file that is there", there, "exists already"},
		{"the database itself", filepath.Join(folder, "mesh.db"), "exists already"},
		{"a folder that is not there", filepath.Join(folder, "no", "backup"), "no such file"},
	} {
		if err := d.Backup(t.Context(), test.path); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got %v, want %q", test.name, err, test.want)
		}
	}
	if data, _ := os.ReadFile(there); string(data) != "precious" {
		t.Errorf("the file that was there now holds %q", data)
	}
}

func TestFailedBackupLeavesNothing(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	d := open(t, filepath.Join(folder, "mesh.db"))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	into := t.TempDir()
	if err := d.Backup(ctx, filepath.Join(into, "backup")); err == nil {
		t.Error("a cancelled backup succeeded")
	}
	if entries, _ := os.ReadDir(into); len(entries) > 0 {
		t.Errorf("it left %v", entries)
	}
}
