package portal_test

import (
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"meshportal/meshcore"
	"meshportal/meshcore/portal"
	"meshportal/meshcore/protocol"
)

// What base64 readers pass over is kept as sent, and would grow at will.
func TestInvitationIDIsOfItsLength(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	id := p.invitation(w.time().Add(time.Hour))
	for _, padded := range []string{id + strings.Repeat("\n", 1000), "\r" + id, id[:11] + "\n" + id[11:]} {
		j := p.joining(w.device())
		j.id = padded
		w.refused(protocol.Invalid, j.start)
	}
	for range 2 { // a hash of an invitation, too
		hash := base64.RawURLEncoding.EncodeToString(make([]byte, 32)) + "\n"
		w.refused(protocol.Invalid, func() error {
			_, err := p.pendingWith(p.first.auth, &protocol.ConnectPendingRequest{Invitations: []protocol.Invitation{
				{ID: hash, Expires: meshcore.At(w.time().Add(time.Hour)).String()},
			}})
			return err
		})
	}
}

// An invitation that does not hold makes a request that is there no younger.
func TestConnectStartAgainWithAnUnknownInvitationIsFolded(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	j := p.joining(w.device())
	var first, again protocol.ConnectStartResponse
	w.check(j.send(nil, j.request(), &first))
	w.advance(10 * time.Minute)
	j.id = base64.RawURLEncoding.EncodeToString(make([]byte, 16))
	before := w.rows()
	w.check(j.send(nil, j.request(), &again))
	if again.Status != protocol.OK || again.Expires != first.Expires {
		t.Errorf("status %d until %s, want 200 until %s", again.Status, again.Expires, first.Expires)
	}
	w.unchanged(before)
}

// Documents are taken again with tokens of a former log; a connection is of
// this log, for a new device begins its memory there (protocol.md II.6).
func TestConnectBlockTokenOfAFormerLog(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	former := w.checkpoint()
	former.Root[0] ^= 1
	w.check(w.db.Update(t.Context(), func(tx portal.Tx) error {
		return tx.PutSetting(portal.FormerSettings, logOrigin)
	}))
	w.turnKey(logOrigin + "/2")
	w.restart(nil)
	w.refused(protocol.Conflict, p.joiningAt(w.device(), former).start)
	j := p.joining(w.device())
	w.check(j.start())
	r := j.result(meshcore.Rejected)
	r.BlockToken = blockToken(former)
	w.refused(protocol.Conflict, func() error { return j.complete(p.first, r) })
	w.check(j.complete(p.first, j.result(meshcore.Rejected)))
}
