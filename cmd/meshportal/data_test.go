package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func held(t *testing.T) *directory {
	t.Helper()
	dir, err := hold(filepath.Join(t.TempDir(), "a", "data"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { dir.close() })
	return dir
}

func TestOneProcessHoldsTheData(t *testing.T) {
	t.Parallel()
	dir := held(t)
	if _, err := hold(dir.path); err == nil || !strings.Contains(err.Error(), "in use") {
		t.Fatalf("held twice: %v", err)
	}
	if err := dir.close(); err != nil {
		t.Fatal(err)
	}
	again, err := hold(dir.path)
	if err != nil {
		t.Fatal(err)
	}
	again.close()
}

// TestReleasedIsTheNewestNote, whatever was longer before it, in this process
// or in the one before.
func TestReleasedIsTheNewestNote(t *testing.T) {
	t.Parallel()
	dir := held(t)
	if text, err := dir.released(); text != nil || err != nil {
		t.Fatalf("before any: %q %v", text, err)
	}
	for _, text := range []string{"a note", strings.Repeat("long ", 90), "short", "longer than short"} {
		if err := dir.release([]byte(text)); err != nil {
			t.Fatal(err)
		}
		if got, err := dir.released(); string(got) != text || err != nil {
			t.Errorf("got %q %v, want %q", got, err, text)
		}
	}
	if err := dir.close(); err != nil {
		t.Fatal(err)
	}
	next, err := hold(dir.path)
	if err != nil {
		t.Fatal(err)
	}
	defer next.close()
	if err := next.release([]byte("x")); err != nil {
		t.Fatal(err)
	}
	if got, _ := next.released(); string(got) != "x" {
		t.Errorf("the next process: %q", got)
	}
	if err := next.release(make([]byte, sector+1)); err == nil {
		t.Error("a note of more than a sector was taken")
	}
}

// TestLogKey: made once for a new log, never for one that has lost its key.
func TestLogKey(t *testing.T) {
	t.Parallel()
	dir := held(t)
	if _, _, err := dir.logKey("mesh.example/mesh", false); err == nil {
		t.Error("a key was made for a log that had one")
	}
	signer, public, err := dir.logKey("mesh.example/mesh", true)
	if err != nil || signer.Name() != "mesh.example/mesh" || !strings.HasPrefix(public, "mesh.example/mesh+") {
		t.Fatalf("%v %s", err, public)
	}
	again, same, err := dir.logKey("mesh.example/mesh", false)
	if err != nil || same != public || again.KeyHash() != signer.KeyHash() {
		t.Errorf("read back: %v %s", err, same)
	}
	if info, err := os.Stat(dir.file(keyFile)); err != nil || info.Mode() != 0o600 {
		t.Errorf("the key is %v", info.Mode())
	}
	if err := os.WriteFile(dir.file(keyFile), []byte("rubbish\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := dir.logKey("mesh.example/mesh", true); err == nil {
		t.Error("rubbish is a key")
	}
}

func TestSignupTokens(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "tokens")
	known := tokenFile(path)
	if known("one") {
		t.Error("a file that is not there knows a token")
	}
	if err := os.WriteFile(path, []byte("one\n\n  two  \n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for token, want := range map[string]bool{"one": true, "two": true, "": false, " ": false, "on": false, "one\n": false, "three": false} {
		if known(token) != want {
			t.Errorf("%q: %t", token, !want)
		}
	}
	if tokenFile("")("one") {
		t.Error("no file knows a token")
	}
}
