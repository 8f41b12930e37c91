package client

import (
	"context"
	"encoding/base64"
	"errors"
	"io"
	"slices"
	"time"

	"meshportal/meshcore"
	"meshportal/meshcore/protocol"
	"meshportal/meshcore/udf"
)

// InvitationLife is how long an invitation holds.
const InvitationLife = 24 * time.Hour

// Invite is an invitation as the inviting device keeps it: the preset and the
// end live only here (protocol.md II.8).
type Invite struct {
	Invitation string          `json:"invitation,omitempty"` // secret; gone once it has ended
	Preset     Preset          `json:"preset"`
	Expires    meshcore.Time   `json:"expires"`
	Spent      udf.Fingerprint `json:"spent,omitempty"`    // the device that used it
	Admitted   bool            `json:"admitted,omitempty"` // that device is in: it lets nobody in any more
	Stopped    bool            `json:"stopped,omitempty"`  // it was revoked, its device removed, or a second one came
	Second     udf.Fingerprint `json:"second,omitempty"`   // a second device that showed it
	Heeded     bool            `json:"heeded,omitempty"`   // the person knows of the second
}

// Warns reports whether two devices showed the invitation and its person has
// not said yet that they know.
func (i *Invite) Warns() bool { return i.Second != "" && !i.Heeded }

const invitePrefix = "invitation/"

// Invite makes an invitation, keeps it, and reserves its slot at the portal.
func (c *Client) Invite(ctx context.Context, preset Preset) (*Invitation, time.Time, error) {
	p, err := c.Sync(ctx)
	if err != nil {
		return nil, time.Time{}, err
	}
	if err := c.mayAdminister(p); err != nil {
		return nil, time.Time{}, err
	}
	invitation := &Invitation{Account: p.Account(), Profile: p.Identifier, Size: c.head.Size, Root: c.head.Root}
	if _, err := io.ReadFull(c.Rand, invitation.PIN[:]); err != nil {
		return nil, time.Time{}, err
	}
	hash, err := invitation.Hash()
	if err != nil {
		return nil, time.Time{}, err
	}
	invite := &Invite{Invitation: invitation.String(), Preset: preset, Expires: meshcore.At(c.Now().Add(InvitationLife))}
	if err := c.writeRecord(invitePrefix+hash, invite); err != nil {
		return nil, time.Time{}, err
	}
	return invitation, invite.Expires.Time, c.register(ctx, hash, invite.Expires)
}

// register tells the portal the end of an invitation; one that has passed
// revokes it.
func (c *Client) register(ctx context.Context, hash string, expires meshcore.Time) error {
	_, _, err := c.requests(ctx, &protocol.ConnectPendingRequest{
		Invitations: []protocol.Invitation{{ID: hash, Expires: expires.String()}},
	})
	return c.raise(err)
}

// inviteFor returns this device's own, live invitation that a request proves.
func (c *Client) inviteFor(one *Pending, seen protocol.Seen) (*Invite, error) {
	if seen.InvitationID == "" {
		return nil, nil
	}
	id, err := base64.RawURLEncoding.DecodeString(seen.InvitationID)
	if err != nil {
		return nil, nil
	}
	invite := new(Invite)
	found, err := c.remembered(invitePrefix+hashText(id), invite)
	if err != nil || !found || invite.Stopped || invite.Expires.Before(c.Now()) {
		return nil, err
	}
	invitation, err := ParseInvitation(invite.Invitation)
	if err != nil {
		return nil, err
	}
	want, err := invitation.RequestProof(one.RequestID)
	if err != nil || !proves(seen.Proof, want) {
		return nil, err
	}
	return invite, nil
}

func (i *Invite) hash() (string, error) {
	invitation, err := ParseInvitation(i.Invitation)
	if err != nil {
		return "", err
	}
	return invitation.Hash()
}

func (i *Invite) resultProof(result meshcore.VersionID) (string, error) {
	invitation, err := ParseInvitation(i.Invitation)
	if err != nil {
		return "", err
	}
	return invitation.ResultProof(result)
}

// ErrInvitedTwice warns that two devices showed the same invitation.
var ErrInvitedTwice = errors.New("two devices showed the same invitation: somebody else has the link. It was stopped; check the devices that came in by it")

// LetIn approves the requests that prove an invitation of this device, each
// with its preset; those that would become administration devices wait for
// their person. It is one round; an open administration device repeats it.
func (c *Client) LetIn(ctx context.Context) (admitted []*Pending, err error) {
	if err := c.forgetEnded(); err != nil {
		return nil, err
	}
	pending, _, err := c.Requests(ctx)
	if err != nil {
		return nil, err
	}
	pending = slices.DeleteFunc(pending, func(one *Pending) bool {
		return one.Invite == nil || one.Invite.Admitted && one.Invite.Spent == one.Device.Identifier
	})
	for _, one := range pending {
		if err := c.spend(ctx, one); err != nil {
			return nil, err
		}
	}
	for _, one := range pending {
		if one.Invite.Preset.Administrator {
			continue
		}
		_, err := c.Approve(ctx, one, one.Invite.Preset)
		if errors.Is(err, ErrOldRequest) || errors.Is(err, ErrRemovedBefore) {
			continue // it may be the portal that brings it again; nobody decided here
		}
		if err != nil {
			return admitted, err
		}
		admitted = append(admitted, one)
	}
	return admitted, nil
}

// OpenInvitations counts this device's invitations that nobody has used yet and
// that still hold.
func (c *Client) OpenInvitations() (int, error) {
	names, err := c.machine.List(invitePrefix)
	if err != nil {
		return 0, err
	}
	open := 0
	for _, name := range names {
		invite := new(Invite)
		if err := c.readRecord(name, invite); err != nil {
			return 0, err
		}
		if invite.Spent == "" && !invite.Stopped && invite.Expires.After(c.Now()) {
			open++
		}
	}
	return open, nil
}

// spend marks the invitation as used by one device, before that is approved; a
// second device stops it.
func (c *Client) spend(ctx context.Context, one *Pending) error {
	hash, err := one.Invite.hash()
	if err != nil {
		return err
	}
	if err := c.readRecord(invitePrefix+hash, one.Invite); err != nil {
		return err // as it is now: another request may have been first
	}
	device := one.Device.Identifier
	if one.Invite.Spent == "" {
		one.Invite.Spent = device
		return c.writeRecord(invitePrefix+hash, one.Invite)
	}
	if one.Invite.Spent == device {
		return nil
	}
	one.Invite.Second = device
	if err := c.stop(hash, one.Invite); err != nil {
		return err
	}
	return errors.Join(ErrInvitedTwice, c.register(ctx, hash, c.now()))
}
