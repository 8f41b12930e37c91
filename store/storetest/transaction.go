package storetest

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"testing"
	"time"

	"meshportal/meshcore/portal"
)

var errAsked = errors.New("asked for")

// settings expects these settings to be there and all others of a, b, c, d not.
func settings(t *testing.T, s portal.Store, want ...string) {
	t.Helper()
	view(t, s, func(tx portal.Tx) {
		var got []string
		for _, name := range []string{"a", "b", "c", "d"} {
			if _, err := tx.Setting(name); err == nil {
				got = append(got, name)
			}
		}
		same(t, "settings", got, nil, want)
	})
}

func testUpdateError(t *testing.T, s portal.Store) {
	err := s.Update(t.Context(), func(tx portal.Tx) error { return first(tx.PutSetting("a", ""), errAsked) })
	if err != errAsked {
		t.Errorf("got error %v, want its own", err)
	}
	settings(t, s)
	if err := s.View(t.Context(), func(portal.Tx) error { return errAsked }); err != errAsked {
		t.Errorf("got error %v, want its own", err)
	}
}

func testUpdatePanic(t *testing.T, s portal.Store) {
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic was swallowed")
			}
		}()
		_ = s.Update(t.Context(), func(tx portal.Tx) error {
			_ = tx.PutSetting("a", "")
			panic("asked for")
		})
	}()
	update(t, s, func(tx portal.Tx) error { return tx.PutSetting("b", "") })
	settings(t, s, "b")
}

func testSwallowedError(t *testing.T, s portal.Store) {
	update(t, s, func(tx portal.Tx) error { return tx.AddLeaf(0, []byte("leaf")) })
	err := s.Update(t.Context(), func(tx portal.Tx) error {
		_ = tx.PutSetting("a", "")
		_ = tx.AddLeaf(0, []byte("leaf"))
		_ = tx.PutSetting("b", "")
		return nil
	})
	if err == nil {
		t.Error("an update that failed within succeeded")
	}
	settings(t, s)
}

func testSnapshot(t *testing.T, s portal.Store) {
	update(t, s, func(tx portal.Tx) error { return tx.PutSetting("a", "1") })
	view(t, s, func(tx portal.Tx) {
		got, err := tx.Setting("a")
		same(t, "before", got, err, "1")
		update(t, s, func(tx portal.Tx) error { return first(tx.PutSetting("a", "2"), tx.PutSetting("b", "2")) })
		got, err = tx.Setting("a")
		same(t, "after a commit elsewhere", got, err, "1")
		got, err = tx.Setting("b")
		missing(t, "what a commit elsewhere added", got, err)
	})
	settings(t, s, "a", "b")
}

func testViewWrites(t *testing.T, s portal.Store) {
	err := s.View(t.Context(), func(tx portal.Tx) error { return tx.PutSetting("a", "") })
	if err == nil {
		t.Error("a view wrote")
	}
	settings(t, s)
}

func testViewDuringUpdate(t *testing.T, s portal.Store) {
	update(t, s, func(tx portal.Tx) error {
		if err := tx.PutSetting("a", ""); err != nil {
			return err
		}
		settings(t, s) // it neither waits nor sees what is not committed
		return nil
	})
	settings(t, s, "a")
}

func testConcurrentUpdates(t *testing.T, s portal.Store) {
	const workers, rounds = 8, 25
	var group sync.WaitGroup
	for range workers {
		group.Go(func() {
			for range rounds {
				if err := s.Update(t.Context(), count); err != nil {
					t.Error(err)
				}
				if err := s.View(t.Context(), func(tx portal.Tx) error { return ignore(tx.Setting("counter")) }); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	view(t, s, func(tx portal.Tx) {
		got, err := tx.Setting("counter")
		same(t, "counter", got, err, strconv.Itoa(workers*rounds))
	})
}

// count adds one to a counter.
func count(tx portal.Tx) error {
	text, err := tx.Setting("counter")
	if errors.Is(err, portal.ErrNotFound) {
		text, err = "0", nil
	}
	n, parseErr := strconv.Atoi(text)
	return first(err, parseErr, tx.PutSetting("counter", strconv.Itoa(n+1)))
}

func ignore[R any](_ R, err error) error { return err }

func testCancelled(t *testing.T, s portal.Store) {
	ctx, cancel := context.WithCancel(t.Context())
	err := s.Update(ctx, func(tx portal.Tx) error {
		defer cancel()
		return tx.PutSetting("a", "")
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("update that is cancelled before its commit: %v", err)
	}
	run := func(portal.Tx) error { t.Error("it ran"); return nil }
	if err := s.Update(ctx, run); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled update: %v", err)
	}
	if err := s.View(ctx, run); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled view: %v", err)
	}
	update(t, s, func(tx portal.Tx) error {
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		if err := s.Update(ctx, run); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("update that waits for another: %v", err)
		}
		return tx.PutSetting("b", "")
	})
	settings(t, s, "b")
}

func testLeakedTx(t *testing.T, s portal.Store) {
	var leaked portal.Tx
	update(t, s, func(tx portal.Tx) error {
		leaked = tx
		return nil
	})
	if err := leaked.PutSetting("a", ""); err == nil {
		t.Error("a transaction that is over wrote")
	}
	settings(t, s)
}
