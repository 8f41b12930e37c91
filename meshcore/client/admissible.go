package client

import (
	"errors"
	"time"

	"meshportal/meshcore"
	"meshportal/meshcore/ledger"
)

// tokenLife is how old the BlockToken of a request may be (protocol.md II.8).
const tokenLife = 15 * time.Minute

var (
	// ErrRemovedBefore says that a device was in the profile and was removed:
	// its keys are refused for ever (protocol.md II.4.2).
	ErrRemovedBefore = errors.New("this device was removed from the profile, and its keys are refused for ever; nothing was changed: let it ask again with new ones")
	// ErrOldRequest says that a request is not of now.
	ErrOldRequest = errors.New("this request is too old; nothing was changed: let the device ask again")
)

// admissible says why a device must not be let in, whatever the portal serves
// and the person decides. It judges by the newest profile and log.
func (c *Client) admissible(one *Pending) error {
	held, err := c.chain.held()
	if err != nil {
		return err
	}
	if held[one.Device.Identifier] {
		return ErrRemovedBefore
	}
	return c.recent(one)
}

// recent requires a request whose device saw the log of a quarter of an hour
// ago: the first leaf that it has not seen is younger than that. Where the
// portal lets requests live longer, its person may decide on them as long;
// an invitation decides nothing then.
func (c *Client) recent(one *Pending) error {
	if one.seen >= c.head.Size {
		return nil
	}
	leaf, err := c.leaf(one.seen)
	if err != nil {
		return err
	}
	life := tokenLife
	if one.Invite == nil {
		life = max(life, one.Expires.Sub(one.Requested))
	}
	if c.Now().Sub(leaf.Time) > life+clockSkew {
		return ErrOldRequest
	}
	return nil
}

// leaf reads one leaf of the log and verifies that it is there.
func (c *Client) leaf(index int64) (ledger.Leaf, error) {
	edge, err := c.reader.RangeAt(index)
	if err != nil {
		return ledger.Leaf{}, c.inconsistent(err, c.memory.Note)
	}
	lines, err := c.reader.Leaf(index)
	if err != nil {
		return ledger.Leaf{}, c.inconsistent(err, c.memory.Note)
	}
	leaf, err := ledger.ParseLeaf(lines)
	if err != nil {
		return leaf, err
	}
	edge.Append(leaf.Hash())
	root, err := c.reader.RootAt(index + 1)
	if err == nil && root != edge.Root() {
		err = ledger.ErrInconsistent
	}
	return leaf, c.inconsistent(err, c.memory.Note)
}

// nobodyReturns refuses a successor of the newest version in which a device is
// back that an earlier one held (protocol.md II.4.2).
func (ch *chain) nobodyReturns(next *meshcore.PersonalProfile) error {
	for _, d := range next.Devices {
		if _, stays := ch.newest.Device(d.Identifier); stays {
			continue
		}
		held, err := ch.held()
		if err != nil {
			return err
		}
		if held[d.Identifier] {
			return meshcore.Unauthorised("the device %s was removed from this profile", d.Identifier)
		}
	}
	return nil
}
