package client

import (
	"context"
	"errors"
	"slices"

	"meshportal/meshcore"
	"meshportal/meshcore/jose"
	"meshportal/meshcore/ledger"
	"meshportal/meshcore/protocol"
)

// tries is how often an operation is applied anew when others were faster.
const tries = 16

// ErrBusy says that others changed the same document again and again.
var ErrBusy = errors.New("other devices keep changing the same document; nothing was changed: try again")

// errUnchanged is what an operation returns when there is nothing to do.
var errUnchanged = errors.New("nothing to change")

// publish sends an entry; one that is too large for an open door is signed by
// the device as well.
func (c *Client) publish(ctx context.Context, entry []byte) error {
	if len(entry) <= openDoor {
		return c.publishAs(ctx, entry, nil)
	}
	signer, err := c.caller()
	if err != nil {
		return err
	}
	return c.publishAs(ctx, entry, signer)
}

// openDoor is the size up to which an entry needs no signed call: a message's,
// less what is around it.
const openDoor = protocol.MaxMessage - 1024

func (c *Client) publishAs(ctx context.Context, entry []byte, signer jose.Signer) error {
	var resp protocol.PublishResponse
	if err := c.call(ctx, &protocol.PublishRequest{Entry: entry}, &resp, signer); err != nil {
		return err
	}
	return c.promised(resp.CheckpointValue)
}

// tokenAfter is the NotaryToken of a successor of a version: it names the
// newest checkpoint, which was read before that version was.
func (c *Client) tokenAfter(v meshcore.VersionID) string {
	return ledger.Token{Origin: c.head.Origin, Size: c.head.Size, Root: c.head.Root, Predecessor: v}.String()
}

// firstToken is the NotaryToken of a document without a predecessor.
func (c *Client) firstToken() string {
	return ledger.Token{Origin: c.head.Origin, Size: c.head.Size, Root: c.head.Root, First: true}.String()
}

// blockToken names the newest checkpoint.
func (c *Client) blockToken() string {
	return ledger.BlockToken{Origin: c.head.Origin, Size: c.head.Size, Root: c.head.Root}.String()
}

// editProfile applies one operation to the current profile and publishes the
// result; when another device was faster, it applies the operation to what
// that one published (protocol.md II.10). The operation sees the current
// profile and changes next, a copy; it judges whether it still makes sense.
func (c *Client) editProfile(ctx context.Context, op func(current *Profile, next *meshcore.PersonalProfile) error) (*Profile, error) {
	for range tries {
		current, err := c.Sync(ctx)
		if err != nil {
			return nil, err
		}
		if err := c.mayAdminister(current); err != nil {
			return nil, err
		}
		next := successor(current)
		if err := op(current, next); errors.Is(err, errUnchanged) {
			return current, nil
		} else if err != nil {
			return nil, err
		}
		err = c.publishProfile(ctx, current, next)
		if refused(err, protocol.Conflict) || c.overtaken(ctx, current, err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		return c.Sync(ctx)
	}
	return nil, ErrBusy
}

// overtaken reports whether a profile was refused by authority because another
// administration device was faster: what it would change back, for instance
// the removal of a device, is judged before order (protocol.md II.2).
func (c *Client) overtaken(ctx context.Context, current *Profile, err error) bool {
	if !refused(err, protocol.Unauthorized) {
		return false
	}
	now, err := c.Sync(ctx)
	return err != nil || now.Version != current.Version
}

// ErrNotAdministrator says that this device may not decide.
var ErrNotAdministrator = errors.New("this device is no administration device of the profile; nothing was changed: do this on one that is")

func (c *Client) mayAdminister(p *Profile) error {
	if !p.Administrator(c.self.ID()) {
		return ErrNotAdministrator
	}
	return c.mayWrite(p)
}

func (c *Client) publishProfile(ctx context.Context, current *Profile, next *meshcore.PersonalProfile) error {
	signer, err := c.signer()
	if err != nil {
		return err
	}
	next.Updated = meshcore.Later(c.now(), current.Updated)
	next.NotaryToken = c.tokenAfter(current.Version)
	signed, err := meshcore.Sign(next, signer)
	if err != nil {
		return err
	}
	entry, err := signed.Entry()
	if err != nil {
		return err
	}
	if err := c.publish(ctx, entry); err != nil {
		return err
	}
	c.know(next.Identifier, signed.Version(), current.Sequence+1, next.Updated)
	return c.saveMemory()
}

// successor copies what an operation may change.
func successor(p *Profile) *meshcore.PersonalProfile {
	next := *p.PersonalProfile
	next.Devices = slices.Clone(p.Devices)
	next.DeviceNames = slices.Clone(p.DeviceNames)
	next.Applications = slices.Clone(p.Applications)
	for i := range next.Applications {
		e := &next.Applications[i]
		e.SignID, e.DecryptID = slices.Clone(e.SignID), slices.Clone(e.DecryptID)
	}
	return &next
}
