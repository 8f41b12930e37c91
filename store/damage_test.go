package store

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"meshportal/meshcore/portal"
)

func addVersions(t testing.TB, d *DB, from, n int) error {
	return d.Update(t.Context(), func(tx portal.Tx) error {
		if err := tx.PutBinding(portal.Binding{Identifier: "RA", Owner: "MALICE", Kind: "application"}); err != nil {
			return err
		}
		for i := range n {
			v := portal.Version{Identifier: "RA", Owner: "MALICE", Sequence: uint64(from + i), Body: make([]byte, 10_000)}
			if err := tx.Savepoint(func() error { return tx.AddVersion(v) }); err != nil && i == n-1 {
				return nil // a careless caller: the update must fail by itself
			}
		}
		return nil
	})
}

func TestFullDisk(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "mesh.db")
	d := open(t, path)
	put(t, d, "a", "1")
	on(t, d, "PRAGMA max_page_count = 100")
	if err := addVersions(t, d, 0, 100); err == nil || !strings.Contains(err.Error(), "full") {
		t.Fatalf("got %v, want an error", err)
	}
	var found int
	err := d.View(t.Context(), func(tx portal.Tx) error {
		versions, err := tx.Versions("RA")
		found = len(versions)
		return err
	})
	if err != nil || found != 0 {
		t.Errorf("%d versions of a failed update are there (%v)", found, err)
	}
	on(t, d, "PRAGMA max_page_count = 100000")
	if err := addVersions(t, d, 0, 100); err != nil {
		t.Errorf("with room again: %v", err)
	}
	if got := setting(t, d, "a"); got != "1" {
		t.Errorf("got %q, want what was there before", got)
	}
	if err := d.Check(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestErasedBodyLeavesTheFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "mesh.db")
	d := open(t, path)
	secret := strings.Repeat("remember me ", 1000)
	err := d.Update(t.Context(), func(tx portal.Tx) error {
		return errors.Join(
			tx.PutBinding(portal.Binding{Identifier: "RA", Owner: "MALICE", Kind: "application"}),
			tx.AddVersion(portal.Version{Identifier: "RA", Owner: "MALICE", Body: []byte(secret)}))
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Update(t.Context(), func(tx portal.Tx) error { return tx.EraseVersion("RA", 0) }); err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	files, _ := filepath.Glob(path + "*")
	for _, file := range files {
		if data, err := os.ReadFile(file); err != nil || strings.Contains(string(data), "remember me") {
			t.Errorf("%s still holds the body (%v)", file, err)
		}
	}
}

func TestCheckFindsWrongUsage(t *testing.T) {
	t.Parallel()
	d := open(t, filepath.Join(t.TempDir(), "mesh.db"))
	if err := addVersions(t, d, 0, 3); err != nil {
		t.Fatal(err)
	}
	if err := d.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	on(t, d, "UPDATE usage SET bytes = bytes + 1")
	if err := d.Check(t.Context()); err == nil {
		t.Error("a wrong sum was not found")
	}
}

func TestCheckFindsDamage(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "mesh.db")
	d := open(t, path)
	if err := addVersions(t, d, 0, 30); err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	info, _ := f.Stat()
	for at := int64(4096 * 3); at < info.Size(); at += 4096 * 3 {
		_, err = f.WriteAt([]byte("\xff\xff\xff\xff\xff\xff\xff\xff"), at)
	}
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
	damaged, err := Open(t.Context(), path)
	if err == nil {
		err = damaged.Check(t.Context())
		_ = damaged.Close()
	}
	if err == nil {
		t.Error("a damaged file was not found")
	}
}
