package storetest

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"meshportal/meshcore/portal"
)

// Run tests the stores that open returns: each call returns an empty one, which
// lives until its test ends.
func Run(t *testing.T, open func(t *testing.T) portal.Store) {
	for _, test := range []struct {
		name string
		run  func(*testing.T, portal.Store)
	}{
		{"accounts", testAccounts},
		{"erasures due", testErasuresDue},
		{"keys", testKeys},
		{"settings", testSettings},
		{"nonces", testNonces},
		{"bindings", testBindings},
		{"bindings unlisted", testBindingsUnlisted},
		{"versions", testVersions},
		{"erased versions", testErasedVersions},
		{"great and empty bodies", testBodies},
		{"usage", testUsage},
		{"connections", testConnections},
		{"connections are forgotten", testForgetConnections},
		{"invitations", testInvitations},
		{"blocks", testBlocks},
		{"sessions", testSessions},
		{"sessions are forgotten", testForgetSessions},
		{"sightings", testSightings},
		{"recent versions", testRecent},
		{"leaves", testLeaves},
		{"hashes", testHashes},
		{"hostile texts", testHostileTexts},
		{"times", testTimes},
		{"update is undone after an error", testUpdateError},
		{"update is undone after a panic", testUpdatePanic},
		{"update fails with a swallowed error", testSwallowedError},
		{"savepoints", testSavepoints},
		{"savepoint is undone after a panic", testSavepointPanic},
		{"savepoint outlives a violated key", testSavepointConflict},
		{"view is a snapshot", testSnapshot},
		{"view does not write", testViewWrites},
		{"views run beside an update", testViewDuringUpdate},
		{"updates are one after the other", testConcurrentUpdates},
		{"cancelled transactions", testCancelled},
		{"a transaction ends with its function", testLeakedTx},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.run(t, open(t))
		})
	}
}

// base is the time at which the tests begin.
var base = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func after(d time.Duration) time.Time { return base.Add(d) }

// update runs f in a transaction that must succeed.
func update(t *testing.T, s portal.Store, f func(portal.Tx) error) {
	t.Helper()
	if err := s.Update(t.Context(), f); err != nil {
		t.Fatalf("update: %v", err)
	}
}

// view runs f in a transaction that must succeed.
func view(t *testing.T, s portal.Store, f func(portal.Tx)) {
	t.Helper()
	err := s.View(t.Context(), func(tx portal.Tx) error {
		f(tx)
		return nil
	})
	if err != nil {
		t.Fatalf("view: %v", err)
	}
}

// same compares what was read with what was written.
func same[R any](t *testing.T, what string, got R, err error, want R) {
	t.Helper()
	if err != nil {
		t.Errorf("%s: %v", what, err)
	} else if !reflect.DeepEqual(got, want) {
		t.Errorf("%s:\n got %.400s\nwant %.400s", what, show(got), show(want))
	}
}

// empty expects a list without elements.
func empty[R any](t *testing.T, what string, got []R, err error) {
	t.Helper()
	if err != nil || len(got) != 0 {
		t.Errorf("%s: got %d records, error %v; want none", what, len(got), err)
	}
}

// missing expects [portal.ErrNotFound] and no record.
func missing[R any](t *testing.T, what string, got R, err error) {
	t.Helper()
	if !errors.Is(err, portal.ErrNotFound) || !reflect.ValueOf(&got).Elem().IsZero() {
		t.Errorf("%s: got %.200s, error %v; want ErrNotFound", what, show(got), err)
	}
}

// first returns the first error.
func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
