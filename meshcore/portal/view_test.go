package portal_test

import (
	"slices"
	"testing"
	"time"

	"meshportal/meshcore"
	"meshportal/meshcore/ledger"
	"meshportal/meshcore/portal"
	"meshportal/meshcore/protocol"
	"meshportal/meshcore/udf"
)

// view is what a device is shown.
func (p *person) view(session *portal.Session) *portal.View {
	p.w.Helper()
	view, err := p.w.View(p.w.Context(), session)
	p.w.check(err)
	return view
}

func TestView(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	bob := w.person("bob")
	bob.session(bob.first) // others do not show
	phone := p.join()
	a := p.passwords(phone)
	k, erased := p.kit(), p.kit()
	w.check(k.publish(p.first.auth))
	w.check(erased.publish(p.first.auth))
	w.check(erased.erase(p.first.auth))
	j := p.joining(w.device())
	w.check(j.start())
	blocked := p.joining(w.device())
	w.check(blocked.start())
	r := blocked.result(meshcore.Rejected)
	r.Block = true
	w.check(blocked.complete(p.first, r))
	_, session := p.session(p.first)

	v := p.view(session)
	if v.Account.Name != p.account || v.Account.Status != portal.Open || v.Device != p.first.id() || !v.Administrator {
		t.Errorf("it is of %s (%s) for %s", v.Account.Name, v.Account.Status, v.Device)
	}
	if v.Head.ID != p.signed.Version() || v.Head.Body != nil || v.Personal.Updated != p.profile.Updated {
		t.Errorf("the head is version %s", v.Head.ID)
	}
	if len(v.Pending) != 1 || len(v.Blocked) != 1 || v.Blocked[0] != blocked.d.id() {
		t.Errorf("pending %+v, blocked %v", v.Pending, v.Blocked)
	}
	if len(v.Kits) != 1 || v.Kits[0].Identifier != k.id || v.Kits[0].Body != nil {
		t.Errorf("the kits are %+v", v.Kits)
	}
	if len(v.Sessions) != 1 || v.Sessions[0] != *session {
		t.Errorf("the sessions are %+v", v.Sessions)
	}
	c, err := w.open(v.Checkpoint)
	w.check(err)
	if v.LogSize != w.size() || c.Size != v.LogSize {
		t.Errorf("the log has %d leaves, its note %d; want %d", v.LogSize, c.Size, w.size())
	}
	if !slices.Equal(v.Devices[1].Reads, []udf.Fingerprint{a.id}) || !slices.Equal(v.Devices[1].Signs, []udf.Fingerprint{a.id}) {
		t.Errorf("the phone reads %v and signs %v", v.Devices[1].Reads, v.Devices[1].Signs)
	}
}

func TestViewPending(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	id := p.invitation(w.time().Add(time.Hour))
	plain, invited := p.joining(w.device()), p.joining(w.device())
	invited.id = id
	w.check(plain.start())
	w.advance(time.Second)
	w.check(invited.start())
	_, session := p.session(p.first)
	got := p.view(session).Pending
	if len(got) != 2 {
		t.Fatalf("%d are pending, want 2", len(got))
	}
	for i, j := range []*joining{plain, invited} {
		if got[i].Device.Identifier != j.d.id() || got[i].RequestID != j.signed.Version() || got[i].Invited != (j == invited) {
			t.Errorf("%d: %+v", i, got[i])
		}
		if want := udf.ConnectionCode(j.d.id(), p.profile.Identifier); got[i].Code != want || got[i].Address == "" {
			t.Errorf("%d: code %s, want %s", i, got[i].Code, want)
		}
		if life := got[i].Expires.Sub(got[i].Requested); life != 15*time.Minute {
			t.Errorf("%d: it waits %s", i, life)
		}
	}
	w.advance(15*time.Minute - time.Second)
	if got := p.view(session).Pending; len(got) != 1 || !got[0].Invited {
		t.Errorf("after the first has lapsed: %+v", got)
	}
}

// Requests and blocks are shown to administration devices alone (protocol.md II.8).
func TestViewOfAMemberHasNoRequests(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	phone := p.join()
	j := p.joining(w.device())
	w.check(j.start())
	blocked := p.joining(w.device())
	w.check(blocked.start())
	r := blocked.result(meshcore.Rejected)
	r.Block = true
	w.check(blocked.complete(p.first, r))
	_, session := p.session(phone)
	if v := p.view(session); v.Administrator || v.Pending != nil || v.Blocked != nil || len(v.Devices) != 2 {
		t.Errorf("a member is shown %+v and %v", v.Pending, v.Blocked)
	}
}

func TestViewSaysWhoAddedWhom(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	begin := w.time()
	_, session := p.session(p.first)
	check := func(want ...portal.DeviceView) {
		t.Helper()
		got := p.view(session).Devices
		if len(got) != len(want) {
			t.Fatalf("%d devices, want %d", len(got), len(want))
		}
		for i, d := range got {
			if !d.Added.Equal(want[i].Added) || d.AddedBy != want[i].AddedBy || d.Recovered != want[i].Recovered || d.Administrator != want[i].Administrator {
				t.Errorf("%d: added %v by %q, administrator %v", i, d.Added, d.AddedBy, d.Administrator)
			}
		}
	}
	first := portal.DeviceView{Added: begin, Administrator: true}
	check(first)
	w.advance(time.Minute)
	phone := p.join()
	joined := portal.DeviceView{Added: w.time(), AddedBy: p.first.id()}
	check(first, joined) // continued from the last walk
	w.advance(time.Minute)
	next := p.next()
	next.Applications[0].Grant(phone.id(), meshcore.Editor)
	next.Applications[0].DecryptID = nil
	w.check(p.publish(p.first, next))
	joined.Administrator = true
	check(first, joined)
	w.restart(w.released) // walked anew
	check(first, joined)

	w.advance(time.Minute)
	fresh := w.device()
	recovered := p.recovered(fresh)
	w.check(p.send(recovered, p.open(recovered)))
	_, session = p.session(fresh)
	genesis := p.profile.Master().OnlineSignatureKeys[0].UDF
	check(portal.DeviceView{Added: w.time(), AddedBy: genesis, Recovered: true, Administrator: true})
}

func TestViewSaysWhenADeviceWasSeen(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	phone, tablet := p.join(), p.join()
	_, session := p.session(p.first)
	seen := func(want ...time.Time) {
		t.Helper()
		for i, d := range p.view(session).Devices {
			if !d.Seen.Equal(want[i]) {
				t.Errorf("device %d was seen %v, want %v", i, d.Seen, want[i])
			}
		}
	}
	begin, never := w.time(), time.Time{}
	seen(begin, never, never)
	w.advance(time.Minute)
	_, err := p.pending(phone.auth) // refused by authority, and a signed call all the same
	if err == nil {
		t.Fatal("a member was shown the requests")
	}
	called := w.time()
	seen(begin, called, never)
	w.advance(time.Minute)
	w.check(w.Sweep(t.Context()))
	w.restart(w.released)
	seen(begin, called, never)
	if rows := w.column("SELECT device FROM sightings"); len(rows) != 2 {
		t.Errorf("written down: %v", rows)
	}
	w.advance(time.Minute)
	id, _ := p.session(tablet)
	w.advance(time.Minute)
	w.holds(id)
	seen(begin, called, w.time())
	if n := p.view(session).Devices[2].Sessions; n != 1 {
		t.Errorf("the tablet has %d sessions, want 1", n)
	}
}

// A signature that does not hold is no sighting.
func TestForgedCallIsNoSighting(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	phone := p.join()
	_, session := p.session(p.first)
	body, err := protocol.EncodeRequest(&protocol.GetRequest{Account: string(p.account)})
	w.check(err)
	forged := forge(w.sign(phone.auth, body), w.sign(p.first.auth, body))
	if _, err := w.Do(t.Context(), &protocol.Call{Body: body, Signature: forged}); err == nil {
		t.Fatal("a forged call was answered")
	}
	if d := p.view(session).Devices[1]; !d.Seen.IsZero() {
		t.Errorf("the phone was seen %v", d.Seen)
	}
}

func TestActivity(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	phone := p.join()
	a := p.passwords()
	w.check(p.kit().publish(p.first.auth))
	w.person("bob").passwords()
	_, session := p.session(p.first)
	list, err := w.Activity(t.Context(), session, 10)
	w.check(err)
	var kinds []ledger.Kind
	for i, x := range list {
		kinds = append(kinds, x.Kind)
		if i > 0 && x.Index >= list[i-1].Index {
			t.Errorf("leaf %d stands behind %d", x.Index, list[i-1].Index)
		}
		if leaf := w.leaf(x.Index); leaf.Kind != x.Kind || leaf.Sequence != x.Sequence || !leaf.Time.Equal(x.Time) {
			t.Errorf("%+v is the leaf %+v", x, leaf)
		}
	}
	want := []ledger.Kind{ledger.KindEscrow, ledger.KindPersonal, ledger.KindApplication, ledger.KindPersonal, ledger.KindPersonal}
	if !slices.Equal(kinds, want) {
		t.Errorf("got %v, want %v", kinds, want)
	}
	if list[1].Signer != p.first.id() || list[0].Signer != "" || list[2].Identifier != a.id {
		t.Errorf("signed by %s and %s", list[1].Signer, list[0].Signer)
	}
	for limit, want := range map[int]int{-1: 0, 0: 0, 2: 2, 1000: 5} {
		if list, err := w.Activity(t.Context(), session, limit); err != nil || len(list) != want {
			t.Errorf("at most %d: %d, %v", limit, len(list), err)
		}
	}
	_, member := p.session(phone) // reads no application
	list, err = w.Activity(t.Context(), member, 10)
	w.check(err)
	if len(list) != 4 || slices.ContainsFunc(list, func(x portal.Activity) bool { return x.Identifier == a.id }) {
		t.Errorf("a member is shown %+v", list)
	}
}

func TestDocuments(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	phone := p.join()
	theirs, mine := p.passwords(phone), p.passwords()
	k := p.kit()
	w.check(k.publish(p.first.auth))
	bob := w.person("bob")
	bob.passwords()
	for d, want := range map[*device]map[udf.Fingerprint]string{
		p.first: {p.profile.Identifier: "PersonalProfile", theirs.id: credentials, mine.id: credentials, k.id: meshcore.EscrowTag},
		phone:   {p.profile.Identifier: "PersonalProfile", theirs.id: credentials, k.id: meshcore.EscrowTag},
	} {
		_, session := p.session(d)
		list, err := w.Documents(t.Context(), session)
		w.check(err)
		if len(list) != len(want) {
			t.Errorf("%d documents, want %d", len(list), len(want))
		}
		for _, doc := range list {
			if doc.Tag != want[doc.Identifier] || doc.Version.Body != nil {
				t.Errorf("%s is a %s, listed with %d bytes", doc.Identifier, doc.Tag, len(doc.Version.Body))
			}
			one, err := w.Document(t.Context(), session, doc.Identifier)
			w.check(err)
			if one.Version.ID != doc.Version.ID || len(one.Version.Body) == 0 {
				t.Errorf("%s has %d bytes", doc.Identifier, len(one.Version.Body))
			}
			if doc.Identifier == theirs.id && string(one.Version.Body) != string(p.entry(theirs.signed)) {
				t.Error("an old version is shown")
			}
		}
	}
	_, unlisted := p.session(phone)
	_, stranger := bob.session(bob.first)
	for session, id := range map[*portal.Session]udf.Fingerprint{unlisted: mine.id, stranger: theirs.id} {
		w.denied(protocol.NotFound, func() error { _, err := w.Document(t.Context(), session, id); return err })
	}
	next := p.next()
	next.Applications = next.Applications[:1] // their bodies go
	w.check(p.publish(p.first, next))
	_, session := p.session(p.first)
	if list, err := w.Documents(t.Context(), session); err != nil || len(list) != 2 {
		t.Errorf("%d documents are left (%v), want 2", len(list), err)
	}
}

// TestHeld: a device that has left is told from one that never was here.
func TestHeld(t *testing.T) {
	w := newWorld(t)
	p, bob := w.person("alice"), w.person("bob")
	phone, stranger := p.join(), w.device()
	p.remove(phone)
	_, session := p.session(p.first)
	for d, want := range map[*device]bool{p.first: true, phone: true, bob.first: false, stranger: false} {
		if held, err := w.Held(t.Context(), session, d.id()); err != nil || held != want {
			t.Errorf("%s: %v, %v, want %v", d.id(), held, err, want)
		}
	}
	if held, err := w.Held(t.Context(), session, p.first.auth.PublicKey().KID()); err != nil || held {
		t.Errorf("a key that names no device is one: %v", err)
	}
}
