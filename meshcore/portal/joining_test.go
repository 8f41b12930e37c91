package portal_test

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"net/netip"
	"time"

	"meshportal/meshcore"
	"meshportal/meshcore/jose"
	"meshportal/meshcore/ledger"
	"meshportal/meshcore/protocol"
)

// joining is a device's request to join, and from where it is sent.
type joining struct {
	p      *person
	d      *device
	signed *meshcore.SignedConnectionRequest
	from   netip.Addr
	id     string // of an invitation
	proof  string
}

// joining makes a request with the newest checkpoint, from an address of its own.
func (p *person) joining(d *device) *joining {
	p.w.Helper()
	return p.joiningAt(d, p.w.checkpoint())
}

func (p *person) joiningAt(d *device, c ledger.Checkpoint) *joining {
	p.w.Helper()
	signed, err := meshcore.Sign(&meshcore.ConnectionRequest{
		ParentUDF: p.profile.Identifier, Device: d.profile, BlockToken: blockToken(c),
	}, d.sign)
	p.w.check(err)
	var own [16]byte
	_, err = rand.Read(own[:8])
	p.w.check(err)
	own[0], own[1] = 0x20, 0x01
	return &joining{p: p, d: d, signed: signed, from: netip.AddrFrom16(own)}
}

func blockToken(c ledger.Checkpoint) string {
	return ledger.BlockToken{Origin: c.Origin, Size: c.Size, Root: c.Root}.String()
}

func (j *joining) request() *protocol.ConnectStartRequest {
	return &protocol.ConnectStartRequest{
		SignedRequest: j.signed, AccountID: string(j.p.account), InvitationID: j.id, Proof: j.proof,
	}
}

// start sends the request.
func (j *joining) start() error {
	j.p.w.Helper()
	return j.send(nil, j.request(), new(protocol.ConnectStartResponse))
}

// cancel withdraws it.
func (j *joining) cancel(signer jose.Signer) error {
	j.p.w.Helper()
	req := j.request()
	req.Cancel = true
	return j.send(signer, req, new(protocol.ConnectStartResponse))
}

// status asks what became of it.
func (j *joining) status(signer jose.Signer) (*protocol.ConnectStatusResponse, error) {
	j.p.w.Helper()
	answer := new(protocol.ConnectStatusResponse)
	req := &protocol.ConnectStatusRequest{AccountID: string(j.p.account), DeviceID: string(j.d.id())}
	return answer, j.send(signer, req, answer)
}

func (j *joining) send(signer jose.Signer, req protocol.Request, into protocol.Response) error {
	j.p.w.Helper()
	body, err := protocol.EncodeRequest(req)
	j.p.w.check(err)
	call := &protocol.Call{Body: body, From: j.from}
	if signer != nil {
		call.Signature = j.p.w.sign(signer, body)
	}
	reply, err := j.p.w.Do(j.p.w.Context(), call)
	if err != nil {
		return err
	}
	return protocol.DecodeResponse(reply.Body, into)
}

// result is an answer to the request that may be changed and signed.
func (j *joining) result(result string) *meshcore.ConnectionResult {
	j.p.w.Helper()
	return &meshcore.ConnectionResult{
		Device: j.d.profile, Result: result, RequestID: j.signed.Version().String(), BlockToken: blockToken(j.p.w.checkpoint()),
	}
}

func (j *joining) complete(signer *device, r *meshcore.ConnectionResult) error {
	j.p.w.Helper()
	signed, err := meshcore.Sign(r, signer.sign)
	j.p.w.check(err)
	return j.completeWith(signed)
}

func (j *joining) completeWith(signed *meshcore.SignedConnectionResult) error {
	j.p.w.Helper()
	req := &protocol.ConnectCompleteRequest{Result: signed, AccountID: string(j.p.account), Proof: "proof"}
	return j.p.w.ask(nil, req, new(protocol.ConnectCompleteResponse))
}

// admit publishes the profile with the device.
func (j *joining) admit() {
	j.p.w.Helper()
	next := j.p.next()
	next.Devices = append(next.Devices, j.d.profile)
	j.p.w.check(j.p.publish(j.p.first, next))
}

// pending lists the requests as a device sees them.
func (p *person) pending(signer jose.Signer) (*protocol.ConnectPendingResponse, error) {
	p.w.Helper()
	return p.pendingWith(signer, &protocol.ConnectPendingRequest{})
}

func (p *person) pendingWith(signer jose.Signer, req *protocol.ConnectPendingRequest) (*protocol.ConnectPendingResponse, error) {
	p.w.Helper()
	req.AccountID = string(p.account)
	answer := new(protocol.ConnectPendingResponse)
	return answer, p.w.ask(signer, req, answer)
}

// invitation registers a new invitation and returns its id.
func (p *person) invitation(end time.Time) string {
	p.w.Helper()
	id := make([]byte, 16)
	_, err := rand.Read(id)
	p.w.check(err)
	_, err = p.invite(p.first.auth, id, end)
	p.w.check(err)
	return base64.RawURLEncoding.EncodeToString(id)
}

func (p *person) invite(signer jose.Signer, id []byte, end time.Time) (*protocol.ConnectPendingResponse, error) {
	p.w.Helper()
	hash := sha256.Sum256(id)
	return p.pendingWith(signer, &protocol.ConnectPendingRequest{Invitations: []protocol.Invitation{
		{ID: base64.RawURLEncoding.EncodeToString(hash[:]), Expires: meshcore.At(end).String()},
	}})
}
