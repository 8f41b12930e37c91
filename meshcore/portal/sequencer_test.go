package portal_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"meshportal/meshcore/ledger"
	"meshportal/meshcore/portal"
	"meshportal/meshcore/protocol"
)

var errDisk = errors.New("input/output error")

// slowStore holds each Update back until it is let go, and can fail it.
type slowStore struct {
	portal.Store
	hold  chan struct{} // nil: do not wait
	begun chan struct{}
	mutex sync.Mutex
	fail  error // in place of the commit
	calls int
}

func (s *slowStore) Update(ctx context.Context, f func(portal.Tx) error) error {
	s.mutex.Lock()
	s.calls++
	hold, fail := s.hold, s.fail
	s.mutex.Unlock()
	if hold != nil {
		s.begun <- struct{}{}
		<-hold
	}
	return s.Store.Update(ctx, func(tx portal.Tx) error {
		if err := f(tx); err != nil {
			return err
		}
		return fail
	})
}

func (s *slowStore) set(hold chan struct{}, fail error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.hold, s.fail, s.calls = hold, fail, 0
}

// slow opens the world's portal again over a store that can be held.
func (w *world) slow() *slowStore {
	w.Helper()
	s := &slowStore{Store: w.db, begun: make(chan struct{}, 1)}
	w.Service.Close()
	w.config.Released = w.released
	var err error
	w.Service, err = portal.New(w.Context(), s, w.config)
	w.check(err)
	return s
}

// A batch takes what waits into one transaction; its bad member is refused
// alone, and every note covers the answer that it comes with.
func TestBatchOfManyWithOneBadMember(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	const members, bad = 256, 100
	entries := make([][]byte, members)
	for i := range entries {
		a := p.application()
		doc := a.next()
		if i == bad {
			doc.NotaryToken = tokenAt(ledger.Checkpoint{Origin: "elsewhere.example/mesh"}, nil)
		}
		entries[i] = p.entry(a.sign(p.first, doc))
	}
	s := w.slow()
	hold := make(chan struct{})
	s.set(hold, nil)
	before := w.size()

	var all sync.WaitGroup
	errs := make([]error, members)
	send := func(i int) {
		all.Go(func() { _, errs[i] = w.publish(nil, entries[i]) })
	}
	send(0)
	<-s.begun // the first is under way alone
	for i := 1; i < members; i++ {
		send(i)
	}
	s.set(nil, nil)
	close(hold)
	all.Wait()

	for i, err := range errs {
		var e *protocol.Error
		if i == bad {
			if !errors.As(err, &e) || e.Code != protocol.Conflict {
				t.Errorf("the bad member: %v, want %d", err, protocol.Conflict)
			}
		} else if err != nil {
			t.Errorf("member %d: %v", i, err)
		}
	}
	if got, want := w.size(), before+members-1; got != want || w.checkpoint().Size != want {
		t.Errorf("%d leaves, %d released; want %d", got, w.checkpoint().Size, want)
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.calls > members/2 {
		t.Errorf("%d transactions for %d members", s.calls, members)
	}
}

func TestFailedCommitAcknowledgesNothing(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	s := w.slow()
	s.set(nil, errDisk)
	next := p.next()
	signed := p.seal(next, p.first.sign)
	w.refused(protocol.Unavailable, func() error { return p.send(next, signed) })
	s.set(nil, nil)
	w.check(p.send(next, signed))
}

func TestFailedReleaseFreezes(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	old := w.checkpoint()
	next := p.next()
	signed := p.seal(next, p.first.sign)
	w.failRelease(errDisk)
	if err := p.send(next, signed); !unavailable(err) {
		t.Errorf("error %v, want %d", err, protocol.Unavailable)
	}
	if _, frozen := w.Frozen(); !frozen || w.Ready(t.Context()) == nil {
		t.Error("the log is not frozen")
	}
	w.failRelease(nil)
	w.refused(protocol.Unavailable, func() error { return w.draft("bob").create() })

	// Reads go on, and show what was released.
	if c := w.checkpoint(); c != old {
		t.Errorf("the checkpoint is of %d leaves, released were %d", c.Size, old.Size)
	}
	got, err := w.got(p.first, &protocol.GetRequest{Account: string(p.account), Full: true})
	w.check(err)
	if string(got.Entries[0]) != string(p.entry(p.signed)) {
		t.Error("a version is served that was not released")
	}
	proven(w, &got.DataItems[0], old)
	if err := w.ask(nil, &protocol.StatusRequest{}, new(protocol.StatusResponse)); err != nil {
		t.Errorf("status: %v", err)
	}

	// The next start releases what was committed: sent again, it is there.
	w.restart(w.released)
	w.check(p.send(next, signed))
	if w.size() != 2 || w.checkpoint().Size != 2 {
		t.Errorf("%d leaves, %d released; want 2", w.size(), w.checkpoint().Size)
	}
}

func unavailable(err error) bool {
	var e *protocol.Error
	return errors.As(err, &e) && e.Code == protocol.Unavailable && e.RetryAfter > 0
}

func TestFrozenBatchIsNotWritten(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	drafts := []*person{w.draft("bob"), w.draft("carol")}
	s := w.slow()
	hold := make(chan struct{})
	s.set(hold, nil)
	var all sync.WaitGroup
	errs := make([]error, 2)
	entries := [][]byte{}
	for _, d := range drafts {
		d.open(d.profile)
		entries = append(entries, p.entry(d.signed))
	}
	create := func(i int) { all.Go(func() { errs[i] = w.create(drafts[i].account, entries[i]) }) }
	create(0)
	<-s.begun
	create(1) // waits in the queue, for a transaction of its own
	w.failRelease(errDisk)
	close(hold)
	all.Wait()
	for i, err := range errs {
		if !unavailable(err) {
			t.Errorf("member %d: %v, want %d", i, err, protocol.Unavailable)
		}
	}
	if w.size() != 2 {
		t.Errorf("%d leaves, want 2: the second came after the freeze", w.size())
	}
}

func TestCloseAnswersEverybody(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	entries := make([][]byte, 64)
	for i := range entries {
		a := p.application()
		entries[i] = p.entry(a.sign(p.first, a.next()))
	}
	var all sync.WaitGroup
	for i := range entries {
		all.Go(func() {
			_, err := w.publish(nil, entries[i])
			if err != nil && !unavailable(err) {
				t.Errorf("error %v, want none or %d", err, protocol.Unavailable)
			}
		})
		if i == len(entries)/2 {
			all.Go(w.Close)
		}
	}
	all.Wait()
	w.Close()
	w.refused(protocol.Unavailable, func() error { _, err := w.publish(nil, entries[0]); return err })
}
