package portal

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"meshportal/meshcore"
	"meshportal/meshcore/ledger"
)

func TestCheckPlace(t *testing.T) {
	t.Parallel()
	head := &Version{ID: meshcore.VersionID{7}, Index: 4}
	token := func(size int64, predecessor ...byte) ledger.Token {
		t := ledger.Token{Size: size, First: len(predecessor) == 0}
		copy(t.Predecessor[:], predecessor)
		return t
	}
	for _, tt := range []struct {
		name string
		placed
		ok bool
	}{
		{"first", placed{token: token(0), seen: -1}, true},
		{"first that follows", placed{token: token(9, 7), seen: -1}, false},
		{"successor", placed{token: token(5, 7), predecessor: head, seen: -1}, true},
		{"size equal to the head's index", placed{token: token(4, 7), predecessor: head, seen: -1}, false},
		{"another predecessor", placed{token: token(5, 8), predecessor: head, seen: -1}, false},
		{"no predecessor", placed{token: token(5), predecessor: head, seen: -1}, false},
		{"profile seen", placed{token: token(7, 7), predecessor: head, seen: 6}, true},
		{"profile not seen", placed{token: token(6, 7), predecessor: head, seen: 6}, false},
		{"first, profile not seen", placed{token: token(6), seen: 6}, false},
	} {
		err := checkPlace(tt.placed)
		if (err == nil) != tt.ok || err != nil && !errors.Is(err, meshcore.ErrOrder) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

func TestCheckUpdated(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)
	at := func(d time.Duration) meshcore.Time { return meshcore.At(now.Add(d)) }
	for _, tt := range []struct {
		name           string
		updated, after meshcore.Time
		ok             bool
	}{
		{"now", at(0), at(-time.Hour), true},
		{"the predecessor's", at(-time.Hour), at(-time.Hour), true},
		{"before the predecessor's", at(-time.Hour - time.Second), at(-time.Hour), false},
		{"five minutes ahead", at(5 * time.Minute), meshcore.Time{}, true},
		{"more than that", at(5*time.Minute + time.Second), meshcore.Time{}, false},
		{"a second past a predecessor ahead", at(time.Hour + time.Second), at(time.Hour), true},
		{"two seconds past it", at(time.Hour + 2*time.Second), at(time.Hour), false},
		{"any time of a first version", at(-10 * 365 * 24 * time.Hour), meshcore.Time{}, true},
	} {
		if err := checkUpdated(tt.updated, tt.after, now); (err == nil) != tt.ok {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

func TestNonceWindow(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)
	for phase := range 12 { // minutes since the last turn
		var w nonceWindow
		w.used("before", start)
		now := start.Add(time.Duration(phase) * time.Minute)
		if w.used("a", now) {
			t.Error("a new nonce counts as used")
		}
		for minute := range 11 { // as long as a signature of the farthest future holds
			at := now.Add(time.Duration(minute) * time.Minute)
			w.used(fmt.Sprint(minute), at)
			if !w.used("a", at) {
				t.Errorf("phase %d: forgotten after %d minutes", phase, minute)
			}
		}
		w.used("b", now.Add(6*callWindow))
		w.used("c", now.Add(12*callWindow))
		if len(w.now)+len(w.old) > 2 {
			t.Errorf("%d nonces are kept", len(w.now)+len(w.old))
		}
	}
}

func TestProfileCacheIsBounded(t *testing.T) {
	t.Parallel()
	var c profileCache
	for i := range 2 * cachedProfiles {
		c.put(meshcore.VersionID{byte(i), byte(i >> 8)}, new(meshcore.PersonalProfile), 1)
	}
	if len(c.profiles) > cachedProfiles {
		t.Errorf("%d profiles are kept", len(c.profiles))
	}
	for i := range 64 {
		c.put(meshcore.VersionID{255, 255, byte(i)}, new(meshcore.PersonalProfile), 1<<20)
	}
	if c.bytes > cachedBytes {
		t.Errorf("%d bytes are kept", c.bytes)
	}
	if _, ok := c.get(meshcore.VersionID{255, 255, 63}); !ok {
		t.Error("the newest is not kept")
	}
}
