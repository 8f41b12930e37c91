package portal

import (
	"time"

	"meshportal/meshcore"
	"meshportal/meshcore/protocol"
)

// live reports whether a request waits for its answer.
func (c *Connection) live(now time.Time) bool { return c.Ended == Live && now.Before(c.Expires) }

// invited reports whether a request took a reserved slot.
func (c *Connection) invited() bool { return c.Invitation != [32]byte{} }

// checkRoom bounds the live requests of an account: a new one beyond the bound
// is refused, never an old one dropped (protocol.md II.8). The device's own
// request, which the new one replaces, does not count.
func checkRoom(all []Connection, next *Connection, limit int, now time.Time) error {
	uninvited := 0
	earliest := now.Add(24 * time.Hour)
	for i := range all {
		c := &all[i]
		if !c.live(now) || c.invited() || c.Device == next.Device {
			continue
		}
		uninvited++
		if c.Expires.Before(earliest) {
			earliest = c.Expires
		}
		if next.Address != "" && c.Address == next.Address {
			return tooMany(c.Expires.Sub(now), "a request from your network waits already; nothing was changed: try again when it has ended, or ask for an invitation")
		}
	}
	if limit > 0 && uninvited >= limit {
		return tooMany(earliest.Sub(now), "%d requests wait for this account already; nothing was changed: try again later, or ask for an invitation", uninvited)
	}
	return nil
}

// checkResult holds a result to the request that it answers.
func checkResult(c *Connection, r *meshcore.ConnectionResult, member bool, now time.Time) error {
	switch {
	case c.RequestID.String() != r.RequestID:
		return unknown()
	case c.Ended == Done:
		return protocol.Refuse(protocol.Conflict, "this request has its answer; nothing was changed")
	case !c.live(now):
		return protocol.Refuse(protocol.Gone, "this request has lapsed or was cancelled; nothing was changed")
	case r.Result == meshcore.Accepted && !member:
		return protocol.Refuse(protocol.Conflict, "the published profile does not hold this device; nothing was changed: publish the profile first")
	}
	return nil
}
