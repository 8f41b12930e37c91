package storetest

import (
	"errors"
	"testing"

	"meshportal/meshcore/portal"
)

func testSavepoints(t *testing.T, s portal.Store) {
	update(t, s, func(tx portal.Tx) error {
		if err := tx.PutSetting("a", ""); err != nil {
			return err
		}
		err := tx.Savepoint(func() error {
			inner := tx.Savepoint(func() error { return first(tx.PutSetting("b", ""), errAsked) })
			if inner != errAsked {
				t.Errorf("inner savepoint: %v", inner)
			}
			if _, err := tx.Setting("b"); !errors.Is(err, portal.ErrNotFound) {
				t.Errorf("what was undone is still seen: %v", err)
			}
			return tx.PutSetting("c", "")
		})
		if err != nil {
			return err
		}
		err = tx.Savepoint(func() error {
			return first(tx.Savepoint(func() error { return tx.PutSetting("b", "") }), tx.PutSetting("c", "new"), errAsked)
		})
		if err != errAsked {
			t.Errorf("outer savepoint: %v", err)
		}
		return tx.Savepoint(func() error { return tx.PutSetting("d", "") })
	})
	settings(t, s, "a", "c", "d")
	view(t, s, func(tx portal.Tx) {
		got, err := tx.Setting("c")
		same(t, "value before the undone savepoint", got, err, "")
	})
	err := s.Update(t.Context(), func(tx portal.Tx) error {
		return first(tx.Savepoint(func() error { return tx.PutSetting("b", "") }), errAsked)
	})
	if err != errAsked {
		t.Errorf("got error %v, want its own", err)
	}
	settings(t, s, "a", "c", "d")
}

func testSavepointPanic(t *testing.T, s portal.Store) {
	update(t, s, func(tx portal.Tx) error {
		func() {
			defer func() { _ = recover() }()
			_ = tx.Savepoint(func() error {
				_ = tx.PutSetting("a", "")
				panic("asked for")
			})
		}()
		return tx.PutSetting("b", "")
	})
	settings(t, s, "b")
}

func testSavepointConflict(t *testing.T, s portal.Store) {
	update(t, s, func(tx portal.Tx) error {
		if err := first(tx.AddLeaf(0, []byte("leaf")), tx.PutSetting("a", "")); err != nil {
			return err
		}
		swallowed := tx.Savepoint(func() error {
			_ = tx.PutSetting("b", "")
			_ = tx.AddLeaf(0, []byte("leaf"))
			return nil
		})
		told := tx.Savepoint(func() error { return first(tx.PutSetting("c", ""), tx.AddLeaf(0, []byte("leaf"))) })
		if swallowed == nil || told == nil {
			t.Errorf("savepoints with a violated key: %v, %v", swallowed, told)
		}
		return tx.PutSetting("d", "")
	})
	settings(t, s, "a", "d")
}
