package portal_test

import (
	"slices"
	"testing"
	"time"

	"meshportal/meshcore/portal"
	"meshportal/meshcore/protocol"
)

// kept lists the sequence numbers of an application's versions that have a body.
func (a *application) kept() (sequences []uint64) {
	w := a.p.w
	w.Helper()
	w.check(w.db.View(w.Context(), func(tx portal.Tx) error {
		versions, err := tx.Versions(a.id)
		for _, v := range versions {
			sequences = append(sequences, v.Sequence)
		}
		return err
	}))
	return sequences
}

// aged is an application with the versions 0 to 3 of one day, 4 to 6 of the
// next, all older than thirty days, and 7 of today.
func aged(w *world) *application {
	w.Helper()
	p := w.person("alice")
	a := p.passwords()
	for range 3 {
		w.check(a.publish(p.first, a.padded(bulk)))
	}
	w.advance(24 * time.Hour)
	for range 3 {
		w.check(a.publish(p.first, a.padded(bulk)))
	}
	w.advance(31 * 24 * time.Hour)
	w.check(a.publish(p.first, a.padded(bulk)))
	return a
}

// bulk is about the size of a version: base64 within base64 makes it 16/9.
const bulk = 20 << 10

// room is a limit that lets aged in, and little more.
func room(c *portal.Config) { c.Limits.BodyBytes = 290_000 }

func TestQuotaThinsOldVersionsOldestFirst(t *testing.T) {
	w := newWorld(t, room)
	a := aged(w)
	if got, want := a.kept(), []uint64{0, 1, 2, 3, 4, 5, 6, 7}; !slices.Equal(got, want) {
		t.Fatalf("kept are %v, want %v: nothing is erased while there is room", got, want)
	}
	leaves := w.size()
	w.check(a.publish(a.p.first, a.padded(bulk)))
	if got, want := a.kept(), []uint64{2, 3, 4, 5, 6, 7, 8}; !slices.Equal(got, want) {
		t.Errorf("kept are %v, want %v: the oldest goes first, and no more than needed", got, want)
	}
	if w.size() != leaves+1 {
		t.Errorf("%d leaves, want %d: they stay", w.size(), leaves+1)
	}
	for range 3 {
		w.check(a.publish(a.p.first, a.padded(bulk)))
	}
	if got, want := a.kept(), []uint64{3, 6, 7, 8, 9, 10, 11}; !slices.Equal(got, want) {
		t.Errorf("kept are %v, want %v: one a day", got, want)
	}
}

func TestQuotaRefusesWhatThinningCannotHold(t *testing.T) {
	w := newWorld(t, room)
	a := aged(w)
	for range 2 {
		w.check(a.publish(a.p.first, a.padded(bulk)))
	}
	big := a.padded(68_000)
	w.refused(protocol.TooMany, func() error { return a.publish(a.p.first, big) }) // and nothing is thinned
	if got, want := a.kept(), []uint64{3, 4, 5, 6, 7, 8, 9}; !slices.Equal(got, want) {
		t.Errorf("kept are %v, want %v", got, want)
	}
	w.check(a.p.publish(a.p.first, a.p.next())) // a profile is never refused for quota
}

func TestQuotaSparesVersionsOfThirtyDays(t *testing.T) {
	w := newWorld(t, func(c *portal.Config) { c.Limits.BodyBytes = 150_000 })
	p := w.person("alice")
	a := p.passwords()
	for range 3 {
		w.check(a.publish(p.first, a.padded(bulk)))
	}
	w.advance(30 * 24 * time.Hour) // the last instant
	w.refused(protocol.TooMany, func() error { return a.publish(p.first, a.padded(2*bulk)) })
}
