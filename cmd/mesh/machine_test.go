package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"meshportal/meshcore/client"
)

func noPassphrase() (string, error) { return "", errors.New("nobody is there to ask") }

func phrase(text string) func() (string, error) {
	return func() (string, error) { return text, nil }
}

func opened(t *testing.T, dir string, passphrase func() (string, error)) *machine {
	t.Helper()
	m, err := openMachine(dir, passphrase, func() {})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { m.close() })
	return m
}

// TestRecords: any name, any bytes; private to their owner, whatever the umask
// or the directory was.
func TestRecords(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "state")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	m := opened(t, dir, noPassphrase)
	names := []string{"a", "a/b", "a/../b", "../../outside", "ä ö%2F", ".", "..", "key/M A"}
	for _, name := range names {
		if _, err := m.Read(name); !errors.Is(err, client.ErrNoRecord) {
			t.Errorf("%q is there already: %v", name, err)
		}
		for _, value := range []string{"long value of " + name, name} {
			if err := m.Write(name, []byte(value)); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, name := range names {
		if got, err := m.Read(name); err != nil || string(got) != name {
			t.Errorf("%q: %q %v", name, got, err)
		}
	}
	if got, err := m.List("a/"); err != nil || !slices.Equal(got, []string{"a/../b", "a/b"}) {
		t.Errorf("List: %q %v", got, err)
	}
	wantModes(t, dir)
	for range 2 {
		if err := m.Remove("../../outside"); err != nil {
			t.Error(err)
		}
	}
	if _, err := m.Read("../../outside"); !errors.Is(err, client.ErrNoRecord) {
		t.Errorf("removed, and there: %v", err)
	}
	entries, _ := os.ReadDir(filepath.Dir(dir))
	if len(entries) != 1 {
		t.Errorf("something is outside the state directory: %v", entries)
	}
}

// TestWriteIsAtomic: what a crash leaves beside a record is no record.
func TestWriteIsAtomic(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	m := opened(t, dir, noPassphrase)
	if err := m.Write("one", []byte("old")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, ".new-123"), []byte("ne"), 0o600); err != nil {
		t.Fatal(err)
	}
	if names, err := m.List(""); err != nil || !slices.Equal(names, []string{"one"}) {
		t.Errorf("%q %v", names, err)
	}
	if err := os.Mkdir(m.file("taken"), 0o700); err != nil {
		t.Fatal(err)
	}
	if m.Write("taken", []byte("x")) == nil {
		t.Error("a write that failed is not told")
	}
	left, _ := filepath.Glob(filepath.Join(dir, ".new-*"))
	if len(left) != 1 {
		t.Errorf("a write that failed leaves its file: %v", left)
	}
}

func TestKeysAreRecords(t *testing.T) {
	t.Parallel()
	m := opened(t, t.TempDir(), noPassphrase)
	signer, err := m.GenerateSigning()
	if err != nil {
		t.Fatal(err)
	}
	decrypter, err := m.GenerateEncryption()
	if err != nil {
		t.Fatal(err)
	}
	again, err := m.Signer(signer.PublicKey().KID())
	if err != nil || again.PublicKey().KID() != signer.PublicKey().KID() {
		t.Errorf("signer: %v", err)
	}
	if _, err := m.Decrypter(decrypter.PublicKey().KID()); err != nil {
		t.Errorf("decrypter: %v", err)
	}
	if err := m.Forget(signer.PublicKey().KID()); err != nil {
		t.Fatal(err)
	}
	if _, err := m.Signer(signer.PublicKey().KID()); !errors.Is(err, client.ErrNoRecord) {
		t.Errorf("a forgotten key: %v", err)
	}
	wantModes(t, m.dir)
}

// TestSecondProcessWaits, and says so; it goes on when the first has ended.
func TestSecondProcessWaits(t *testing.T) {
	t.Parallel()
	bin, err := programs()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	m := opened(t, dir, noPassphrase)
	var said bytes.Buffer
	second := exec.Command(filepath.Join(bin, "mesh"), "--state", dir, "profile", "show")
	second.Stderr = &said
	if err := second.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- second.Wait() }()
	select {
	case err := <-ended:
		t.Fatalf("it did not wait: %v %s", err, said.String())
	case <-time.After(1500 * time.Millisecond):
	}
	m.close()
	<-ended
	if code := second.ProcessState.ExitCode(); code != exitFailure || !strings.HasPrefix(said.String(), "waiting for another mesh") {
		t.Errorf("exit %d: %s", code, said.String())
	}
}

// secretsOfState are texts that the files of a state directory contain while it
// is not protected.
var secretsOfState = []string{"wonderful-secret", `"d":`}

// contains reports which of the texts occur in any file below dir.
func contains(t *testing.T, dir string, texts ...string) (found []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		for _, text := range texts {
			if bytes.Contains(data, []byte(text)) && !slices.Contains(found, text) {
				found = append(found, text)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func filled(t *testing.T) *machine {
	t.Helper()
	m := opened(t, filepath.Join(t.TempDir(), "state"), noPassphrase)
	if _, err := m.GenerateSigning(); err != nil {
		t.Fatal(err)
	}
	for i := range 5 {
		if err := m.Write("note/"+strconv.Itoa(i), []byte(`{"text":"wonderful-secret"}`)); err != nil {
			t.Fatal(err)
		}
	}
	return m
}

func TestProtect(t *testing.T) {
	t.Parallel()
	m := filled(t)
	if got := contains(t, m.dir, secretsOfState...); len(got) != len(secretsOfState) {
		t.Fatalf("only %q are there to be sealed", got)
	}
	if err := m.protect("correct horse"); err != nil {
		t.Fatal(err)
	}
	if err := m.Write("later", []byte("wonderful-secret")); err != nil {
		t.Fatal(err)
	}
	if got := contains(t, m.dir, secretsOfState...); len(got) > 0 {
		t.Errorf("%q can be read in a protected directory", got)
	}
	wantModes(t, m.dir)
	m.close()

	for _, ask := range []func() (string, error){noPassphrase, phrase(""), phrase("correct horsf")} {
		if _, err := openMachine(m.dir, ask, func() {}); err == nil {
			t.Error("a protected directory opened")
		}
	}
	again := opened(t, m.dir, phrase("correct horse"))
	wantNotes(t, again)
	if err := again.unprotect(); err != nil {
		t.Fatal(err)
	}
	again.close()
	wantNotes(t, opened(t, m.dir, noPassphrase))
}

func wantNotes(t *testing.T, m *machine) {
	t.Helper()
	names, err := m.List("note/")
	if err != nil || len(names) != 5 {
		t.Fatalf("%v %v", names, err)
	}
	for _, name := range names {
		if got, err := m.Read(name); err != nil || string(got) != `{"text":"wonderful-secret"}` {
			t.Errorf("%s: %q %v", name, got, err)
		}
	}
}

// TestSealedRecordsAreNotExchanged: each is sealed under its name.
func TestSealedRecordsAreNotExchanged(t *testing.T) {
	t.Parallel()
	m := filled(t)
	if err := m.protect("correct horse"); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(m.file("note/0"), m.file("note/1")); err != nil {
		t.Fatal(err)
	}
	if _, err := m.Read("note/1"); !errors.Is(err, errPassphrase) {
		t.Errorf("a record under another's name: %v", err)
	}
	text, err := os.ReadFile(m.file("note/2"))
	if err != nil {
		t.Fatal(err)
	}
	text[len(text)-1] ^= 1
	if err := os.WriteFile(m.file("note/2"), text, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := m.Read("note/2"); !errors.Is(err, errPassphrase) {
		t.Errorf("a damaged record: %v", err)
	}
}

// TestInterruptedConversion: protect and unprotect end at any record, by a
// record that cannot be replaced; everything is still read, and the same
// command again completes it.
func TestInterruptedConversion(t *testing.T) {
	t.Parallel()
	for _, way := range []string{"protect", "unprotect"} {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			m := filled(t)
			convert := func(m *machine) error { return m.protect("correct horse") }
			if way == "unprotect" {
				if err := convert(m); err != nil {
					t.Fatal(err)
				}
				convert = (*machine).unprotect
			}
			blocked := m.file("note/2.5") // sorts into the middle
			if err := os.Mkdir(blocked, 0o700); err != nil {
				t.Fatal(err)
			}
			if convert(m) == nil {
				t.Fatal("nothing interrupted it")
			}
			m.close()
			if err := os.Remove(blocked); err != nil {
				t.Fatal(err)
			}
			half := opened(t, m.dir, phrase("correct horse"))
			wantNotes(t, half)
			if err := convert(half); err != nil {
				t.Fatal(err)
			}
			half.close()
			whole := opened(t, m.dir, phrase("correct horse"))
			wantNotes(t, whole)
			if found := contains(t, m.dir, secretsOfState...); (len(found) == 0) != (way == "protect") {
				t.Errorf("%s left %q", way, found)
			}
		})
	}
}

// TestProtectCommand, as a person and a script meet it: 2 without a pass
// phrase, 1 with a wrong one, and then nothing is told or changed.
func TestProtectCommand(t *testing.T) {
	t.Parallel()
	bin, err := programs()
	if err != nil {
		t.Fatal(err)
	}
	p := startPortal(t, bin)
	state, right, wrong := t.TempDir(), filepath.Join(t.TempDir(), "right"), filepath.Join(t.TempDir(), "wrong")
	short := filepath.Join(t.TempDir(), "short")
	for path, text := range map[string]string{right: "correct horse\r\nnot this line\n", wrong: "wrong horse\n", short: "short\n"} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	on := func(file string, want int, args ...string) string {
		t.Helper()
		cmd := exec.Command(filepath.Join(bin, "mesh"), append([]string{"--state", state}, args...)...)
		cmd.Env = append(os.Environ(), "MESH_PASSPHRASE_FILE="+file)
		out, _ := cmd.CombinedOutput()
		if code := cmd.ProcessState.ExitCode(); code != want {
			t.Fatalf("mesh %v with %s: exit %d, want %d\n%s", args, filepath.Base(file), code, want, out)
		}
		return string(out)
	}
	on("", 0, "profile", "create", fmt.Sprintf("alice@localhost:%d", p.port), "--defer-kit")
	on("", 0, "app", "add", "notes", "Notes")
	on("", 0, "entry", "add", "Notes", "Title=wonderful-secret")
	on("", 2, "device", "protect")
	on(short, 2, "device", "protect")
	on("", 0, "profile", "show")
	on(right, 0, "device", "protect")
	if got := contains(t, state, append(secretsOfState, "alice@", "Notes")...); len(got) > 0 {
		t.Errorf("%q can be read", got)
	}
	on("", 2, "profile", "show")
	on(wrong, 1, "profile", "show")
	on(wrong, 1, "device", "unprotect")
	on(wrong+"x", 1, "profile", "show")
	if out := on(right, 0, "entry", "list", "Notes"); !strings.Contains(out, "wonderful-secret") {
		t.Errorf("got %s", out)
	}
	on(right, 0, "device", "unprotect")
	on("", 0, "entry", "list", "Notes")
}
