package client_test

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"testing"
	"time"

	"meshportal/meshcore"
	"meshportal/meshcore/client"
	"meshportal/meshcore/ledger"
	"meshportal/meshcore/meshtest"
	"meshportal/meshcore/protocol"
)

// edit changes the answers of one type on their way to a client.
func edit[R any, P interface {
	*R
	protocol.Response
}](req protocol.Request, reply *protocol.Reply, err error, change func(P)) (*protocol.Reply, error) {
	if err != nil {
		return reply, err
	}
	resp := P(new(R))
	if err := protocol.DecodeResponse(reply.Body, resp); err != nil {
		return reply, nil // a refusal
	}
	change(resp)
	body, err := protocol.EncodeResponse(resp)
	return &protocol.Reply{Status: reply.Status, Body: body}, err
}

// requestOf makes a device and its signed request out of nothing: what a
// portal puts in the place of a real one.
func requestOf(t *testing.T, as *meshcore.ConnectionRequest, name string, who *meshtest.Machine) meshcore.SignedConnectionRequest {
	t.Helper()
	check := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	sign, err := who.GenerateSigning()
	check(err)
	authenticate, err := who.GenerateSigning()
	check(err)
	encrypt, err := who.GenerateEncryption()
	check(err)
	device, err := meshcore.Sign(&meshcore.DeviceProfile{
		Identifier: sign.PublicKey().KID(), Names: []string{name}, Updated: as.DeviceProfile().Updated,
		DeviceSignatureKey:      meshcore.StateKey(sign.PublicKey()),
		DeviceAuthenticationKey: meshcore.StateKey(authenticate.PublicKey()),
		DeviceEncryptionKey:     meshcore.StateKey(encrypt.PublicKey()),
	}, sign)
	check(err)
	signed, err := meshcore.Sign(&meshcore.ConnectionRequest{ParentUDF: as.ParentUDF, Device: *device, BlockToken: as.BlockToken}, sign)
	check(err)
	return *signed
}

// TestSwappedKeyIsRefused swaps the key of a pending request before it is
// shown, or between showing and approval, 200 times.
func TestSwappedKeyIsRefused(t *testing.T) {
	w := newWorld(t)
	laptop, phone := w.person(alice), w.device()
	joining, err := phone.Connect(t.Context(), alice, "phone", nil)
	w.check(err)
	one, err := laptop.Find(t.Context(), joining.Code)
	w.check(err)
	real, err := meshcore.OpenRequest(pendingOf(w, laptop))
	w.check(err)
	for i := range 200 {
		laptop.evil.Answer = func(req protocol.Request, reply *protocol.Reply, err error) (*protocol.Reply, error) {
			if _, ok := req.(*protocol.ConnectPendingRequest); !ok {
				return reply, err
			}
			return edit(req, reply, err, func(r *protocol.ConnectPendingResponse) { swap(t, i, real, &r.Pending[0]) })
		}
		if found, err := laptop.Find(t.Context(), joining.Code); err == nil {
			t.Fatalf("round %d: %s was found by the phone's code", i, found.Device.Identifier)
		}
		if kind := laptop.Undecided(); kind != "" {
			laptop.evil.Answer = nil
			w.check(laptop.AcceptLog(t.Context(), kind, client.Log{}))
		}
	}
	// between showing and approval: what was shown is what is signed
	_, err = laptop.Approve(t.Context(), one, editorOfAll)
	w.check(err)
	p, err := laptop.Sync(t.Context())
	w.check(err)
	if _, ok := p.Device(joining.Device); !ok || len(p.Devices) != 2 {
		t.Errorf("the profile has other devices than those shown: %d", len(p.Devices))
	}
}

// swap replaces a request by one of the portal's making, in one of many ways.
func swap(t *testing.T, i int, real *meshcore.ConnectionRequest, pending *meshcore.SignedConnectionRequest) {
	t.Helper()
	swapped := requestOf(t, real, "phone", new(meshtest.Machine))
	flip := func(s string) string {
		b := bytes.Clone([]byte(s))
		b[rand.IntN(len(b))] = "ABCDEFGHabcdefgh0123-_"[rand.IntN(22)]
		return string(b)
	}
	honest := *pending
	switch i % 5 {
	case 0: // a key of its own
		*pending = swapped
	case 1: // its own payload under the phone's name
		*pending = swapped
		pending.Identifier = honest.Identifier
	case 2: // its own payload under the phone's signature
		pending.SignedData.Payload = swapped.SignedData.Payload
	case 3: // the phone's payload under its own signature
		pending.SignedData.Protected, pending.SignedData.Signature = swapped.SignedData.Protected, swapped.SignedData.Signature
	case 4: // one letter changed
		for pending.SignedData.Payload == honest.SignedData.Payload {
			pending.SignedData.Payload = flip(honest.SignedData.Payload)
		}
	}
}

func pendingOf(w *world, admin *device) (signed *meshcore.SignedConnectionRequest) {
	admin.evil.Answer = func(req protocol.Request, reply *protocol.Reply, err error) (*protocol.Reply, error) {
		if _, ok := req.(*protocol.ConnectPendingRequest); !ok {
			return reply, err
		}
		return edit(req, reply, err, func(r *protocol.ConnectPendingResponse) { signed = &r.Pending[0] })
	}
	_, _, err := admin.Requests(w.Context())
	w.check(err)
	admin.evil.Answer = nil
	return signed
}

// An invited device takes no answer that its inviter did not make.
func TestForgedResultForInvitedDevice(t *testing.T) {
	w := newWorld(t)
	laptop, phone := w.person(alice), w.device()
	invitation, _, err := laptop.Invite(t.Context(), readerOfAll)
	w.check(err)
	joining, err := phone.Connect(t.Context(), alice, "phone", invitation)
	w.check(err)
	one, err := laptop.Find(t.Context(), joining.Code)
	w.check(err)
	mallory := w.person("mallory@localhost:8080")
	for name, result := range map[string]string{"accepted": meshcore.Accepted, "rejected": meshcore.Rejected} {
		t.Run(name, func(t *testing.T) {
			victim := w.deviceOf(phone.machine.Copy())
			victim.evil.Answer = func(req protocol.Request, got *protocol.Reply, err error) (*protocol.Reply, error) {
				if _, ok := req.(*protocol.ConnectStatusRequest); !ok {
					return got, err
				}
				self, err := mallory.Self()
				w.check(err)
				signed, err := meshcore.Sign(&meshcore.ConnectionResult{
					Device: self.Device, Result: result, RequestID: one.RequestID.String(),
					BlockToken: ledger.BlockToken{Origin: meshtest.Portal + "/mesh", Root: ledger.EmptyRoot}.String(),
				}, mallory.signer())
				w.check(err)
				return reply(&protocol.ConnectStatusResponse{Result: signed, Proof: "AAAA"})
			}
			_, err := victim.JoinStatus(t.Context())
			wantAlarm(t, err, client.Substitution)
			victim.evil.Answer = nil
			if _, err := victim.Connect(t.Context(), alice, "phone", invitation); !errors.Is(err, client.ErrStopped) {
				t.Errorf("it asks again after the alarm: %v", err)
			}
		})
	}
}

// The portal gives an invited device the master of somebody else.
func TestMasterSubstitutionForInvitedDevice(t *testing.T) {
	w := newWorld(t)
	laptop, phone := w.person(alice), w.device()
	w.person("mallory@localhost:8080")
	invitation, _, err := laptop.Invite(t.Context(), readerOfAll)
	w.check(err)
	var theirs *protocol.Reply
	other := w.device()
	other.evil.Answer = func(req protocol.Request, reply *protocol.Reply, err error) (*protocol.Reply, error) {
		if _, ok := req.(*protocol.GetRequest); ok {
			theirs = reply
		}
		return reply, err
	}
	_, err = other.Connect(t.Context(), "mallory@localhost:8080", "x", nil)
	w.check(err)
	phone.evil.Answer = func(req protocol.Request, reply *protocol.Reply, err error) (*protocol.Reply, error) {
		if _, ok := req.(*protocol.GetRequest); ok {
			return theirs, nil
		}
		return reply, err
	}
	_, err = phone.Connect(t.Context(), alice, "phone", invitation)
	wantAlarm(t, err, client.Substitution)
	if _, err := phone.Self(); !errors.Is(err, client.ErrNoDevice) {
		t.Errorf("it became a device: %v", err)
	}
	t.Run("an honest portal is taken after that", func(t *testing.T) {
		phone.evil.Answer = nil
		_, err := phone.Connect(t.Context(), alice, "phone", invitation)
		w.check(err)
		admitted, err := laptop.LetIn(t.Context())
		w.check(err)
		if len(admitted) != 1 {
			t.Errorf("%d were let in", len(admitted))
		}
	})
}

// The log of the portal must contain the inviter's checkpoint.
func TestInvitationPinsTheLog(t *testing.T) {
	w := newWorld(t)
	laptop := w.person(alice)
	invitation, _, err := laptop.Invite(t.Context(), readerOfAll)
	w.check(err)
	forked, ahead := *invitation, *invitation
	forked.Root[0] ^= 1
	ahead.Size += 10
	_, err = w.device().Connect(t.Context(), alice, "phone", &forked)
	wantAlarm(t, err, client.Fork)
	_, err = w.device().Connect(t.Context(), alice, "phone", &ahead)
	wantAlarm(t, err, client.Rollback)
}

// Two devices that show one invitation in the same round are both kept out.
func TestInvitationShownTwiceAtOnce(t *testing.T) {
	w := newWorld(t)
	laptop := w.person(alice)
	invitation, _, err := laptop.Invite(t.Context(), readerOfAll)
	w.check(err)
	for _, name := range []string{"phone", "copycat"} {
		_, err = w.device().Connect(t.Context(), alice, name, invitation)
		w.check(err)
	}
	admitted, err := laptop.LetIn(t.Context())
	if !errors.Is(err, client.ErrInvitedTwice) || len(admitted) > 0 {
		t.Errorf("%d were let in: %v", len(admitted), err)
	}
	p, err := laptop.Sync(t.Context())
	w.check(err)
	if len(p.Devices) != 1 {
		t.Errorf("%d devices", len(p.Devices))
	}
}

// A wrong account first, the right one then, is no substitution.
func TestConnectAfterAFailedTry(t *testing.T) {
	w := newWorld(t)
	w.person(alice)
	w.person("bob@localhost:8080")
	phone := w.device()
	phone.evil.Log = func(string, []byte, error) ([]byte, error) { return nil, context.DeadlineExceeded }
	if _, err := phone.Connect(t.Context(), "bob@localhost:8080", "phone", nil); err == nil {
		t.Fatal("the line did not break")
	}
	phone.evil.Log = nil
	w.clock.Advance(time.Second)
	_, err := phone.Connect(t.Context(), alice, "phone", nil)
	w.check(err)
}
