package client

import (
	"context"
	"errors"
	"time"

	"meshportal/meshcore"
	"meshportal/meshcore/protocol"
	"meshportal/meshcore/udf"
)

// Pending is one verified request to join: what the device claims apart from
// what the portal saw.
type Pending struct {
	Device    *meshcore.DeviceProfile // claimed, and signed by the device
	RequestID meshcore.VersionID
	Code      udf.Fingerprint // compare it with what the device shows
	Requested time.Time       // as the portal saw
	Expires   time.Time
	Address   string
	Invite    *Invite // this device's invitation, if the request proves it

	device meshcore.SignedDeviceProfile // exactly as the device signed it
	seen   int64                        // the size of the log that it saw
}

// Requests returns the pending requests, each verified, and the devices that
// are blocked.
func (c *Client) Requests(ctx context.Context) ([]*Pending, []udf.Fingerprint, error) {
	var pending []*Pending
	var blocked []udf.Fingerprint
	err := c.settled(func() (err error) {
		pending, blocked, err = c.requests(ctx, &protocol.ConnectPendingRequest{})
		return err
	})
	return pending, blocked, c.raise(err)
}

func (c *Client) requests(ctx context.Context, req *protocol.ConnectPendingRequest) ([]*Pending, []udf.Fingerprint, error) {
	p, err := c.Sync(ctx)
	if err != nil {
		return nil, nil, err
	}
	if !p.Administrator(c.self.ID()) {
		return nil, nil, ErrNotAdministrator
	}
	if len(req.Invitations)+len(req.Unblock) > 0 {
		if err := c.mayWrite(p); err != nil {
			return nil, nil, err
		}
	}
	req.AccountID = string(c.self.Account)
	var resp protocol.ConnectPendingResponse
	if err := c.callAs(ctx, req, &resp); err != nil {
		return nil, nil, err
	}
	if len(resp.Seen) != len(resp.Pending) {
		return nil, nil, meshcore.Invalid("the portal's list of requests is incomplete")
	}
	var pending []*Pending
	for i := range resp.Pending {
		one, err := c.verifyRequest(p, &resp.Pending[i], resp.Seen[i])
		if err != nil {
			return nil, nil, err
		}
		pending = append(pending, one)
	}
	blocked := make([]udf.Fingerprint, len(resp.Blocked))
	for i, id := range resp.Blocked {
		blocked[i] = udf.Fingerprint(id)
	}
	return pending, blocked, nil
}

// verifyRequest checks a request before anything of it is shown.
func (c *Client) verifyRequest(p *Profile, signed *meshcore.SignedConnectionRequest, seen protocol.Seen) (*Pending, error) {
	request, err := meshcore.OpenRequest(signed)
	if err != nil {
		return nil, alarm(Substitution, "a request to join: %v", err)
	}
	if request.ParentUDF != p.Identifier {
		return nil, alarm(Substitution, "a request to join another profile, %s, is served", request.ParentUDF)
	}
	token, err := c.sameLog(request.BlockToken)
	if err != nil {
		return nil, err
	}
	one := &Pending{
		Device: request.DeviceProfile(), RequestID: signed.Version(),
		Code:    udf.ConnectionCode(signed.Identifier, p.Identifier),
		Address: seen.Address, device: request.Device, seen: token.Size,
	}
	var requested, expires meshcore.Time
	if err := errors.Join(requested.UnmarshalText([]byte(seen.Requested)), expires.UnmarshalText([]byte(seen.Expires))); err != nil {
		return nil, err
	}
	one.Requested, one.Expires = requested.Time, expires.Time
	one.Invite, err = c.inviteFor(one, seen)
	return one, err
}

// ErrMismatch says that no pending request has that fingerprint or code.
var ErrMismatch = errors.New("no pending request matches; nothing was approved: compare once more, and if they still differ, somebody may be in between")

// Find returns the pending request with that device fingerprint or connection
// code, compared in whole and in constant time.
func (c *Client) Find(ctx context.Context, fingerprint udf.Fingerprint) (*Pending, error) {
	pending, _, err := c.Requests(ctx)
	if err != nil {
		return nil, err
	}
	for _, one := range pending {
		if udf.Match(one.Device.Identifier, fingerprint) || udf.Match(one.Code, fingerprint) {
			return one, nil
		}
	}
	if len(pending) == 0 {
		return nil, ErrNoRequest
	}
	return nil, ErrMismatch
}
