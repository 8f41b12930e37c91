package portal_test

import (
	"encoding/base64"
	"strconv"
	"strings"
	"testing"
	"time"

	"meshportal/meshcore"
	"meshportal/meshcore/jose"
	"meshportal/meshcore/ledger"
	"meshportal/meshcore/protocol"
)

// get asks as a device; nil is a stranger.
func (w *world) get(d *device, req *protocol.GetRequest) error {
	w.Helper()
	_, err := w.got(d, req)
	return err
}

func (w *world) got(d *device, req *protocol.GetRequest) (*protocol.GetResponse, error) {
	w.Helper()
	var signer jose.Signer
	if d != nil {
		signer = d.auth
	}
	return w.gotBy(signer, req)
}

func (w *world) gotBy(signer jose.Signer, req *protocol.GetRequest) (*protocol.GetResponse, error) {
	w.Helper()
	if !req.Records {
		answer := new(protocol.GetResponse)
		return answer, w.ask(signer, req, answer)
	}
	answer := new(protocol.GetRecordsResponse)
	err := w.ask(signer, req, answer)
	return &protocol.GetResponse{DataItems: answer.DataItems}, err
}

// tags names the types of what was served.
func tags(w *world, r *protocol.GetResponse) string {
	w.Helper()
	var names []string
	for _, entry := range r.Entries {
		tag, _, err := meshcore.Untag(entry)
		w.check(err)
		names = append(names, tag)
	}
	return strings.Join(names, " ")
}

func TestGetWhoSeesWhat(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	editor, reader, member := p.join(), p.join(), p.join()
	a := p.passwords(editor)
	next := p.next()
	next.Applications[1].Grant(reader.id(), meshcore.Reader)
	w.check(p.publish(p.first, next))
	mallory := w.person("mallory").first
	kit := p.kit()
	w.check(kit.publish(p.first.auth))

	byAccount := &protocol.GetRequest{Account: string(p.account)}
	byProfile := &protocol.GetRequest{Identifier: string(p.profile.Identifier)}
	byApplication := &protocol.GetRequest{Identifier: string(a.id)}
	byEscrow := &protocol.GetRequest{Identifier: string(kit.id)}
	byAdministration := &protocol.GetRequest{Identifier: string(p.profile.Applications[0].Identifier)}
	const personal, master, app = "SignedPersonalProfile", "SignedMasterProfile", "SignedApplicationProfile"
	for _, tt := range []struct {
		name string
		who  *device
		req  *protocol.GetRequest
		want string // "" is 404
	}{
		{"device by account", member, byAccount, personal},
		{"device by profile", member, byProfile, personal},
		{"stranger by account", nil, byAccount, master},
		{"stranger by profile", nil, byProfile, master},
		{"other person", mallory, byProfile, master},
		{"application: administration device", p.first, byApplication, app},
		{"application: editor", editor, byApplication, app},
		{"application: reader", reader, byApplication, app},
		{"application: member", member, byApplication, ""},
		{"application: other person", mallory, byApplication, ""},
		{"application: stranger", nil, byApplication, ""},
		{"escrow entry: stranger", nil, byEscrow, meshcore.EscrowTag},
		{"administration entry", p.first, byAdministration, ""},
		{"unknown account", nil, &protocol.GetRequest{Account: "nobody@" + portalName}, ""},
		{"unknown Identifier", p.first, &protocol.GetRequest{Identifier: "nothing"}, ""},
		{"records: stranger", nil, &protocol.GetRequest{Identifier: string(p.profile.Identifier), Records: true}, ""},
	} {
		got, err := w.got(tt.who, tt.req)
		if tt.want == "" {
			w.refused(protocol.NotFound, func() error { return err })
			continue
		}
		w.check(err)
		if names := tags(w, got); names != tt.want {
			t.Errorf("%s: served %s, want %s", tt.name, names, tt.want)
		}
	}
	w.refused(protocol.Invalid, func() error { return w.get(nil, &protocol.GetRequest{}) })
}

func TestGetMasterKeyReadsProfilesAlone(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	a := p.passwords()
	got, err := w.gotBy(p.master, &protocol.GetRequest{Account: string(p.account), Multiple: true, Full: true})
	w.check(err)
	if len(got.Entries) != 2 || len(got.DataItems) != 2 {
		t.Errorf("%d entries and %d items, want 2 and 2", len(got.Entries), len(got.DataItems))
	}
	w.refused(protocol.NotFound, func() error {
		_, err := w.gotBy(p.master, &protocol.GetRequest{Identifier: string(a.id)})
		return err
	})
	w.refused(protocol.Unauthorized, func() error {
		return w.ask(p.master, &protocol.ConnectPendingRequest{AccountID: string(p.account)}, new(protocol.ConnectPendingResponse))
	})
}

func TestGetFullIsProven(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	a := p.passwords()
	for range 3 {
		w.check(a.publish(p.first, a.next()))
	}
	got, err := w.got(p.first, &protocol.GetRequest{Identifier: string(a.id), Multiple: true, Full: true})
	w.check(err)
	if len(got.Entries) != 4 || len(got.DataItems) != 4 {
		t.Fatalf("%d entries and %d items, want 4 and 4", len(got.Entries), len(got.DataItems))
	}
	c := w.checkpoint()
	var before ledger.Leaf
	prior := ""
	for i := range got.DataItems {
		d := &got.DataItems[i]
		signed, err := meshcore.ParseEntry[meshcore.ApplicationProfile]([]byte(d.Text))
		w.check(err)
		if d.Text != string(got.Entries[i]) {
			t.Errorf("item %d has another text than its entry", i)
		}
		leaf := proven(w, d, c)
		if leaf.Sequence != uint64(i) || leaf.Kind != ledger.KindApplication || leaf.Label != ledger.Label(string(a.id)) {
			t.Errorf("item %d has the leaf %+v", i, leaf)
		}
		if leaf.Commitment != ledger.Commit(value(w, d, protocol.KeySalt), signed.Version()) {
			t.Errorf("the leaf of item %d does not commit to its text", i)
		}
		if d.PriorTransactionID != prior || i > 0 && leaf.Previous != before.Hash() {
			t.Errorf("item %d does not follow the one before", i)
		}
		if action := map[bool]string{true: "New", false: "Update"}[i == 0]; d.Action != action {
			t.Errorf("item %d is %s, want %s", i, d.Action, action)
		}
		token, err := ledger.ParseToken(reopen(w, signed).NotaryToken)
		w.check(err)
		if i > 0 && before.Commitment != ledger.Commit(value(w, d, protocol.KeyPreviousSalt), token.Predecessor) {
			t.Errorf("previousSalt of item %d does not open the leaf before", i)
		}
		before, prior = leaf, d.TransactionID
	}
}

func reopen(w *world, s *meshcore.SignedApplicationProfile) *meshcore.ApplicationProfile {
	w.Helper()
	a, err := s.Reopen()
	w.check(err)
	return a
}

// value reads a key of 32 bytes.
func value(w *world, d *protocol.DataItem, key string) [32]byte {
	w.Helper()
	b, err := base64.StdEncoding.DecodeString(d.Value(key))
	w.check(err)
	return [32]byte(b)
}

// proven checks the inclusion of an item's leaf in the checkpoint's tree.
func proven(w *world, d *protocol.DataItem, c ledger.Checkpoint) ledger.Leaf {
	w.Helper()
	lines, err := base64.StdEncoding.DecodeString(d.Value(protocol.KeyLeaf))
	w.check(err)
	leaf, err := ledger.ParseLeaf(lines)
	w.check(err)
	raw, err := base64.StdEncoding.DecodeString(d.Value(protocol.KeyProof))
	w.check(err)
	proof, err := ledger.ParseProof(raw)
	w.check(err)
	index, err := strconv.ParseInt(d.TransactionID, 10, 64)
	w.check(err)
	if d.Value(protocol.KeySize) != strconv.FormatInt(c.Size, 10) {
		w.Fatalf("the proof is for a tree of %s, released are %d", d.Value(protocol.KeySize), c.Size)
	}
	w.check(ledger.CheckInclusion(proof, c.Size, c.Root, index, leaf.Hash()))
	return leaf
}

func TestGetMultipleIsOldestFirst(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	first := p.entry(p.signed)
	w.check(p.publish(p.first, p.next()))
	got, err := w.got(p.first, &protocol.GetRequest{Account: string(p.account), Multiple: true})
	w.check(err)
	if len(got.Entries) != 2 || string(got.Entries[0]) != string(first) || string(got.Entries[1]) != string(p.entry(p.signed)) {
		t.Error("the versions are not served oldest first, in their exact bytes")
	}
}

func TestGetMultipleIsBounded(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	a := p.passwords()
	for range 4 {
		_, err := w.publish(p.first.auth, p.entry(a.sign(p.first, a.padded(3<<20/2))))
		w.check(err)
		a.signed = w.headOf(a)
	}
	got, err := w.got(p.first, &protocol.GetRequest{Identifier: string(a.id), Multiple: true})
	w.check(err)
	size := 0
	for _, e := range got.Entries {
		size += len(e)
	}
	if size > 8<<20 || len(got.Entries) == 0 || string(got.Entries[len(got.Entries)-1]) != string(p.entry(a.signed)) {
		t.Errorf("%d versions of %d bytes are served; want at most 8 MiB, the newest among them", len(got.Entries), size)
	}
}

func (w *world) headOf(a *application) *meshcore.SignedApplicationProfile {
	w.Helper()
	got, err := w.got(a.p.first, &protocol.GetRequest{Identifier: string(a.id)})
	w.check(err)
	signed, err := meshcore.ParseEntry[meshcore.ApplicationProfile](got.Entries[0])
	w.check(err)
	return signed
}

func TestCallerRefuses(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	removed := p.join()
	p.remove(removed)
	body, err := protocol.EncodeRequest(&protocol.GetRequest{Account: string(p.account)})
	w.check(err)
	do := func(s *protocol.Signature) func() error {
		return func() error {
			_, err := w.Do(t.Context(), &protocol.Call{Body: body, Signature: s})
			return err
		}
	}
	for name, s := range map[string]*protocol.Signature{
		"the device's signature key":       w.sign(p.first.sign, body),
		"nobody's key":                     w.sign(w.device().auth, body),
		"a removed device":                 w.sign(removed.auth, body),
		"another body":                     w.sign(p.first.auth, []byte("{}")),
		"another's signature":              forge(w.sign(p.first.auth, body), w.sign(removed.auth, body)),
		"another target":                   target(w, p, body, "http://elsewhere.example"+protocol.Path, protocol.TagDoor, w.time()),
		"a sign-in":                        target(w, p, body, baseURL+protocol.Path, protocol.TagSignIn, w.time()),
		"a signature older than 5 minutes": target(w, p, body, baseURL+protocol.Path, protocol.TagDoor, w.time().Add(-5*time.Minute-time.Second)),
		"a signature of the future":        target(w, p, body, baseURL+protocol.Path, protocol.TagDoor, w.time().Add(5*time.Minute+time.Second)),
	} {
		t.Log(name)
		if s.TargetURI != baseURL+protocol.Path {
			s.TargetURI = baseURL + protocol.Path // what the door says
		}
		w.refused(protocol.Unauthenticated, do(s))
	}
	once := w.sign(p.first.auth, body)
	w.check(do(once)())
	w.refused(protocol.Unauthenticated, do(once)) // replayed
}

func forge(s, other *protocol.Signature) *protocol.Signature {
	s.Value = other.Value
	return s
}

func target(w *world, p *person, body []byte, uri, tag string, at time.Time) *protocol.Signature {
	w.Helper()
	nonce, err := protocol.NewNonce(w.config.Rand)
	w.check(err)
	s, err := protocol.SignCall(p.first.auth, uri, body, tag, at, nonce)
	w.check(err)
	return s
}

func TestReplayAfterRestartIsRefused(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	body, err := protocol.EncodeRequest(&protocol.GetRequest{Account: string(p.account)})
	w.check(err)
	call := &protocol.Call{Body: body, Signature: w.sign(p.first.auth, body)}
	_, err = w.Do(t.Context(), call)
	w.check(err)
	w.advance(2 * time.Second)
	w.restart(w.released)
	w.refused(protocol.Unauthenticated, func() error { _, err := w.Do(t.Context(), call); return err })
}

func TestWritingCallsNonceIsStored(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	kit := p.kit()
	body, err := protocol.EncodeRequest(&protocol.PublishRequest{Entry: kit.entry})
	w.check(err)
	call := &protocol.Call{Body: body, Signature: w.sign(p.first.auth, body)}
	_, err = w.Do(t.Context(), call)
	w.check(err)
	w.restart(w.released)
	w.refused(protocol.Unauthenticated, func() error { _, err := w.Do(t.Context(), call); return err })
	w.advance(5 * time.Minute) // the last instant at which the signature holds
	w.refused(protocol.Unauthenticated, func() error { _, err := w.Do(t.Context(), call); return err })
}

func TestSessionReadsOnly(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	session := p.first.auth.PublicKey().KID()
	send := func(req protocol.Request) error {
		body, err := protocol.EncodeRequest(req)
		w.check(err)
		_, err = w.Do(t.Context(), &protocol.Call{Body: body, Session: session})
		return err
	}
	w.check(send(&protocol.GetRequest{Account: string(p.account), Records: true}))
	w.refused(protocol.Unauthenticated, func() error { return send(&protocol.PublishRequest{Entry: p.kit().entry}) })
}
