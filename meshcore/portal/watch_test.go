package portal_test

import (
	"testing"
	"time"

	"meshportal/meshcore"
	"meshportal/meshcore/portal"
	"meshportal/meshcore/protocol"
)

// changed takes what there is to receive.
func changed(c <-chan struct{}) bool {
	select {
	case _, open := <-c:
		return open
	default:
		return false
	}
}

func ended(c <-chan struct{}) bool {
	select {
	case _, open := <-c:
		return !open
	default:
		return false
	}
}

// watch is a session that watches a person's profile.
func (w *world) watch(p *person) (changes <-chan struct{}, stop func()) {
	w.Helper()
	w.streams++
	changes, stop, ok := w.Watch(p.profile.Identifier, [32]byte{w.streams})
	if !ok {
		w.Fatal("there is no room for a watcher")
	}
	return changes, stop
}

func TestWatchTellsOfEachChange(t *testing.T) {
	w := newWorld(t)
	p, mallory := w.person("alice"), w.person("mallory")
	changes, stop := w.watch(p)
	defer stop()
	others, stopOthers := w.watch(mallory)
	defer stopOthers()
	var a *application
	var j, withdrawn *joining
	var session *portal.Session
	k := p.kit()
	for _, step := range []struct {
		name string
		do   func() error
	}{
		{"a profile", func() error { return p.publish(p.first, p.next()) }},
		{"an application", func() error { a = p.application(); return a.publish(p.first, a.next()) }},
		{"a recovery entry", func() error { return k.publish(p.first.auth) }},
		{"its erasure", func() error { return k.erase(p.first.auth) }},
		{"a request", func() error { j = p.joining(w.device()); return j.start() }},
		{"its answer", func() error { r := j.result(meshcore.Rejected); r.Block = true; return j.complete(p.first, r) }},
		{"an end of blocking", func() error {
			_, err := p.pendingWith(p.first.auth, &protocol.ConnectPendingRequest{Unblock: []string{string(j.d.id())}})
			return err
		}},
		{"another request", func() error { withdrawn = p.joining(w.device()); return withdrawn.start() }},
		{"its cancellation", func() error { return withdrawn.cancel(withdrawn.d.auth) }},
		{"a sign-in", func() error { _, session = p.session(p.first); return nil }},
		{"a sign-out", func() error { return w.EndSession(t.Context(), session, session.Hash) }},
		{"a deletion", func() error { return p.delete(p.first.auth, p.deletion(p.first)) }},
		{"an erasure", func() error { w.advance(7 * 24 * time.Hour); return w.Sweep(t.Context()) }},
	} {
		if changed(changes) {
			t.Errorf("before %s: told without a change", step.name)
		}
		w.check(step.do())
		if !changed(changes) {
			t.Errorf("%s: not told", step.name)
		}
	}
	if changed(others) {
		t.Error("another was told")
	}
}

func TestWatchTellsOfNothingElse(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	id, session := p.session(p.first)
	changes, stop := w.watch(p)
	defer stop()
	w.advance(time.Hour)
	w.holds(id) // is written
	p.view(session)
	_, err := p.pending(p.first.auth)
	w.check(err)
	w.check(w.Sweep(t.Context()))
	next := p.next()
	next.Updated = meshcore.At(w.time().Add(time.Hour))
	w.refused(protocol.Conflict, func() error { return p.publish(p.first, next) })
	w.check(p.send(p.profile, p.signed)) // the head again
	if changed(changes) {
		t.Error("told without a change")
	}
}

func TestWatchTellsOnceOfManyChanges(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	changes, stop := w.watch(p)
	for range 3 {
		w.check(p.publish(p.first, p.next()))
	}
	if !changed(changes) || changed(changes) {
		t.Error("three changes that nobody received are one")
	}
	stop()
	stop()
	w.check(p.publish(p.first, p.next()))
	if changed(changes) {
		t.Error("told after stop")
	}
}

func TestWatchTellsAfterTheCommit(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	next := p.next()
	s := w.slow()
	changes, stop := w.watch(p)
	defer stop()
	hold, done := make(chan struct{}), make(chan error)
	s.set(hold, nil)
	go func() { done <- p.publish(p.first, next) }()
	<-s.begun
	if changed(changes) {
		t.Error("told before the commit")
	}
	close(hold)
	w.check(<-done)
	if !changed(changes) {
		t.Error("not told after the commit")
	}
	later := p.next()
	s.set(nil, errDisk)
	if err := p.publish(p.first, later); err == nil {
		t.Fatal("written to a disk that fails")
	}
	if changed(changes) {
		t.Error("told of what was not committed")
	}
}

func TestWatchersAreBounded(t *testing.T) {
	w := newWorld(t)
	p, q := w.person("alice"), w.person("bob")
	var stops []func()
	for range 64 {
		_, stop := w.watch(p)
		stops = append(stops, stop)
	}
	if _, _, ok := w.Watch(p.profile.Identifier, [32]byte{}); ok {
		t.Error("there are 65 watchers")
	}
	other, _ := w.watch(q)
	stops[0]()
	again, stop := w.watch(p)
	w.Service.Close()
	if !ended(again) || !ended(other) {
		t.Error("the portal is closed, its watchers wait")
	}
	stop()
	if late, _ := w.watch(p); !ended(late) {
		t.Error("a closed portal is watched")
	}
}

// TestStreamsOfASessionAreBounded: one session leaves room for the others.
func TestStreamsOfASessionAreBounded(t *testing.T) {
	w := newWorld(t)
	id := w.person("alice").profile.Identifier
	one, two := [32]byte{1}, [32]byte{2}
	var stop func()
	for i := range 4 {
		_, s, ok := w.Watch(id, one)
		if stop = s; !ok {
			t.Fatalf("the stream %d is refused", i+1)
		}
	}
	if _, _, ok := w.Watch(id, one); ok {
		t.Error("a session has five streams")
	}
	if _, _, ok := w.Watch(id, two); !ok {
		t.Error("another session has no room")
	}
	stop()
	if _, _, ok := w.Watch(id, one); !ok {
		t.Error("there is no room after one has stopped")
	}
}
