package store

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"meshportal/meshcore/portal"
	"meshportal/store/storetest"
)

func open(t testing.TB, path string) *DB {
	t.Helper()
	d, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	return d
}

func TestSQLite(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) portal.Store {
		d := open(t, filepath.Join(t.TempDir(), "mesh.db"))
		t.Cleanup(func() {
			if err := d.Check(context.Background()); err != nil {
				t.Error(err)
			}
		})
		return d
	})
}

func put(t testing.TB, d *DB, name, value string) {
	t.Helper()
	if err := d.Update(t.Context(), func(tx portal.Tx) error { return tx.PutSetting(name, value) }); err != nil {
		t.Fatal(err)
	}
}

func setting(t testing.TB, d *DB, name string) (value string) {
	t.Helper()
	err := d.View(t.Context(), func(tx portal.Tx) (err error) {
		value, err = tx.Setting(name)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return value
}

func TestOpenAgain(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "odd ?#%41 name.db")
	d := open(t, path)
	put(t, d, "a", "1")
	other := open(t, path) // another program beside this one
	put(t, other, "b", "2")
	if got := setting(t, d, "b"); got != "2" {
		t.Errorf("got %q, want what the other one wrote", got)
	}
	for range 2 {
		if err := errors.Join(d.Close(), other.Close()); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.View(t.Context(), func(portal.Tx) error { return nil }); err != errClosed {
		t.Errorf("view of a closed database: %v", err)
	}
	if got := setting(t, open(t, path), "a"); got != "1" {
		t.Errorf("got %q after opening again, want 1", got)
	}
	if entries, _ := os.ReadDir(filepath.Dir(path)); entries[0].Name() != "odd ?#%41 name.db" {
		t.Errorf("the file is called %q", entries[0].Name())
	}
}

func TestFirstOpenedByTwo(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "mesh.db")
	var group sync.WaitGroup
	for range 3 {
		group.Go(func() {
			d, err := Open(t.Context(), path)
			if err == nil {
				err = d.Close()
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
}

func TestFilesAreTheOwnersAlone(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "mesh.db")
	put(t, open(t, path), "a", "1")
	for _, end := range []string{"", "-wal", "-shm"} {
		info, err := os.Stat(path + end)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", path+end, info.Mode(), err)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	text := filepath.Join(folder, "text")
	if err := os.WriteFile(text, []byte(strings.Repeat("this is no database\n", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	closed := filepath.Join(folder, "closed")
	if err := os.WriteFile(closed, nil, 0); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ name, path, want string }{
		{"a folder", folder, "not a regular file"},
		{"a folder that is not there", filepath.Join(folder, "no", "mesh.db"), "no such file"},
		{"a file that is no database", text, "not a database"},
		{"a file without permission", closed, "permission denied"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if test.path == closed && os.Getuid() == 0 {
				return // root may read everything
			}
			_, err := Open(t.Context(), test.path)
			if err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), test.path) {
				t.Errorf("got %v, want an error with %q", err, test.want)
			}
		})
	}
}

func TestNewerSchemaIsRefused(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "mesh.db")
	d := open(t, path)
	on(t, d, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)")
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), path); err == nil || !strings.Contains(err.Error(), "9999 is newer") {
		t.Errorf("got %v, want a refusal", err)
	}
}

// on runs a statement on the writing connection.
func on(t testing.TB, d *DB, statement string) {
	t.Helper()
	s, err := d.write.take(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer d.write.give(s, true)
	if _, err := s.conn.ExecContext(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}

func TestConnectionSettings(t *testing.T) {
	t.Parallel()
	d := open(t, filepath.Join(t.TempDir(), "mesh.db"))
	for _, test := range []struct {
		p            *pool
		pragma, want string
	}{
		{d.write, "journal_mode", "wal"},
		{d.write, "synchronous", "2"},
		{d.write, "foreign_keys", "1"},
		{d.write, "trusted_schema", "0"},
		{d.write, "secure_delete", "1"},
		{d.write, "query_only", "0"},
		{d.write, "busy_timeout", "5000"},
		{d.read, "query_only", "1"},
		{d.read, "trusted_schema", "0"},
		{d.read, "busy_timeout", "5000"},
	} {
		s, err := test.p.take(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var got string
		err = s.conn.QueryRowContext(t.Context(), "PRAGMA "+test.pragma).Scan(&got)
		test.p.give(s, true)
		if err != nil || got != test.want {
			t.Errorf("%s is %q (%v), want %q", test.pragma, got, err, test.want)
		}
	}
	on(t, d, "PRAGMA writable_schema = ON") // defensive mode takes no notice
	s, _ := d.write.take(t.Context())
	defer d.write.give(s, true)
	if _, err := s.conn.ExecContext(t.Context(), "DELETE FROM sqlite_schema"); err == nil {
		t.Error("the schema can be written")
	}
}
