package portal_test

import (
	"context"
	"testing"
	"time"

	"meshportal/meshcore"
	"meshportal/meshcore/ledger"
	"meshportal/meshcore/portal"
	"meshportal/meshcore/protocol"
)

func (w *world) fetch(ctx context.Context, path string) ([]byte, error) { return w.ReadLog(ctx, path) }

func TestLogIsServedAsTiles(t *testing.T) {
	w := newWorld(t, func(c *portal.Config) { c.Limits = portal.Limits{} })
	p := w.person("alice")
	a := p.passwords()
	old := w.checkpoint()
	for range 300 { // more than one tile
		w.check(a.publish(p.first, a.next()))
	}
	c := w.checkpoint()
	last := map[ledger.Hash]ledger.Leaf{}
	edge, err := ledger.Extend(t.Context(), ledger.Range{}, c, w.fetch, func(index int64, leaf ledger.Leaf) error {
		before, known := last[leaf.Label]
		if known && (leaf.Sequence != before.Sequence+1 || leaf.Previous != before.Hash()) || !known && leaf.Sequence != 0 {
			t.Errorf("leaf %d does not follow the one before it in its label", index)
		}
		last[leaf.Label] = leaf
		return nil
	})
	w.check(err)
	if edge.Size() != c.Size || edge.Root() != c.Root {
		t.Errorf("the leaves do not add up to the checkpoint of %d", c.Size)
	}
	root, err := ledger.NewReader(t.Context(), c, w.fetch).RootAt(old.Size)
	w.check(err)
	if root != old.Root {
		t.Error("the log does not extend what it was")
	}
}

func TestLogLabels(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	a, k := p.passwords(), p.kit()
	w.check(k.publish(p.first.auth))
	for i, want := range []struct {
		kind     ledger.Kind
		key      string
		sequence uint64
	}{
		{ledger.KindPersonal, string(p.profile.Administration().Identifier), 0},
		{ledger.KindApplication, string(a.id), 0},
		{ledger.KindPersonal, string(p.profile.Administration().Identifier), 1},
		{ledger.KindEscrow, string(k.id), 0},
	} {
		leaf := w.leaf(int64(i))
		if leaf.Kind != want.kind || leaf.Label != ledger.Label(want.key) || leaf.Sequence != want.sequence || !leaf.Time.Equal(w.time()) {
			t.Errorf("leaf %d is %+v, want %+v", i, leaf, want)
		}
	}
}

func TestLogHasNoSuchPath(t *testing.T) {
	w := newWorld(t)
	w.person("alice")
	for _, path := range []string{"", "tile/0/000", "tile/0/000.p/2", "tile/1/000.p/1", "tile/entries/000", "tile/entries/001.p/1", "../portal.db"} {
		w.refused(protocol.NotFound, func() error {
			_, err := w.ReadLog(t.Context(), path)
			return withResponse(err)
		})
	}
	for _, path := range []string{"checkpoint", "tile/0/000.p/1", "tile/entries/000.p/1"} {
		if _, err := w.ReadLog(t.Context(), path); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// withResponse stands in for the response name that a path has not.
func withResponse(err error) error {
	if e, ok := err.(*protocol.Error); ok {
		e.Response = "none"
	}
	return err
}

func TestCheckpointIsRenewedWhenOld(t *testing.T) {
	w := newWorld(t)
	w.person("alice")
	first := w.checkpoint()
	w.advance(10*time.Minute - time.Second)
	if c := w.checkpoint(); c != first {
		t.Error("the checkpoint was renewed before it was old")
	}
	w.advance(time.Second)
	c := w.checkpoint()
	if !c.Time.Equal(w.time()) || c.Size != first.Size || c.Root != first.Root {
		t.Errorf("the checkpoint is %+v", c)
	}
	kept, err := w.open(w.released)
	w.check(err)
	if kept != c {
		t.Error("the renewed checkpoint was not kept")
	}
}

func TestStatus(t *testing.T) {
	w := newWorld(t)
	var empty protocol.StatusResponse
	w.check(w.ask(nil, &protocol.StatusRequest{}, &empty))
	if empty.LastWriteTime != "" {
		t.Errorf("an empty log was written at %s", empty.LastWriteTime)
	}
	w.person("alice")
	written := w.time()
	w.advance(time.Hour)
	var answer protocol.StatusResponse
	w.check(w.ask(nil, &protocol.StatusRequest{}, &answer))
	c, err := w.open([]byte(answer.CheckpointValue))
	w.check(err)
	if answer.LastWriteTime != meshcore.At(written).String() || answer.LastCheckpointTime != meshcore.At(w.time()).String() ||
		answer.NextCheckpointTime != meshcore.At(w.time().Add(10*time.Minute)).String() || c.Size != 1 {
		t.Errorf("%+v", answer)
	}
}

func TestHello(t *testing.T) {
	w := newWorld(t)
	var answer protocol.HelloResponse
	w.check(w.ask(nil, &protocol.HelloRequest{}, &answer))
	if answer.BaseURL != baseURL || answer.LogOrigin != logOrigin || answer.LogKey != w.config.NoteKey || answer.Version == nil {
		t.Errorf("%+v", answer)
	}
}

func TestStoreBehindWhatWasReleasedIsFrozen(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	ahead := w.checkpoint()
	ahead.Size++
	forked := w.checkpoint()
	forked.Root[0] ^= 1
	for name, c := range map[string]ledger.Checkpoint{"behind": ahead, "another history": forked} {
		note, err := c.Sign(w.config.NoteSigner)
		w.check(err)
		w.restart(note)
		if reason, frozen := w.Frozen(); !frozen {
			t.Errorf("%s: not frozen", name)
		} else {
			t.Log(reason)
		}
		w.refused(protocol.Unavailable, func() error { return p.publishAnew() })
		w.check(w.get(p.first, &protocol.GetRequest{Account: string(p.account)}))
		w.refused(protocol.Unavailable, func() error {
			_, err := w.ReadLog(t.Context(), "checkpoint")
			return withResponse(err)
		})
	}
	w.restart(w.released)
	w.check(p.publish(p.first, p.next()))
}

// publishAnew publishes a successor with a token that needs no checkpoint.
func (p *person) publishAnew() error {
	p.w.Helper()
	next := *p.profile
	return p.send(&next, p.seal(&next, p.first.sign))
}

func TestFormerGenerationsTokensAreTaken(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	lost := p.next() // signed on the old log
	lost.NotaryToken = tokenAt(ledger.Checkpoint{Origin: logOrigin, Size: 7}, ptr(p.signed.Version()))
	wrong := p.next()
	wrong.NotaryToken = tokenAt(ledger.Checkpoint{Origin: logOrigin, Size: 7}, ptr(meshcore.VersionID{1}))
	signed := p.seal(lost, p.first.sign)

	w.check(w.db.Update(t.Context(), func(tx portal.Tx) error {
		return tx.PutSetting(portal.FormerSettings, "older.example/mesh\n"+logOrigin)
	}))
	w.turnKey(logOrigin + "/2")
	w.restart(nil)
	w.refused(protocol.Conflict, func() error { return p.publish(p.first, wrong) }) // predecessors are checked
	w.check(p.send(lost, signed))                                                   // roots are not
	w.check(p.publish(p.first, p.next()))
}

func ptr[T any](v T) *T { return &v }
