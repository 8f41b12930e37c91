package storetest

import (
	"testing"
	"time"

	"meshportal/meshcore/portal"
	"meshportal/meshcore/udf"
)

func session(b byte, profile, device udf.Fingerprint) portal.Session {
	return portal.Session{
		Hash: hash(b), Profile: profile, Device: device, Key: "MKEY-" + device,
		Started: base, Seen: after(time.Minute), Agent: "Browser/1.0 (X)", Address: "192.0.2.1/32",
	}
}

func testSessions(t *testing.T, s portal.Store) {
	early, late, other := session(1, "MALICE", "M1"), session(2, "MALICE", "M1"), session(0, "MBOB", "M2")
	late.Started = after(time.Second)
	update(t, s, func(tx portal.Tx) error {
		return first(tx.PutSession(early), tx.PutSession(late), tx.PutSession(other),
			tx.DeleteSession(hash(9)), tx.SeeSession(hash(9), base))
	})
	early.Seen, late.Agent = after(time.Hour), "Browser/2.0"
	update(t, s, func(tx portal.Tx) error {
		return first(tx.SeeSession(early.Hash, early.Seen), tx.PutSession(late))
	})
	view(t, s, func(tx portal.Tx) {
		got, err := tx.Session(hash(1))
		same(t, "seen", got, err, early)
		got, err = tx.Session(hash(0))
		same(t, "of another", got, err, other)
		got, err = tx.Session(hash(9))
		missing(t, "seen, but never there", got, err)
		all, err := tx.Sessions("MALICE")
		same(t, "all, the newest first", all, err, []portal.Session{late, early})
		all, err = tx.Sessions("MNOBODY")
		empty(t, "all of a stranger", all, err)
	})
	update(t, s, func(tx portal.Tx) error { return tx.DeleteSession(hash(2)) })
	view(t, s, func(tx portal.Tx) {
		got, err := tx.Session(hash(2))
		missing(t, "deleted", got, err)
		all, err := tx.Sessions("MALICE")
		same(t, "left", all, err, []portal.Session{early})
	})
}

func testForgetSessions(t *testing.T, s portal.Store) {
	old, idle, fresh := session(1, "MALICE", "M1"), session(2, "MALICE", "M1"), session(3, "MALICE", "M2")
	old.Seen = after(time.Hour)
	idle.Started = after(time.Second)
	fresh.Started, fresh.Seen = idle.Started, old.Seen
	update(t, s, func(tx portal.Tx) error {
		return first(tx.PutSession(old), tx.PutSession(idle), tx.PutSession(fresh))
	})
	for _, step := range []struct {
		name          string
		started, seen time.Time
		want          []portal.Session
	}{
		{"before everything", after(-time.Second), after(time.Minute - time.Second), []portal.Session{idle, fresh, old}},
		{"started", base, base, []portal.Session{idle, fresh}},
		{"seen", base, after(time.Minute), []portal.Session{fresh}},
		{"both", after(time.Second), after(time.Hour), nil},
	} {
		update(t, s, func(tx portal.Tx) error { return tx.ForgetSessions(step.started, step.seen) })
		view(t, s, func(tx portal.Tx) {
			got, err := tx.Sessions("MALICE")
			same(t, step.name, got, err, step.want)
		})
	}
}

func testSightings(t *testing.T, s portal.Store) {
	one := portal.Sighting{Device: "M1", Profile: "MALICE", Seen: base}
	two := portal.Sighting{Device: "M2", Profile: "MALICE"}
	other := portal.Sighting{Device: "M3", Profile: "MBOB", Seen: base}
	update(t, s, func(tx portal.Tx) error {
		return first(tx.PutSighting(two), tx.PutSighting(one), tx.PutSighting(other), tx.DeleteSighting("M9"))
	})
	one.Seen = after(time.Minute)
	update(t, s, func(tx portal.Tx) error { return tx.PutSighting(one) })
	view(t, s, func(tx portal.Tx) {
		got, err := tx.Sightings("MALICE")
		same(t, "sightings", got, err, []portal.Sighting{one, two})
		got, err = tx.Sightings("MNOBODY")
		empty(t, "of a stranger", got, err)
	})
	update(t, s, func(tx portal.Tx) error { return tx.DeleteSighting("M1") })
	view(t, s, func(tx portal.Tx) {
		got, err := tx.Sightings("MALICE")
		same(t, "left", got, err, []portal.Sighting{two})
	})
}

// testRecent lists versions across documents by their place in the log, erased
// ones with the rest, and no bodies.
func testRecent(t *testing.T, s portal.Store) {
	a0, a1, b0 := version("RA", "MALICE", 0), version("RA", "MALICE", 1), version("RB", "MALICE", 0)
	b0.Index, b0.ID = 200, [32]byte(hash(50))
	other := version("RC", "MBOB", 0)
	other.Index, other.ID = 201, [32]byte(hash(51))
	update(t, s, func(tx portal.Tx) error {
		return first(tx.PutBinding(binding("RA", "MALICE")), tx.PutBinding(binding("RB", "MALICE")), tx.PutBinding(binding("RC", "MBOB")),
			tx.AddVersion(a0), tx.AddVersion(b0), tx.AddVersion(a1), tx.AddVersion(other), tx.EraseVersion("RA", 0))
	})
	a0.Salt = [32]byte{}
	a0.Body, a1.Body, b0.Body = nil, nil, nil
	view(t, s, func(tx portal.Tx) {
		for _, step := range []struct {
			name   string
			before int64
			limit  int
			want   []portal.Version
		}{
			{"all", 1000, 10, []portal.Version{b0, a1, a0}},
			{"before a leaf", 200, 10, []portal.Version{a1, a0}},
			{"at most two", 1000, 2, []portal.Version{b0, a1}},
			{"none", 100, 10, nil},
		} {
			got, err := tx.Recent("MALICE", step.before, step.limit)
			same(t, step.name, got, err, step.want)
		}
	})
}
