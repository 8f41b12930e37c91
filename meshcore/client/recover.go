package client

import (
	"context"
	"errors"
	"slices"
	"time"

	"meshportal/meshcore"
	"meshportal/meshcore/jose"
	"meshportal/meshcore/keyshare"
	"meshportal/meshcore/protocol"
	"meshportal/meshcore/udf"
)

// Recovery is what a person brings to take an account back (protocol.md II.12).
type Recovery struct {
	Account    meshcore.Account
	DeviceName string
	Shares     []keyshare.Printed
	Profile    udf.Fingerprint   // the fingerprint on the sheet; "" if not given
	Keep       []udf.Fingerprint // devices that stay, without administration
}

var (
	// ErrNoEscrow says that the portal has no entry under the shares.
	ErrNoEscrow = errors.New("the portal has no recovery entry for these shares: the kit was retired, or a share is not of this account")
	// ErrOtherProfile says that the shares are those of another person.
	ErrOtherProfile = errors.New("the recovered master key is not that of this account; nothing was changed")
)

const recoveringRecord = "recovering"

// Recover takes the account back: this machine becomes its only administration
// device in a new epoch, and every application is re-encrypted. Interrupted
// after the profile was signed, it goes on when called again, or by FinishWork.
// A new kit is to be made next.
func (c *Client) Recover(ctx context.Context, r *Recovery) (*Profile, error) {
	if c.self != nil && c.self.Member {
		return nil, ErrJoined
	}
	var entry string
	found, err := c.remembered(recoveringRecord, &entry)
	if err != nil {
		return nil, err
	}
	if !found || c.self == nil || c.self.Account != r.Account {
		if entry, err = c.takeBack(ctx, r); err != nil {
			return nil, err
		}
	}
	return c.reopen(ctx, entry)
}

// takeBack turns shares into a signed opener of a new epoch, kept before it is
// sent.
func (c *Client) takeBack(ctx context.Context, r *Recovery) (string, error) {
	if err := c.vacant(ctx, r.Account); err != nil {
		return "", err
	}
	m, kit, err := c.unlock(ctx, r)
	if err != nil {
		return "", err
	}
	profile := m.signature.PublicKey().KID()
	if err := c.forgetDevice(); err != nil { // one that only asked to join
		return "", err
	}
	if err := c.meet(ctx, r.Account, profile); err != nil {
		return "", err
	}
	current, err := c.readAsMaster(ctx, m)
	if err != nil {
		return "", c.raise(err)
	}
	device, err := c.newDevice(r.DeviceName)
	if err != nil {
		return "", err
	}
	if err := c.become(r.Account, profile, device, false); err != nil {
		return "", err
	}
	before := m.escrow
	if m.escrow, err = jose.GenerateP256(); err != nil {
		return "", err
	}
	signed, err := c.opener(m, current, device, r.Keep)
	if err != nil {
		return "", err
	}
	if err := c.sealRecovered(m, &before, string(kit)); err != nil {
		return "", err
	}
	return c.keepOpener(signed)
}

func (c *Client) keepOpener(signed *meshcore.SignedPersonalProfile) (string, error) {
	entry, err := signed.Entry()
	if err != nil {
		return "", err
	}
	c.memory.Epoch = signedEpoch(signed)
	if err := c.saveMemory(); err != nil {
		return "", err
	}
	return string(entry), c.writeRecord(recoveringRecord, string(entry))
}

// unlock rebuilds the secret, fetches the entry under it and opens the master
// keys; they must be those of the account and of the sheet.
func (c *Client) unlock(ctx context.Context, r *Recovery) (m masters, kit udf.Fingerprint, err error) {
	secret, err := rebuild(r.Shares)
	if err != nil {
		return m, "", err
	}
	kit = meshcore.EscrowID(secret)
	var resp protocol.GetResponse
	err = c.call(ctx, &protocol.GetRequest{Identifier: string(kit)}, &resp, nil)
	if refused(err, protocol.NotFound) || err == nil && len(resp.Entries) != 1 {
		return m, "", ErrNoEscrow
	}
	if err != nil {
		return m, "", err
	}
	escrow, err := meshcore.ParseEscrow(resp.Entries[0])
	if err != nil {
		return m, "", err
	}
	if escrow.EncryptedData == nil {
		return m, "", ErrNoEscrow
	}
	set, err := escrow.Open(secret)
	if err != nil {
		return m, "", err
	}
	if m, _, err = unpack(set); err != nil {
		return m, "", err
	}
	return m, kit, c.sameOwner(ctx, r, m)
}

func (c *Client) sameOwner(ctx context.Context, r *Recovery, m masters) error {
	owner := m.signature.PublicKey().KID()
	if r.Profile != "" && !udf.Match(owner, r.Profile) {
		return ErrOtherProfile
	}
	profile, err := c.lookUp(ctx, r.Account)
	if err == nil && profile != owner {
		err = ErrOtherProfile
	}
	return err
}

// rebuild combines shares; where the kit's id is known, a wrong one is named.
func rebuild(printed []keyshare.Printed) ([keyshare.SecretSize]byte, error) {
	var shares []keyshare.Share
	var kit keyshare.Kit
	for _, p := range printed {
		shares = append(shares, p.Share)
		if p.Kit != "" {
			kit = p.Kit
		}
	}
	secret, _, err := keyshare.Recover(shares, func(secret [keyshare.SecretSize]byte) bool {
		return kit == "" || keyshare.KitOf(meshcore.EscrowID(secret)) == kit
	})
	return secret, err
}

// readAsMaster reads the log from its first leaf and every version of the
// profile, as the master key.
func (c *Client) readAsMaster(ctx context.Context, m masters) (*Profile, error) {
	for range 8 {
		if err := c.observe(ctx); err != nil {
			return nil, err
		}
		ch := &chain{client: c}
		if err := ch.forget(); err != nil {
			return nil, err
		}
		c.chain = ch
		err := c.fetchProfile(ctx, ch, func(ctx context.Context, req protocol.Request, resp protocol.Response) error {
			return c.call(ctx, req, resp, m.signature)
		})
		if !errors.Is(err, errAgain) {
			return ch.newest, err
		}
	}
	return nil, ErrBusy
}

// opener is the first profile of a new epoch: this device administers, edits
// every application, and only the kept devices stay, with the rights they had.
func (c *Client) opener(m masters, current *Profile, device *meshcore.SignedDeviceProfile, keep []udf.Fingerprint) (*meshcore.SignedPersonalProfile, error) {
	next := successor(current)
	for _, id := range keep {
		if _, ok := current.Device(id); !ok {
			return nil, ErrNoDeviceNamed
		}
	}
	for _, d := range current.DeviceProfiles() {
		if !slices.Contains(keep, d.Identifier) {
			if err := strike(next, d.Identifier); err != nil && !errors.Is(err, ErrLastAdministrator) {
				return nil, err
			}
		}
	}
	next.Devices = append(next.Devices, *device)
	for i := range next.Applications {
		if e := &next.Applications[i]; e.Type == meshcore.AdministrationType {
			e.SignID = []udf.Fingerprint{device.Identifier}
		} else {
			e.Grant(device.Identifier, meshcore.Editor)
		}
	}
	next.Updated = meshcore.Later(c.now(), current.Updated)
	next.NotaryToken = c.tokenAfter(current.Version)
	rise := meshcore.Later(c.now(), meshcore.At(current.Master().Updated.Add(time.Second)))
	return c.openEpoch(m, rise, next)
}

// reopen sends the opener and does the work that follows from it.
func (c *Client) reopen(ctx context.Context, entry string) (*Profile, error) {
	if err := c.publishOpener(ctx, []byte(entry)); err != nil {
		if refused(err, protocol.Conflict) || refused(err, protocol.Unauthorized) || refused(err, protocol.Invalid) {
			err = errors.Join(err, c.forgetDevice(), c.machine.Remove(recoveringRecord))
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
	if err := c.machine.Remove(recoveringRecord); err != nil {
		return nil, err
	}
	_, err = c.FinishWork(ctx)
	return p, err
}

// publishOpener sends the opener of an epoch; a large one is signed by the
// master key, because this device is not in the profile yet.
func (c *Client) publishOpener(ctx context.Context, entry []byte) error {
	if len(entry) <= openDoor {
		return c.publishAs(ctx, entry, nil)
	}
	m, _, err := c.openMasters()
	if err != nil {
		return err
	}
	return c.publishAs(ctx, entry, m.signature)
}

// signedEpoch names the epoch of a profile that this device has signed itself.
func signedEpoch(signed *meshcore.SignedPersonalProfile) string {
	p, err := meshcore.OpenFirst(signed)
	if err != nil {
		return ""
	}
	return epoch(p)
}
