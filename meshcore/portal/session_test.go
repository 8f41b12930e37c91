package portal_test

import (
	"crypto/rand"
	"slices"
	"testing"
	"time"

	"meshportal/meshcore"
	"meshportal/meshcore/jose"
	"meshportal/meshcore/portal"
	"meshportal/meshcore/protocol"
)

func TestSessionRefuses(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	id, _ := p.session(p.first)
	for _, other := range []string{"", "x", id + "\n", id + "A", id[1:], flipped(id), "'; DROP TABLE sessions; --"} {
		w.ended(other)
	}
	w.holds(id)
}

func TestSessionEndsWhenIdle(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	id, _ := p.session(p.first)
	w.advance(12*time.Hour - time.Second)
	w.holds(id)
	w.advance(12*time.Hour - time.Second)
	w.holds(id)
	w.advance(12 * time.Hour)
	w.ended(id)
}

func TestSessionEndsAfterAWeek(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	id, _ := p.session(p.first)
	for range 14 {
		w.advance(12*time.Hour - time.Second)
		w.holds(id)
	}
	w.advance(13 * time.Second)
	w.holds(id)
	w.advance(time.Second)
	w.ended(id)
}

func TestSessionLivesAreLimits(t *testing.T) {
	w := newWorld(t, func(c *portal.Config) { c.Limits.SessionIdle, c.Limits.SessionLife = time.Hour, 90*time.Minute })
	p := w.person("alice")
	idle, _ := p.session(p.first)
	used, _ := p.session(p.first)
	w.advance(50 * time.Minute)
	w.holds(used)
	w.advance(10 * time.Minute)
	w.ended(idle)
	w.holds(used)
	w.advance(30 * time.Minute)
	w.ended(used)
}

func TestSessionUseIsWrittenOnceAMinute(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	id, session := p.session(p.first)
	before := w.rows()
	w.advance(59 * time.Second)
	if got := w.holds(id); !got.Seen.Equal(session.Seen) {
		t.Errorf("seen %v, want %v", got.Seen, session.Seen)
	}
	w.unchanged(before)
	w.advance(time.Second)
	if got := w.holds(id); !got.Seen.Equal(w.time()) {
		t.Errorf("seen %v, want %v", got.Seen, w.time())
	}
	if got := w.holds(id); !got.Seen.Equal(w.time()) || !got.Started.Equal(session.Started) {
		t.Errorf("read again: %+v", got)
	}
}

// A frozen log is read by who is signed in, and written by nobody.
func TestSessionOfAFrozenLogReads(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	id, session := p.session(p.first)
	w.advance(time.Hour)
	next := p.next()
	w.failRelease(errDisk)
	if err := p.publish(p.first, next); err == nil {
		t.Fatal("acknowledged without its note")
	}
	before := w.rows()
	w.holds(id)
	view, err := w.View(t.Context(), session)
	w.check(err)
	if view.Head.Sequence != 0 || view.LogSize != 1 {
		t.Errorf("version %d of %d leaves is shown before it was released", view.Head.Sequence, view.LogSize)
	}
	w.unchanged(before)
	w.denied(protocol.Unavailable, func() error { _, _, err := p.browser(p.first).signIn(); return err })
}

func TestDeviceHasTwentySessions(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	phone := p.join()
	other, _ := p.session(phone)
	var ids []string
	for range 20 {
		w.advance(2 * time.Minute)
		id, _ := p.session(p.first)
		ids = append(ids, id)
	}
	w.advance(2 * time.Minute)
	w.holds(ids[0]) // the second was seen longest ago now
	last, session := p.session(p.first)
	w.ended(ids[1])
	for _, id := range append(slices.Delete(ids, 1, 2), last, other) {
		w.holds(id)
	}
	list, err := w.Sessions(t.Context(), session)
	w.check(err)
	if len(list) != 21 || list[0].Hash != session.Hash {
		t.Errorf("%d sessions are listed, the newest first: %v", len(list), list[0].Hash == session.Hash)
	}
}

func TestRemovedDeviceIsSignedOut(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	phone := p.join()
	first, _ := p.session(p.first)
	gone, session := p.session(phone)
	w.check(w.Sweep(t.Context()))
	p.remove(phone)
	w.ended(gone)
	w.holds(first)
	if rows := w.column("SELECT device FROM sessions UNION SELECT device FROM sightings"); !slices.Equal(rows, []string{string(p.first.id())}) {
		t.Errorf("kept of the devices %v, want those of %s alone", rows, p.first.id())
	}
	for name, do := range map[string]func() error{
		"View":             func() error { _, err := w.View(t.Context(), session); return err },
		"Sessions":         func() error { _, err := w.Sessions(t.Context(), session); return err },
		"Activity":         func() error { _, err := w.Activity(t.Context(), session, 10); return err },
		"Documents":        func() error { _, err := w.Documents(t.Context(), session); return err },
		"Document":         func() error { _, err := w.Document(t.Context(), session, p.profile.Identifier); return err },
		"Held":             func() error { _, err := w.Held(t.Context(), session, phone.id()); return err },
		"EndSession":       func() error { return w.EndSession(t.Context(), session, session.Hash) },
		"EndOtherSessions": func() error { return w.EndOtherSessions(t.Context(), session) },
	} {
		t.Log(name)
		w.denied(protocol.Unauthenticated, do)
	}
}

// A refused profile ends no session: both are in one transaction.
func TestRefusedRemovalEndsNoSession(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	phone := p.join()
	id, _ := p.session(phone)
	next := p.next()
	without(next, phone)
	next.Updated = meshcore.At(w.time().Add(time.Hour))
	w.refused(protocol.Conflict, func() error { return p.publish(p.first, next) })
	w.holds(id)
}

func TestRecoveryEndsTheSessionsOfLostDevices(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	id, _ := p.session(p.first)
	w.advance(time.Second)
	fresh := w.device()
	next := p.recovered(fresh)
	w.check(p.send(next, p.open(next)))
	w.ended(id)
	now, _ := p.session(fresh)
	w.holds(now)
}

func TestEndSession(t *testing.T) {
	w := newWorld(t)
	p, mallory := w.person("alice"), w.person("mallory")
	phone := p.join()
	mine, session := p.session(p.first)
	theirs, other := p.session(phone)
	foreign, stranger := mallory.session(mallory.first)
	w.denied(protocol.NotFound, func() error { return w.EndSession(t.Context(), session, stranger.Hash) })
	w.denied(protocol.NotFound, func() error { return w.EndSession(t.Context(), session, [32]byte{1}) })
	w.check(w.EndSession(t.Context(), session, other.Hash))
	w.ended(theirs)
	w.holds(mine)
	w.check(w.EndSession(t.Context(), session, session.Hash)) // signs out
	w.ended(mine)
	w.holds(foreign)
	w.denied(protocol.Unauthenticated, func() error { return w.EndSession(t.Context(), session, session.Hash) })
}

func TestEndOtherSessions(t *testing.T) {
	w := newWorld(t)
	p, mallory := w.person("alice"), w.person("mallory")
	others := []string{}
	for _, d := range []*device{p.first, p.join()} {
		id, _ := p.session(d)
		others = append(others, id)
	}
	mine, session := p.session(p.first)
	foreign, _ := mallory.session(mallory.first)
	w.check(w.EndOtherSessions(t.Context(), session))
	for _, id := range others {
		w.ended(id)
	}
	w.holds(mine)
	w.holds(foreign)
}

func TestSweepForgetsSessions(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	p.session(p.first)
	w.advance(time.Hour)
	id, session := p.session(p.first)
	w.advance(11 * time.Hour)
	w.check(w.Sweep(t.Context()))
	w.holds(id)
	list, err := w.Sessions(t.Context(), session)
	w.check(err)
	if rows := w.column("SELECT hash FROM sessions"); len(rows) != 1 || len(list) != 1 {
		t.Errorf("%d sessions are kept, %d listed, want 1", len(rows), len(list))
	}
}

// A profile may state a device anew; its session is that of the key it had.
func TestSessionIsOfTheDevicesKey(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	phone := p.join()
	id, _ := p.session(phone)
	next := p.next()
	renewed := w.deviceOf(phone.sign, w.key(jose.GenerateEd25519(rand.Reader)), phone.enc)
	next.Devices[1] = renewed.profile
	w.check(p.publish(p.first, next))
	w.ended(id)
}
