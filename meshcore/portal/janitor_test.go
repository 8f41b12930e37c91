package portal_test

import (
	"testing"
	"time"

	"meshportal/meshcore/protocol"
)

func TestSweepErasesWhatWasNeverListed(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	listed, lost := p.passwords(), p.application()
	w.check(lost.publish(p.first, lost.next()))
	leaves := w.size()
	w.advance(24 * time.Hour)
	w.check(w.Sweep(t.Context()))
	if len(lost.kept()) != 1 {
		t.Error("erased before its day was over")
	}
	w.advance(time.Second)
	w.check(w.Sweep(t.Context()))
	if n := len(lost.kept()); n != 0 {
		t.Errorf("%d bodies are kept of what no profile lists", n)
	}
	if n := len(listed.kept()); n != 1 {
		t.Errorf("%d bodies are kept of what is listed, want 1", n)
	}
	if w.size() != leaves {
		t.Errorf("%d leaves, want %d", w.size(), leaves)
	}
	mallory := w.person("mallory")
	stolen := mallory.application()
	stolen.id = lost.id // the binding stays
	w.refused(protocol.Unauthorized, func() error { return stolen.publish(mallory.first, stolen.next()) })
}

func TestSweepSparesWhatIsListedInTime(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	a := p.application()
	w.check(a.publish(p.first, a.next()))
	w.advance(23 * time.Hour)
	w.check(a.list())
	w.advance(48 * time.Hour)
	w.check(w.Sweep(t.Context()))
	if n := len(a.kept()); n != 1 {
		t.Errorf("%d bodies are kept, want 1", n)
	}
}

// A frozen log is read, never written: the janitor waits as everybody does.
func TestSweepOfAFrozenLogWritesNothing(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	w.check(p.joining(w.device()).start())
	w.advance(48 * time.Hour)
	next := p.next()
	w.failRelease(errDisk)
	if err := p.publish(p.first, next); err == nil {
		t.Fatal("acknowledged without its note")
	}
	before := w.rows()
	w.check(w.Sweep(t.Context()))
	w.unchanged(before)
}

func TestSweepAfterCloseIsNoError(t *testing.T) {
	w := newWorld(t)
	w.Service.Close()
	w.check(w.Sweep(t.Context()))
}
