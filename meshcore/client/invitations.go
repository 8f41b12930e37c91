package client

import (
	"context"
	"slices"
	"strings"
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
	invite.Stopped = true
	if err := c.writeRecord(invitePrefix+hash, invite); err != nil {
		return err
	}
	return c.register(ctx, hash, c.now())
}
