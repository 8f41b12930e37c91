package storetest

import (
	"testing"
	"time"

	"meshportal/meshcore/portal"
)

// testTimes keeps times exactly to the microsecond, in UTC, and zero as zero.
func testTimes(t *testing.T, s portal.Store) {
	zone := time.FixedZone("east", 5*3600+1800)
	for i, at := range []time.Time{
		{},
		time.Unix(0, 0),
		time.Unix(-1, 0),
		base.In(zone),
		base.Add(123456 * time.Microsecond),
		base.Add(time.Nanosecond),
		time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC),
		time.Date(1, 1, 1, 0, 0, 1, 0, time.UTC),
	} {
		want := at.UTC().Truncate(time.Microsecond)
		inv := portal.Invitation{Hash: hash(byte(i)), Expires: at}
		update(t, s, func(tx portal.Tx) error { return tx.PutInvitation(inv) })
		inv.Expires = want
		view(t, s, func(tx portal.Tx) {
			got, err := tx.Invitation(inv.Hash)
			same(t, at.String(), got, err, inv)
		})
	}
}
