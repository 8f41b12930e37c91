package client

import (
	"context"
	"slices"
	"strings"

	"meshportal/meshcore/udf"
)

// OwnInvite is an invitation of this device, by the hash that the portal knows
// it by.
type OwnInvite struct {
	Hash string
	Invite
}

// Invitations returns the invitations that this device made, spent and ended
// ones included, the one that ends last first.
func (c *Client) Invitations() ([]OwnInvite, error) {
	names, err := c.machine.List(invitePrefix)
	if err != nil {
		return nil, err
	}
	all := make([]OwnInvite, len(names))
	for i, name := range names {
		all[i].Hash = strings.TrimPrefix(name, invitePrefix)
		if err := c.readRecord(name, &all[i].Invite); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(all, func(a, b OwnInvite) int { return b.Expires.Compare(a.Expires.Time) })
	return all, nil
}

// Revoke ends an invitation of this device: here first, so that its proof
// counts no more whatever the portal does.
func (c *Client) Revoke(ctx context.Context, hash string) error {
	invite := new(Invite)
	found, err := c.remembered(invitePrefix+hash, invite)
	if err != nil {
		return err
	}
	if !found {
		return ErrNoInvitation
	}
	if err := c.stop(hash, invite); err != nil {
		return err
	}
	return c.register(ctx, hash, c.now())
}

// stop ends an invitation here, and forgets its link.
func (c *Client) stop(hash string, invite *Invite) error {
	invite.Stopped, invite.Invitation = true, ""
	return c.writeRecord(invitePrefix+hash, invite)
}

// Heed says that the person knows that two devices showed an invitation.
func (c *Client) Heed(hash string) error {
	invite := new(Invite)
	found, err := c.remembered(invitePrefix+hash, invite)
	if err != nil {
		return err
	}
	if !found {
		return ErrNoInvitation
	}
	invite.Heeded = true
	return c.writeRecord(invitePrefix+hash, invite)
}

// usedUp marks that an invitation has let its device in. Its link is kept to
// its end, to know a copy by it.
func (c *Client) usedUp(invite *Invite) error {
	hash, err := invite.hash()
	if err != nil {
		return err
	}
	invite.Admitted = true
	return c.writeRecord(invitePrefix+hash, invite)
}

// stopSpentBy ends the invitations by which a device came in: nothing that it
// has shown before brings it back once it was removed.
func (c *Client) stopSpentBy(device udf.Fingerprint) error {
	all, err := c.Invitations()
	if err != nil {
		return err
	}
	for _, one := range all {
		if one.Spent != device {
			continue
		}
		if err := c.stop(one.Hash, &one.Invite); err != nil {
			return err
		}
	}
	return nil
}

// forgetEnded forgets the links of this device's invitations that have ended.
// One that was spent keeps its own until then, to know a second device by it.
func (c *Client) forgetEnded() error {
	all, err := c.Invitations()
	if err != nil {
		return err
	}
	for _, one := range all {
		if one.Invitation == "" || one.Expires.After(c.Now()) {
			continue
		}
		one.Invitation = ""
		if err := c.writeRecord(invitePrefix+one.Hash, &one.Invite); err != nil {
			return err
		}
	}
	return nil
}
