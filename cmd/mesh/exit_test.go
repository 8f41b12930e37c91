package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"meshportal/meshcore"
	"meshportal/meshcore/client"
	"meshportal/meshcore/protocol"
)

// TestExitCodes is experience.md §4, error by error, however deep it lies.
func TestExitCodes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		err  error
		code int
	}{
		{nil, exitOK},
		{errors.New("anything"), exitFailure},
		{client.ErrNoDevice, exitFailure},
		{errPassphrase, exitFailure},
		{usagef("wrong"), exitUsage},
		{errors.New(`unknown command "x" for "mesh"`), exitUsage},
		{joinError(client.JoinPending), exitPending},
		{joinError(client.JoinRejected), exitRejected},
		{joinError(client.JoinExpired), exitExpired},
		{joinError(client.JoinAccepted), exitOK},
		{client.ErrMismatch, exitMismatch},
		{client.ErrOtherProfile, exitMismatch},
		{&client.Alarm{Kind: client.Substitution}, exitMismatch},
		{&client.Alarm{Kind: client.Withheld}, exitMismatch},
		{&client.Alarm{Kind: client.Rollback}, exitMismatch},
		{&client.Alarm{Kind: client.Fork}, exitMismatch},
		{&client.Alarm{Kind: client.Frozen}, exitMismatch},
		{&client.Alarm{Kind: client.NewLog}, exitMismatch},
		{errNetwork, exitNetwork},
		{&protocol.Error{Code: protocol.Unavailable}, exitNetwork},
		{client.ErrBusy, exitConflict},
		{&protocol.Error{Code: protocol.Conflict}, exitConflict},
		{&protocol.Error{Code: protocol.Gone}, exitExpired},
		{&protocol.Error{Code: protocol.Invalid}, exitFailure},
		{&protocol.Error{Code: protocol.Unauthorized}, exitFailure},
		{&protocol.Error{Code: protocol.TooMany}, exitFailure},
	} {
		if got := exitCode(c.err); got != c.code {
			t.Errorf("%v: %d, want %d", c.err, got, c.code)
		}
		if c.err == nil || cobraUsage(c.err) {
			continue
		}
		if got := exitCode(fmt.Errorf("deep: %w", errors.Join(c.err))); got != c.code {
			t.Errorf("wrapped, %v: %d, want %d", c.err, got, c.code)
		}
	}
}

// outcome is what a command line did.
type outcome struct {
	code        int
	out, talk   string
	answer      map[string]any // standard output of --json
	problem     string         // the error of --json
	problemCode int
}

// inProcess runs one command line in this process.
func inProcess(t *testing.T, state, stdin string, args ...string) outcome {
	t.Helper()
	var out, talk bytes.Buffer
	a := newApp(strings.NewReader(stdin), &out, &talk)
	o := outcome{code: a.execute(t.Context(), append([]string{"--state", state, "--json"}, args...))}
	o.out, o.talk = out.String(), talk.String()
	o.read(t)
	return o
}

// read takes the JSON of both streams apart: nothing else is on them.
func (o *outcome) read(t *testing.T) {
	t.Helper()
	if o.out != "" {
		if err := json.Unmarshal([]byte(o.out), &o.answer); err != nil {
			t.Errorf("standard output is not one JSON object: %q", o.out)
		}
	}
	for line := range strings.Lines(o.talk) {
		var said struct {
			Error, Notice string
			Code          int
		}
		if err := json.Unmarshal([]byte(line), &said); err != nil || (said.Error == "") == (said.Notice == "") {
			t.Errorf("a line of standard error is neither error nor notice: %q", line)
		}
		if said.Error != "" {
			o.problem, o.problemCode = said.Error, said.Code
		}
	}
	if (o.code != 0) != (o.problem != "") || o.problemCode != o.code {
		t.Errorf("exit %d, but the error says %d: %q", o.code, o.problemCode, o.problem)
	}
}

// TestRefusedCommandLines: exit code, an error as JSON on standard error,
// nothing on standard output, and no state directory of a wrong command line.
func TestRefusedCommandLines(t *testing.T) {
	t.Parallel()
	down := "alice@localhost:" + strconv.Itoa(freePort(t))
	udf := "MAAAA-AAAAA-AAAAA-AAAAA-AAAAA-AAAAA"
	for _, c := range []struct {
		code int
		args string
	}{
		{2, "nothing"},
		{2, "device nothing"},
		{2, "profile"},
		{2, "device"},
		{2, "profile create"},
		{2, "profile create alice"},
		{2, "profile create a..b@localhost"},
		{2, "profile create alice@localhost --kit 3/2"},
		{2, "profile create alice@localhost --kit 2"},
		{2, "profile create alice@localhost --kit 2/3 --defer-kit"},
		{2, "profile create alice@localhost --colour red"},
		{2, "profile show more"},
		{2, "device connect"},
		{2, "device connect alice@localhost --invitation rubbish"},
		{2, "device connect --invitation -"},
		{2, "device connect --invitation - --invitation-file nothing"},
		{1, "device connect --invitation-file nothing"},
		{2, "device connect --invitation-file exit_test.go"},
		{2, "device approve short"},
		{2, "device reject short"},
		{2, "device remove short"},
		{2, "device rename short name"},
		{2, "device rename " + udf},
		{2, "app add calendar Dates"},
		{2, "app add notes"},
		{2, "app grant Notes " + udf + " owner"},
		{2, "app grant Notes short reader"},
		{2, "entry add Notes"},
		{2, "entry edit Notes ID"},
		{2, "entry restore Notes ID --version x"},
		{2, "password generate --length 3"},
		{2, "password get"},
		{2, "recovery create --shares 1"},
		{2, "recovery create --quorum 4"},
		{2, "recovery restore alice@localhost --keep short"},
		{2, "recovery restore alice@localhost --profile short"},
		{1, "profile show"},
		{1, "device status"},
		{1, "device list"},
		{1, "app list"},
		{1, "entry list Notes"},
		{1, "log show"},
		{1, "log verify"},
		{1, "recovery verify"},
		{1, "recovery list"},
		{1, "device remove " + udf},
		{7, "profile create --defer-kit " + down},
		{7, "device connect " + down},
	} {
		t.Run(c.args, func(t *testing.T) {
			t.Parallel()
			state := filepath.Join(t.TempDir(), "state")
			o := inProcess(t, state, "", strings.Fields(c.args)...)
			if o.code != c.code || o.out != "" {
				t.Errorf("exit %d, want %d: %s%s", o.code, c.code, o.out, o.talk)
			}
			if _, err := os.Stat(state); err == nil && c.code == exitUsage {
				t.Error("a wrong command line made a state directory")
			}
		})
	}
}

// TestErrorsForPeople are one line that begins with the program's name.
func TestErrorsForPeople(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"nothing"}, {"profile", "show"}, {"profile", "create", "a..b@localhost"}} {
		var out, talk bytes.Buffer
		newApp(strings.NewReader(""), &out, &talk).execute(t.Context(), append([]string{"--state", filepath.Join(t.TempDir(), "s")}, args...))
		if out.Len() > 0 || !strings.HasPrefix(talk.String(), "mesh: ") {
			t.Errorf("%v: %q %q", args, out.String(), talk.String())
		}
	}
}

// TestWhatScriptsRelyOn lives through one profile with --json and no terminal:
// exit codes, members of the answers, and standard input.
func TestWhatScriptsRelyOn(t *testing.T) {
	t.Parallel()
	bin, err := programs()
	if err != nil {
		t.Fatal(err)
	}
	p := startPortal(t, bin)
	account := "alice@localhost:" + strconv.Itoa(p.port)
	laptop, phone := filepath.Join(t.TempDir(), "laptop"), filepath.Join(t.TempDir(), "phone")
	on := func(state, stdin string, code int, members string, args ...string) outcome {
		t.Helper()
		o := inProcess(t, state, stdin, args...)
		if o.code != code {
			t.Fatalf("mesh %v: exit %d, want %d: %s%s", args, o.code, code, o.out, o.talk)
		}
		for member := range strings.FieldsSeq(members) {
			if _, ok := o.answer[member]; !ok {
				t.Errorf("mesh %v: no %s in %s", args, member, o.out)
			}
		}
		return o
	}

	o := on(laptop, "", 0, "account profile device", "profile", "create", account)
	if !strings.Contains(o.talk, "notice") || !strings.Contains(o.talk, "recovery kit") {
		t.Errorf("nothing is said of the kit that was put off: %q", o.talk)
	}
	on(laptop, "", 0, "account profile device", "profile", "show")
	on(laptop, "", 0, "identifier", "app", "add", "credentials", "Passwords")
	if o := on(laptop, "", 8, "", "app", "add", "credentials", "Passwords"); o.out != "" {
		t.Errorf("an answer to a refused command: %s", o.out)
	}
	on(phone, "", 8, "", "profile", "create", account)

	// A secret is read from standard input, one field at most.
	id := on(laptop, "from-stdin\nsecond\n", 0, "id", "entry", "add", "Passwords", "Sites=a.example", "Username=x", "Password=-").answer["id"].(string)
	on(laptop, "a\nb\n", 2, "", "entry", "add", "Passwords", "Username=-", "Password=-")
	on(laptop, "", 2, "", "entry", "add", "Passwords", "Password=-")
	on(laptop, "no-newline", 0, "id", "entry", "edit", "Passwords", id, "Notes=-")
	fields := on(laptop, "", 0, "id fields", "entry", "show", "Passwords", id, "--reveal").answer["fields"].(map[string]any)
	if fields["Password"] != "from-stdin" || fields["Notes"] != "no-newline" || fmt.Sprint(fields["Sites"]) != "[a.example]" {
		t.Errorf("got %v", fields)
	}
	hidden := on(laptop, "", 0, "id fields", "entry", "show", "Passwords", id)
	if strings.Contains(hidden.out, "from-stdin") {
		t.Error("a secret is shown that was not revealed")
	}
	if got := on(laptop, "", 0, "password", "password", "get", "a.example").answer["password"]; got != "from-stdin" {
		t.Errorf("got %v", got)
	}
	on(laptop, "", 1, "", "password", "get", "b.example")
	on(laptop, "", 1, "", "entry", "show", "Passwords", "nothing")
	on(laptop, "", 1, "", "entry", "list", "Nothing")
	on(laptop, "", 2, "", "entry", "edit", "Passwords", id, "no-assignment")
	on(laptop, "", 0, "entries", "entry", "list", "Passwords")
	on(laptop, "", 0, "applications", "app", "list")
	on(laptop, "", 0, "origin size root consistent entries", "log", "verify")
	on(laptop, "", 0, "invitation expires", "device", "invite")
	on(laptop, "", 3, "", "device", "wait", "--for", "0s")

	// Pending, rejected, mismatch.
	on(phone, "", 0, "account profile device code status", "device", "connect", account)
	o = on(phone, "", 3, "status", "device", "status")
	device := o.answer["device"].(string)
	pending := on(laptop, "", 0, "pending", "device", "pending").answer["pending"].([]any)[0].(map[string]any)
	for _, member := range []string{"device", "name", "code", "requested", "expires", "invited"} {
		if _, ok := pending[member]; !ok {
			t.Errorf("no %s in %v", member, pending)
		}
	}
	on(laptop, "", 6, "", "device", "approve", "MAAAA-AAAAA-AAAAA-AAAAA-AAAAA-AAAAA")
	on(laptop, "", 2, "", "device", "approve", device, "--role", "owner")
	on(laptop, "", 0, "", "device", "reject", device, "--block")
	if o := on(phone, "", 4, "status", "device", "status"); o.answer["status"] != "rejected" {
		t.Errorf("got %v", o.answer)
	}
	on(phone, "", 4, "", "device", "connect", account)

	// A kit; with too few shares, or a damaged one, nothing is restored.
	shares := on(laptop, "", 0, "kit identifier quorum profile shares", "recovery", "create").answer["shares"].([]any)
	first := shares[0].(string)
	on(laptop, "rubbish\n", 1, "", "recovery", "verify")
	on(laptop, first+"\n", 0, "kit verified", "recovery", "verify")
	fresh := filepath.Join(t.TempDir(), "fresh")
	on(fresh, first+"\n", 1, "", "recovery", "restore", account)
	on(fresh, first+"\n"+strings.Replace(shares[1].(string), shares[1].(string)[15:17], "ZZ", 1)+"\n", 1, "", "recovery", "restore", account)

	// The portal is gone: what was read is still there; writing says 7.
	p.kill()
	on(laptop, "", 0, "id fields", "entry", "show", "Passwords", id)
	on(laptop, "", 7, "", "entry", "edit", "Passwords", id, "Username=y")
	on(laptop, "", 7, "", "device", "pending")
	on(phone, "", 7, "", "device", "connect", account)
}

// TestConnectWaits: --wait prints the request and, a line further, what became
// of it: 0 let in, 3 interrupted, 4 rejected.
func TestConnectWaits(t *testing.T) {
	t.Parallel()
	bin, err := programs()
	if err != nil {
		t.Fatal(err)
	}
	p := startPortal(t, bin)
	account := "alice@localhost:" + strconv.Itoa(p.port)
	laptop := &machineUnderTest{t: t, bin: bin, state: t.TempDir()}
	laptop.must("profile", "create", account, "--defer-kit")
	for name, c := range map[string]struct {
		code   int
		status string
		then   func(t *testing.T, cmd *exec.Cmd, code string)
	}{
		"approved": {0, "accepted", func(_ *testing.T, _ *exec.Cmd, code string) { laptop.must("device", "approve", code) }},
		"rejected": {4, "rejected", func(_ *testing.T, _ *exec.Cmd, code string) { laptop.must("device", "reject", code) }},
		"blocked":  {4, "rejected", func(_ *testing.T, _ *exec.Cmd, code string) { laptop.must("device", "reject", code, "--block") }},
		"interrupted": {3, "", func(t *testing.T, cmd *exec.Cmd, _ string) {
			if err := cmd.Process.Signal(os.Interrupt); err != nil {
				t.Error(err)
			}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cmd := exec.Command(filepath.Join(bin, "mesh"), "--state", t.TempDir(), "--json", "device", "connect", account, "--wait")
			out, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { cmd.Process.Kill() })
			var asked, answered struct{ Code, Status string }
			answers := json.NewDecoder(out)
			if err := answers.Decode(&asked); err != nil || asked.Status != "pending" {
				t.Fatalf("%v %+v", err, asked)
			}
			c.then(t, cmd, asked.Code)
			if err := answers.Decode(&answered); (err == nil) != (c.status != "") || answered.Status != c.status {
				t.Errorf("the answer is %q (%v), want %q", answered.Status, err, c.status)
			}
			cmd.Wait()
			if code := cmd.ProcessState.ExitCode(); code != c.code {
				t.Errorf("exit %d, want %d", code, c.code)
			}
		})
	}
}

// TestNoSecretIsAnArgument: no flag takes a pass phrase, a share or a key.
func TestNoSecretIsAnArgument(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{
		{"device", "protect", "--passphrase", "x"}, {"device", "protect", "x"}, {"recovery", "verify", "share"},
		{"recovery", "restore", "alice@localhost", "share"}, {"recovery", "restore", "alice@localhost", "--share", "x"}, {"device", "unprotect", "x"},
	} {
		if o := inProcess(t, filepath.Join(t.TempDir(), "s"), "", args...); o.code != exitUsage {
			t.Errorf("%v: exit %d", args, o.code)
		}
	}
}

func TestMessagesSayThatNothingWasChanged(t *testing.T) {
	t.Parallel()
	if got := message(fmt.Errorf("name: %w", meshcore.ErrInvalid)); !strings.HasSuffix(got, "; nothing was changed") {
		t.Error(got)
	}
}
