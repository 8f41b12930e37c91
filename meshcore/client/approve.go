package client

import (
	"context"
	"slices"

	"meshportal/meshcore"
	"meshportal/meshcore/protocol"
	"meshportal/meshcore/udf"
)

// Preset is what a device is given when it is let in: a role, and the
// applications for which. An administrator is an editor of these applications
// who also decides about devices and rights.
type Preset struct {
	Role          meshcore.Role     `json:"role"` // Reader or Editor
	Administrator bool              `json:"administrator"`
	All           bool              `json:"all"` // all applications that there are then
	Applications  []udf.Fingerprint `json:"applications,omitempty"`
}

func (s Preset) covers(application udf.Fingerprint) bool {
	return s.All || slices.Contains(s.Applications, application)
}

// Approve lets a device in: what was verified and shown is what is signed. The
// profile changes first, then the applications are re-encrypted, then the
// device is told.
func (c *Client) Approve(ctx context.Context, one *Pending, preset Preset) (*Work, error) {
	if one.Invite != nil {
		if err := c.spend(ctx, one); err != nil {
			return nil, err
		}
	}
	_, err := c.editProfile(ctx, func(current *Profile, next *meshcore.PersonalProfile) error {
		if _, ok := current.Device(one.Device.Identifier); ok {
			return errUnchanged
		}
		if err := c.admissible(one); err != nil {
			return err
		}
		admit(next, one.device, preset)
		return nil
	})
	if err != nil {
		return nil, err
	}
	work, err := c.FinishWork(ctx)
	if err != nil {
		return work, err
	}
	err = c.answer(ctx, one, meshcore.Accepted, false)
	if refused(err, protocol.Gone) || refused(err, protocol.NotFound) {
		err = nil // it lapsed meanwhile; the device finds itself in the profile
	}
	if err == nil && one.Invite != nil {
		err = c.usedUp(one.Invite)
	}
	return work, err
}

// admit adds a device and its rights.
func admit(next *meshcore.PersonalProfile, device meshcore.SignedDeviceProfile, preset Preset) {
	next.Devices = append(next.Devices, device)
	for i := range next.Applications {
		e := &next.Applications[i]
		switch {
		case e.Type == meshcore.AdministrationType && preset.Administrator:
			e.SignID = append(e.SignID, device.Identifier)
		case e.Type != meshcore.AdministrationType && preset.covers(e.Identifier):
			e.Grant(device.Identifier, preset.Role)
		}
	}
}

// Reject refuses a request; block keeps the device from asking again.
func (c *Client) Reject(ctx context.Context, one *Pending, block bool) error {
	return c.answer(ctx, one, meshcore.Rejected, block)
}

// Unblock lets a blocked device ask again.
func (c *Client) Unblock(ctx context.Context, device udf.Fingerprint) error {
	_, blocked, err := c.Requests(ctx)
	if err != nil {
		return err
	}
	if !slices.Contains(blocked, device) {
		return ErrNotBlocked
	}
	_, _, err = c.requests(ctx, &protocol.ConnectPendingRequest{Unblock: []string{string(device)}})
	return c.raise(err)
}

// ErrNotBlocked says that a device is not blocked.
var ErrNotBlocked = meshcore.Invalid("this device is not blocked")

// answer signs and sends the result of a request.
func (c *Client) answer(ctx context.Context, one *Pending, verdict string, block bool) error {
	p, err := c.Sync(ctx)
	if err != nil {
		return err
	}
	if err := c.mayAdminister(p); err != nil {
		return err
	}
	signer, err := c.signer()
	if err != nil {
		return err
	}
	signed, err := meshcore.Sign(&meshcore.ConnectionResult{
		Device: one.device, Result: verdict, RequestID: one.RequestID.String(),
		BlockToken: c.blockToken(), Block: block,
	}, signer)
	if err != nil {
		return err
	}
	req := &protocol.ConnectCompleteRequest{Result: signed, AccountID: string(c.self.Account)}
	if one.Invite != nil {
		if req.Proof, err = one.Invite.resultProof(signed.Version()); err != nil {
			return err
		}
	}
	return c.call(ctx, req, &protocol.ConnectCompleteResponse{}, nil)
}
