package browser

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"meshportal/meshcore/ledger"
)

// operator has the log's key, and stands between its own portal and a browser
// that administers a profile together with a machine.
type operator struct {
	*evil
	t       *testing.T
	server  *machine
	admin   *tab
	account string
	device  string      // the browser
	others  int         // accounts beside
	public  string      // verifies the log
	signer  note.Signer // signs what is served in its place

	keeping sync.Mutex
	last    []byte // answer with versions of the profile
	before  []byte // and the last before the profile's newest version
}

func operates(t *testing.T) *operator {
	t.Helper()
	o := &operator{evil: betweenPortal(t), t: t, server: newMachine(t)}
	o.account = "alice@" + o.name()
	o.admin = oneBrowser(t).tab(o.portal.base)
	o.admin.c.watch.expect("status of (401|404)|" + cutOff)
	o.honest()
	o.server.must("profile", "create", o.account, "--device-name", "server", "--defer-kit")
	_, code := o.admin.asksToJoin(o.account, "laptop")
	o.server.must("device", "approve", code, "--role", "administrator", "--apps", "all")
	o.admin.isIn(o.account)
	o.device = o.admin.self()
	return o
}

// honest ends what was begun, and keeps in mind what is served.
func (o *operator) honest() {
	o.t.Helper()
	text, err := os.ReadFile(filepath.Join(o.data, "log.key"))
	must(o.t, err)
	var private string
	private, o.public, _ = strings.Cut(strings.TrimSpace(string(text)), "\n")
	o.signer, err = ledger.NewSigner(private)
	must(o.t, err)
	o.onFiles(nil)
	o.atDoor(func(ask, answer []byte) []byte {
		if bytes.HasPrefix(ask, []byte(`{"GetRecords":`)) && bytes.Contains(answer, []byte(`"DataItems"`)) {
			o.keeping.Lock()
			defer o.keeping.Unlock()
			o.last = answer
		}
		return answer
	})
}

// another is a key that is not the log's, under its name.
func (o *operator) another() note.Signer {
	o.t.Helper()
	private, _, err := ledger.GenerateKey(nil, o.signer.Name())
	must(o.t, err)
	signer, err := ledger.NewSigner(private)
	must(o.t, err)
	return signer
}

// signs serves another checkpoint than the newest.
func (o *operator) signs(change func(*ledger.Checkpoint)) {
	verifier, err := ledger.NewVerifier(o.public)
	must(o.t, err)
	signer := o.signer
	o.onFiles(func(path string, body []byte) []byte {
		if path != "/log/checkpoint" {
			return body
		}
		checkpoint, err := ledger.ParseCheckpoint(body, verifier)
		if err != nil {
			o.t.Error(err)
		}
		change(&checkpoint)
		text, err := checkpoint.Sign(signer)
		if err != nil {
			o.t.Error(err)
		}
		return text
	})
}

// grows: another account makes the log longer.
func (o *operator) grows() {
	o.others++
	o.grow(o.t, "other"+strconv.Itoa(o.others))
}

// bundles changes the leaves that are served; nil is none.
func (o *operator) bundles(change func([]byte) []byte) {
	o.onFiles(func(path string, body []byte) []byte {
		if !strings.HasPrefix(path, "/log/tile/entries/") {
			return body
		}
		return change(body)
	})
}

// garbled is a bundle in which one character of its last leaf is another.
func garbled(bundle []byte) []byte {
	changed := bytes.Clone(bundle)
	at := bytes.LastIndex(changed[:bytes.LastIndexByte(changed, 'Z')], []byte("="))
	changed[at-10] ^= 1
	return changed
}

// renames: a new version of the profile, written by the machine.
func (o *operator) renames(name string) {
	o.keeping.Lock()
	o.before = o.last
	o.keeping.Unlock()
	o.server.must("device", "rename", o.device, name)
}

// answers changes what is served of the profile's versions.
func (o *operator) answers(change func([]byte) []byte) {
	o.atDoor(func(ask, answer []byte) []byte {
		if bytes.HasPrefix(ask, []byte(`{"GetRecords":`)) {
			return change(answer)
		}
		return answer
	})
}

// kept is the last honest answer from before.
func (o *operator) kept([]byte) []byte { return o.before }

// none is an answer without any version.
func none(answer []byte) []byte {
	var message map[string]map[string]json.RawMessage
	if json.Unmarshal(answer, &message) != nil || message["GetRecordsResponse"] == nil {
		return answer
	}
	message["GetRecordsResponse"]["DataItems"] = json.RawMessage("[]")
	changed, _ := json.Marshal(message)
	return changed
}

// lists the devices as the machine has verified them.
func (o *operator) lists() []byte {
	out, err := o.server.run("device", "list")
	must(o.t, err)
	return out
}
