package storetest

import (
	"testing"
	"time"

	"meshportal/meshcore/portal"
	"meshportal/meshcore/udf"
)

func testConnections(t *testing.T, s portal.Store) {
	late, early, other := connection("MALICE", "M1"), connection("MALICE", "M2"), connection("MBOB", "M1")
	late.Requested, other.Requested = after(time.Minute), after(time.Hour)
	update(t, s, func(tx portal.Tx) error {
		return first(tx.PutConnection(late), tx.PutConnection(early), tx.PutConnection(other))
	})
	view(t, s, func(tx portal.Tx) {
		got, err := tx.Connection("MALICE", "M1")
		same(t, "connection", got, err, late)
		got, err = tx.Connection("MBOB", "M2")
		missing(t, "unknown connection", got, err)
		got, err = tx.ConnectionByKey("MKEY-M1")
		same(t, "newest by key", got, err, other)
		got, err = tx.ConnectionByKey("MKEY-M3")
		missing(t, "by unknown key", got, err)
		all, err := tx.Connections("MALICE")
		same(t, "all", all, err, []portal.Connection{early, late})
		all, err = tx.Connections("MNOBODY")
		empty(t, "all of a stranger", all, err)
	})
	early.Ended, early.Result, early.ResultProof = portal.Done, []byte("result"), "proof"
	early.Forget, early.Invitation, early.Authentication = after(time.Hour), [32]byte{}, "MKEY"
	update(t, s, func(tx portal.Tx) error { return tx.PutConnection(early) })
	view(t, s, func(tx portal.Tx) {
		got, err := tx.ConnectionByKey("MKEY")
		same(t, "replaced", got, err, early)
		got, err = tx.ConnectionByKey("MKEY-M2")
		missing(t, "by the key it had", got, err)
	})
}

func testForgetConnections(t *testing.T, s portal.Store) {
	live, ended := connection("MALICE", "M1"), connection("MALICE", "M2")
	ended.Forget = after(time.Hour)
	update(t, s, func(tx portal.Tx) error { return first(tx.PutConnection(live), tx.PutConnection(ended)) })
	for _, step := range []struct {
		now  time.Time
		want []portal.Connection
	}{
		{after(time.Hour - time.Second), []portal.Connection{live, ended}},
		{after(time.Hour), []portal.Connection{live}},
		{after(1000 * time.Hour), []portal.Connection{live}},
	} {
		update(t, s, func(tx portal.Tx) error { return tx.ForgetConnections(step.now) })
		view(t, s, func(tx portal.Tx) {
			got, err := tx.Connections("MALICE")
			same(t, "kept at "+step.now.String(), got, err, step.want)
		})
	}
}

func testInvitations(t *testing.T, s portal.Store) {
	late := portal.Invitation{Hash: hash(1), Profile: "MALICE", Expires: after(time.Hour)}
	early := portal.Invitation{Hash: hash(2), Profile: "MALICE", Expires: base}
	other := portal.Invitation{Hash: hash(0), Profile: "MBOB"}
	update(t, s, func(tx portal.Tx) error {
		return first(tx.PutInvitation(late), tx.PutInvitation(early), tx.PutInvitation(other), tx.DeleteInvitation(hash(9)))
	})
	late.Device = "MDEVICE"
	update(t, s, func(tx portal.Tx) error { return tx.PutInvitation(late) })
	view(t, s, func(tx portal.Tx) {
		got, err := tx.Invitation(hash(1))
		same(t, "invitation", got, err, late)
		got, err = tx.Invitation(hash(0))
		same(t, "invitation without end", got, err, other)
		all, err := tx.Invitations("MALICE")
		same(t, "all", all, err, []portal.Invitation{early, late})
		all, err = tx.Invitations("MNOBODY")
		empty(t, "all of a stranger", all, err)
	})
	update(t, s, func(tx portal.Tx) error { return tx.DeleteInvitation(hash(1)) })
	view(t, s, func(tx portal.Tx) {
		got, err := tx.Invitation(hash(1))
		missing(t, "deleted", got, err)
		all, err := tx.Invitations("MALICE")
		same(t, "left", all, err, []portal.Invitation{early})
	})
}

func testBlocks(t *testing.T, s portal.Store) {
	update(t, s, func(tx portal.Tx) error {
		return first(tx.PutBlock("MALICE", "M2"), tx.PutBlock("MALICE", "M1"), tx.PutBlock("MALICE", "M2"),
			tx.PutBlock("MBOB", "M3"), tx.DeleteBlock("MALICE", "M3"))
	})
	view(t, s, func(tx portal.Tx) {
		got, err := tx.Blocked("MALICE")
		same(t, "blocked", got, err, []udf.Fingerprint{"M1", "M2"})
		got, err = tx.Blocked("MNOBODY")
		empty(t, "blocked by a stranger", got, err)
	})
	update(t, s, func(tx portal.Tx) error { return tx.DeleteBlock("MALICE", "M1") })
	view(t, s, func(tx portal.Tx) {
		got, err := tx.Blocked("MALICE")
		same(t, "left", got, err, []udf.Fingerprint{"M2"})
	})
}
