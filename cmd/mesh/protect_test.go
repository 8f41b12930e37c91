package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestDamagedSealFile: no pass phrase opens a directory whose header does not
// say how, and none makes the program fall over.
func TestDamagedSealFile(t *testing.T) {
	t.Parallel()
	salt := `"salt":"AAAAAAAAAAAAAAAAAAAAAA=="`
	for name, header := range map[string]string{
		"no JSON":       `{`,
		"empty":         `{}`,
		"no check":      `{` + salt + `,"time":1,"memory":64,"threads":1}`,
		"check is open": `{` + salt + `,"time":1,"memory":64,"threads":1,"check":"AAAA"}`,
		"no rounds":     `{` + salt + `,"time":0,"memory":64,"threads":1,"check":"bWVzaC1zZWFsZWQvMQo="}`,
		"no threads":    `{` + salt + `,"time":1,"memory":64,"threads":0,"check":"bWVzaC1zZWFsZWQvMQo="}`,
		"all memory":    `{` + salt + `,"time":1,"memory":4294967295,"threads":1,"check":"bWVzaC1zZWFsZWQvMQo="}`,
		"short salt":    `{"salt":"AAAA","time":1,"memory":64,"threads":1,"check":"bWVzaC1zZWFsZWQvMQo="}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, sealFile), []byte(header), 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := openMachine(dir, phrase("anything"), func() {}); !errors.Is(err, errSealFile) {
				t.Errorf("got %v, want %v", err, errSealFile)
			}
		})
	}
}

// TestLostSealFile: sealed records without their header are not blamed on the
// pass phrase.
func TestLostSealFile(t *testing.T) {
	t.Parallel()
	m := filled(t)
	if err := m.protect("correct horse"); err != nil {
		t.Fatal(err)
	}
	m.close()
	if err := os.Remove(filepath.Join(m.dir, sealFile)); err != nil {
		t.Fatal(err)
	}
	if _, err := opened(t, m.dir, noPassphrase).Read("note/0"); !errors.Is(err, errSealFile) {
		t.Errorf("got %v, want %v", err, errSealFile)
	}
}

// TestPlantedRecord: who can write to a protected directory, and does not know
// the pass phrase, cannot put a record there.
func TestPlantedRecord(t *testing.T) {
	t.Parallel()
	m := filled(t)
	if err := m.protect("correct horse"); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(m.file("note/1"), []byte(`{"text":"planted"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, err := m.Read("note/1"); !errors.Is(err, errPlanted) {
		t.Errorf("%q, %v", got, err)
	}
}

// TestLeftovers: what a crash left of a write is gone before a directory counts
// as protected.
func TestLeftovers(t *testing.T) {
	t.Parallel()
	m := filled(t)
	m.close()
	if err := os.WriteFile(filepath.Join(m.dir, temporaryPrefix+"17"), []byte("wonderful-secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	m = opened(t, m.dir, noPassphrase)
	if err := m.protect("correct horse"); err != nil {
		t.Fatal(err)
	}
	if found := contains(t, m.dir, secretsOfState...); len(found) > 0 {
		t.Errorf("left %q", found)
	}
}

// TestInterruptedProtectIsCompleted by the next run, whatever that does: nobody
// who is asked for a pass phrase has open keys on the disk.
func TestInterruptedProtectIsCompleted(t *testing.T) {
	t.Parallel()
	m := filled(t)
	header, s, err := newSeal("correct horse")
	if err != nil {
		t.Fatal(err)
	}
	m.seal = s
	if err := m.writeHeader(header, true); err != nil {
		t.Fatal(err)
	}
	if err := m.Write("note/0", []byte(`{"text":"wonderful-secret"}`)); err != nil { // one of six: then the power fails
		t.Fatal(err)
	}
	m.close()
	if _, err := openMachine(m.dir, phrase("wrong horse"), func() {}); !errors.Is(err, errPassphrase) {
		t.Errorf("a wrong pass phrase: %v", err)
	}
	if len(contains(t, m.dir, secretsOfState...)) == 0 {
		t.Error("a wrong pass phrase sealed records")
	}
	wantNotes(t, opened(t, m.dir, phrase("correct horse")))
	if found := contains(t, m.dir, secretsOfState...); len(found) > 0 {
		t.Errorf("left %q", found)
	}
}

// TestFullDiskIsStillRead: a protect that cannot be completed keeps nobody from
// reading.
func TestFullDiskIsStillRead(t *testing.T) {
	t.Parallel()
	m := filled(t)
	header, s, err := newSeal("correct horse")
	if err != nil {
		t.Fatal(err)
	}
	m.seal = s
	if err := m.writeHeader(header, true); err != nil {
		t.Fatal(err)
	}
	m.close()
	if err := os.Mkdir(m.file("in the way"), 0o700); err != nil {
		t.Fatal(err)
	}
	if got, err := opened(t, m.dir, phrase("correct horse")).Read("note/4"); err != nil || !bytes.Contains(got, []byte("wonderful-secret")) {
		t.Errorf("%q %v", got, err)
	}
}

// TestPassphraseStays: protecting twice neither changes the pass phrase nor
// says that it did.
func TestPassphraseStays(t *testing.T) {
	t.Parallel()
	m := filled(t)
	if err := errors.Join(m.protect("first phrase"), m.protect("second phrase")); err != nil {
		t.Fatal(err)
	}
	m.close()
	if _, err := openMachine(m.dir, phrase("second phrase"), func() {}); !errors.Is(err, errPassphrase) {
		t.Errorf("the second pass phrase: %v", err)
	}
	wantNotes(t, opened(t, m.dir, phrase("first phrase")))
}

// TestPassphraseOnATerminal is never shown, and a new one is typed twice.
func TestPassphraseOnATerminal(t *testing.T) {
	t.Parallel()
	if os.Getenv("MESH_PASSPHRASE_FILE") != "" {
		t.Fatal("MESH_PASSPHRASE_FILE is set: unset it to test the prompt")
	}
	for _, c := range []struct {
		typed []string
		code  int
	}{
		{[]string{"correct horse", "correct horse"}, exitOK},
		{[]string{"correct horse", "correct horsf"}, exitUsage},
		{[]string{"short"}, exitUsage},
	} {
		state := filepath.Join(t.TempDir(), "state")
		person := newTerminal(t)
		var out bytes.Buffer
		talk := &prompts{person: person, answers: c.typed}
		code := newApp(person.slave, &out, talk).execute(t.Context(), []string{"--state", state, "device", "protect"})
		_, err := os.Stat(filepath.Join(state, sealFile))
		if code != c.code || (err == nil) != (c.code == exitOK) {
			t.Errorf("%q: exit %d, protected: %v\n%s", c.typed, code, err == nil, talk.said.String())
		}
		if len(talk.answers) > 0 || talk.shown.Load() {
			t.Errorf("%q: not asked for %q; shown: %v", c.typed, talk.answers, talk.shown.Load())
		}
		if !person.echoes() {
			t.Errorf("%q: the terminal shows nothing any more", c.typed)
		}
		if strings.Contains(out.String()+talk.said.String(), "horse") {
			t.Errorf("%q: printed", c.typed)
		}
	}
}
