package client

import (
	"context"
	"errors"

	"meshportal/meshcore"
	"meshportal/meshcore/protocol"
	"meshportal/meshcore/udf"
)

const creatingRecord = "creating"

// creation is a profile on its way: its bytes are kept before they are sent,
// because the genesis key that signed them is gone.
type creation struct {
	Account meshcore.Account `json:"account"`
	Entry   string           `json:"entry"`
	Token   string           `json:"token,omitempty"`
}

// Create makes a personal profile with this machine as its only device and
// administration device, and the account for it (protocol.md Part I (e) 1). The
// master keys are sealed in this device until a kit is made (see MakeKit).
// A creation whose answer was lost is completed by calling Create again.
func (c *Client) Create(ctx context.Context, account meshcore.Account, deviceName, signupToken string) (*Profile, error) {
	if c.self != nil && c.self.Member {
		return nil, ErrJoined
	}
	var kept creation
	found, err := c.remembered(creatingRecord, &kept)
	if err != nil {
		return nil, err
	}
	if !found || kept.Account != account {
		if err := c.prepare(ctx, account, deviceName, signupToken, &kept); err != nil {
			return nil, err
		}
	}
	return c.create(ctx, &kept)
}

// prepare makes keys and documents and keeps them.
func (c *Client) prepare(ctx context.Context, account meshcore.Account, deviceName, signupToken string, kept *creation) error {
	if err := c.forgetDevice(); err != nil { // one that only asked to join
		return err
	}
	m, err := c.newMasters()
	if err != nil {
		return err
	}
	profile := m.signature.PublicKey().KID()
	if err := c.meet(ctx, account, profile); err != nil {
		return err
	}
	if err := c.observe(ctx); err != nil {
		return c.raise(err)
	}
	device, err := c.newDevice(deviceName)
	if err != nil {
		return err
	}
	signed, err := c.firstProfile(m, account, device)
	if err != nil {
		return err
	}
	entry, err := signed.Entry()
	if err != nil {
		return err
	}
	if err := c.become(account, profile, device, false); err != nil {
		return err
	}
	if err := c.sealMasters(m); err != nil {
		return err
	}
	c.memory.Epoch = signedEpoch(signed)
	if err := c.saveMemory(); err != nil {
		return err
	}
	*kept = creation{Account: account, Entry: string(entry), Token: signupToken}
	return c.writeRecord(creatingRecord, kept)
}

// firstProfile signs the first PersonalProfile of a new person.
func (c *Client) firstProfile(m masters, account meshcore.Account, device *meshcore.SignedDeviceProfile) (*meshcore.SignedPersonalProfile, error) {
	administration, err := udf.Random(c.Rand)
	if err != nil {
		return nil, err
	}
	now := c.now()
	return c.openEpoch(m, now, &meshcore.PersonalProfile{
		Names:       []string{string(account)},
		Updated:     now,
		NotaryToken: c.firstToken(),
		Devices:     []meshcore.SignedDeviceProfile{*device},
		Applications: []meshcore.ApplicationProfileEntry{{
			Identifier: administration,
			Type:       meshcore.AdministrationType,
			SignID:     []udf.Fingerprint{device.Identifier},
		}},
	})
}

// create sends what was prepared and, once the portal has it, reads it back.
func (c *Client) create(ctx context.Context, kept *creation) (*Profile, error) {
	req := &protocol.CreateRequest{Account: string(kept.Account), Profile: []byte(kept.Entry), SignupToken: kept.Token}
	if err := c.call(ctx, req, &protocol.CreateResponse{}, nil); err != nil {
		var refusal *protocol.Error
		if errors.As(err, &refusal) && refusal.Code < 500 && refusal.Code != protocol.TooMany {
			err = errors.Join(err, c.abandon())
		}
		return nil, err
	}
	p, err := c.Sync(ctx)
	if err != nil {
		return nil, err
	}
	c.self.Member = true
	if err := c.writeRecord(selfRecord, c.self); err != nil {
		return nil, err
	}
	return p, c.machine.Remove(creatingRecord)
}

// abandon forgets a profile that the portal refused.
func (c *Client) abandon() error {
	return errors.Join(c.forgetDevice(), c.machine.Remove(creatingRecord))
}
