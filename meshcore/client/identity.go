package client

import (
	"context"
	"errors"

	"meshportal/meshcore"
	"meshportal/meshcore/jose"
	"meshportal/meshcore/ledger"
	"meshportal/meshcore/protocol"
	"meshportal/meshcore/udf"
)

// ErrJoined says that this machine is a device of a profile already.
var ErrJoined = errors.New("this machine is a device of a profile already; use another state directory for another profile")

// newDevice makes the three keys of a device and its self-signed profile.
func (c *Client) newDevice(name string) (*meshcore.SignedDeviceProfile, error) {
	sign, err := c.machine.GenerateSigning()
	if err != nil {
		return nil, err
	}
	authenticate, err := c.machine.GenerateSigning()
	if err != nil {
		return nil, err
	}
	encrypt, err := c.machine.GenerateEncryption()
	if err != nil {
		return nil, err
	}
	profile := &meshcore.DeviceProfile{
		Identifier:              sign.PublicKey().KID(),
		Updated:                 c.now(),
		DeviceSignatureKey:      meshcore.StateKey(sign.PublicKey()),
		DeviceAuthenticationKey: meshcore.StateKey(authenticate.PublicKey()),
		DeviceEncryptionKey:     meshcore.StateKey(encrypt.PublicKey()),
	}
	if name != "" {
		profile.Names = []string{name}
	}
	return meshcore.Sign(profile, sign)
}

// become remembers who this device is, and who it was before.
func (c *Client) become(account meshcore.Account, profile udf.Fingerprint, device *meshcore.SignedDeviceProfile, member bool) error {
	self := &Self{Account: account, Profile: profile, Device: *device, Member: member}
	var err error
	if self.profile, err = meshcore.OpenDevice(device); err != nil {
		return err
	}
	if c.self != nil && c.self.Member {
		if err := c.writeRecord(formerRecord, c.self); err != nil {
			return err
		}
	}
	if err := c.writeRecord(selfRecord, self); err != nil {
		return err
	}
	c.self = self
	return nil
}

// meet asks the portal for its log and pins it: the first contact of a machine
// that remembers nothing of the profile. What it remembers of another is filed.
func (c *Client) meet(ctx context.Context, account meshcore.Account, profile udf.Fingerprint) error {
	if c.self != nil {
		if err := c.fileMemory(); err != nil {
			return err
		}
	}
	c.chain = nil
	filed, err := c.readMemory(memoryName(profile))
	if err != nil || filed != nil {
		c.memory = filed
		return err
	}
	var hello protocol.HelloResponse
	if err := c.call(ctx, &protocol.HelloRequest{}, &hello, nil); err != nil {
		return err
	}
	if _, err := ledger.NewVerifier(hello.LogKey); err != nil {
		return err
	}
	empty := ledger.Range{}
	c.memory = &Memory{
		Profile: profile, Account: account, Origin: hello.LogOrigin, LogKey: hello.LogKey,
		Edge: empty.Hashes(), Labels: map[udf.Fingerprint]*Label{}, Documents: map[udf.Fingerprint]*Known{},
	}
	return nil
}

// masters are the keys that exist in memory only while a profile is created or
// recovered.
type masters struct{ signature, escrow jose.PrivateKey }

func (c *Client) newMasters() (m masters, err error) {
	if m.signature, err = jose.GenerateEd25519(c.Rand); err != nil {
		return m, err
	}
	m.escrow, err = jose.GenerateP256()
	return m, err
}

// openEpoch makes the MasterProfile of a new epoch and signs the epoch's first
// PersonalProfile with its genesis key, which is then gone: made here, used
// once, never kept (protocol.md II.4.1).
func (c *Client) openEpoch(m masters, updated meshcore.Time, first *meshcore.PersonalProfile) (*meshcore.SignedPersonalProfile, error) {
	genesis, err := jose.GenerateEd25519(c.Rand)
	if err != nil {
		return nil, err
	}
	master := &meshcore.MasterProfile{
		Identifier:          m.signature.PublicKey().KID(),
		Updated:             updated,
		MasterSignatureKey:  meshcore.StateKey(m.signature.PublicKey()),
		MasterEscrowKeys:    []meshcore.PublicKey{meshcore.StateKey(m.escrow.PublicKey())},
		OnlineSignatureKeys: []meshcore.PublicKey{meshcore.StateKey(genesis.PublicKey())},
	}
	signed, err := meshcore.Sign(master, m.signature)
	if err != nil {
		return nil, err
	}
	first.Identifier, first.SignedMasterProfile = master.Identifier, *signed
	return meshcore.Sign(first, genesis)
}
