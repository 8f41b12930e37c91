package client_test

import (
	"errors"
	"testing"

	"meshportal/meshcore/client"
)

// TestAcceptLog: a decision is about one alarm and about one log, those that the
// person was shown.
func TestAcceptLog(t *testing.T) {
	w := newWorld(t)
	laptop, other := w.person(alice), newWorldBeside(t)
	home, err := laptop.ServedLog(t.Context())
	w.check(err)
	refuses := func(kind client.AlarmKind, shown client.Log, want error) {
		t.Helper()
		if err := laptop.AcceptLog(t.Context(), kind, shown); !errors.Is(err, want) {
			t.Errorf("accepting %q: %v, want %v", kind, err, want)
		}
	}
	for _, kind := range []client.AlarmKind{"", client.Fork, client.Frozen, client.NewLog} {
		refuses(kind, home, client.ErrNoAlarm) // there was none
	}
	wantAlarm(t, laptop.Accuse("a page named another device"), client.Substitution)
	laptop.evil.Transport = other.portal
	away, err := laptop.ServedLog(t.Context())
	w.check(err)
	refuses(client.Fork, client.Log{}, client.ErrNoAlarm)
	refuses(client.NewLog, away, client.ErrStopped)
	w.check(laptop.AcceptLog(t.Context(), client.Substitution, client.Log{}))
	if m := laptop.Memory(); m.Origin != home.Origin || m.LogKey != home.Key || laptop.Undecided() != "" {
		t.Errorf("the decision about another alarm has pinned %s %s", m.Origin, m.LogKey)
	}
	refuses(client.NewLog, home, client.ErrOtherLog)
	refuses(client.NewLog, client.Log{}, client.ErrOtherLog)
	_ = laptop.AcceptLog(t.Context(), client.NewLog, away) // that portal has no such profile
	if m := laptop.Memory(); m.Origin != away.Origin || m.LogKey != away.Key {
		t.Errorf("%s %s is pinned, want %v", m.Origin, m.LogKey, away)
	}
}
