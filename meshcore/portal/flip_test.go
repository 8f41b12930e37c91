package portal_test

import (
	"bytes"
	"errors"
	"testing"

	"meshportal/meshcore"
	"meshportal/meshcore/protocol"
)

// FuzzOneByte changes one byte of messages that are good: each is refused
// then, and nothing is written.
func FuzzOneByte(f *testing.F) {
	for at := range 64 {
		f.Add(uint16(at*at), byte(at))
	}
	f.Fuzz(func(t *testing.T, at uint16, change byte) {
		w := newWorld(t)
		p := w.person("alice")
		a := p.passwords()
		j := p.joining(w.device())
		next := p.next()
		result, err := meshcore.Sign(j.result(meshcore.Rejected), p.first.sign)
		w.check(err)
		draft := w.draft("bob")
		draft.open(draft.profile)
		for _, good := range []protocol.Request{
			&protocol.PublishRequest{Entry: p.entry(p.seal(next, p.first.sign))},
			&protocol.PublishRequest{Entry: p.entry(a.sign(p.first, a.next()))},
			&protocol.CreateRequest{Account: string(draft.account), Profile: draft.entry(draft.signed)},
			&protocol.DeleteRequest{Account: string(p.account), SignedDeleteRequest: p.deletion(p.first)},
			j.request(),
			&protocol.ConnectCompleteRequest{AccountID: string(p.account), Result: result},
		} {
			body, err := protocol.EncodeRequest(good)
			w.check(err)
			if change == 0 {
				change = 1
			}
			place := int(at) % len(body)
			if name := bytes.Index(body, []byte("@"+portalName)); name >= 0 && name-8 < place && place < name+len(portalName)+1 {
				continue // an account's name is taken in either case
			}
			body[place] ^= change
			before := w.rows()
			reply, err := w.Do(t.Context(), &protocol.Call{Body: body, Signature: w.sign(p.first.auth, body)})
			var e *protocol.Error
			switch {
			case err == nil:
				t.Errorf("%d: %s was accepted: %s", reply.Status, good.Transaction(), body)
			case !errors.As(err, &e) || e.Code == protocol.Internal || e.Code == protocol.Unavailable:
				t.Errorf("%s: refused with %v", good.Transaction(), err)
			}
			w.unchanged(before)
		}
	})
}
