package client

import (
	"errors"
	"time"

	"meshportal/meshcore"
	"meshportal/meshcore/jose"
)

// sealedLife is how long master keys stay in a device at most (protocol.md
// II.12).
const sealedLife = 7 * 24 * time.Hour

const mastersRecord = "masters"

// sealedMasters are master keys at rest, encrypted to the device's own
// encryption key, until a kit holds them. The keys are those of an
// [meshcore.EscrowedKeySet]; after a recovery a second escrow key opens what
// was encrypted before.
type sealedMasters struct {
	Keys  jose.Encrypted `json:"keys"`
	Until meshcore.Time  `json:"until"`
	Old   string         `json:"old,omitempty"` // the kit that was used to recover: its escrow Identifier
}

// ErrNoMasters says that the master keys are not in this device any more.
var ErrNoMasters = errors.New("the master keys are not in this device any more: they were erased when a kit was verified, or after 7 days. Without a kit that was verified this account cannot be recovered; with one, a recovery brings them back")

var mastersContext = []byte("mesh-masters/1")

// sealMasters keeps master keys in this device; they begin with the escrow key
// of the current epoch.
func (c *Client) sealMasters(m masters) error { return c.sealRecovered(m, nil, "") }

func (c *Client) sealRecovered(m masters, before *jose.PrivateKey, oldKit string) error {
	set := m.set()
	if before != nil {
		set.MasterEscrowKeys = append(set.MasterEscrowKeys, before.Parameters())
	}
	plain, err := jose.Marshal(set)
	if err != nil {
		return err
	}
	return c.seal(plain, sealedMasters{Until: meshcore.At(c.Now().Add(sealedLife)), Old: oldKit})
}

// seal encrypts master keys to this device and keeps them.
func (c *Client) seal(plain []byte, s sealedMasters) error {
	key, err := c.self.profile.EncryptionKey()
	if err != nil {
		return err
	}
	if s.Keys, err = jose.Encrypt(plain, mastersContext, []jose.PublicKey{key}); err != nil {
		return err
	}
	c.mastersEnd = s.Until.Time
	return c.writeRecord(mastersRecord, &s)
}

// resealMasters hands master keys that a former device has sealed over to this
// one; how long they are kept stays the same.
func (c *Client) resealMasters(former *Self) error {
	sealed, err := c.sealedRecord()
	if errors.Is(err, ErrNoMasters) {
		return nil
	}
	if err != nil {
		return err
	}
	own, err := c.decrypter()
	if err != nil {
		return err
	}
	if _, err := sealed.Keys.Decrypt(own, mastersContext); err == nil {
		return nil // it was interrupted after this
	}
	key, err := c.machine.Decrypter(former.profile.DeviceEncryptionKey.UDF)
	if err != nil {
		return err
	}
	plain, err := sealed.Keys.Decrypt(key, mastersContext)
	if err != nil {
		return err
	}
	return c.seal(plain, *sealed)
}

func (m masters) set() *meshcore.EscrowedKeySet {
	return &meshcore.EscrowedKeySet{
		MasterSignatureKey: m.signature.Parameters(),
		MasterEscrowKeys:   []jose.PrivateParameters{m.escrow.Parameters()},
	}
}

// sealedRecord reads the record; once its time is over it is erased.
func (c *Client) sealedRecord() (*sealedMasters, error) {
	sealed := new(sealedMasters)
	found, err := c.remembered(mastersRecord, sealed)
	if err != nil {
		return nil, err
	}
	if found && sealed.Until.Before(c.Now()) {
		found, err = false, c.dropMasters()
	}
	if !found {
		return nil, errors.Join(err, ErrNoMasters)
	}
	c.mastersEnd = sealed.Until.Time
	return sealed, nil
}

// expireMasters erases master keys whose time is over. Every Sync calls it; it
// reads no record before that time.
func (c *Client) expireMasters() error {
	if c.mastersEnd.IsZero() || c.mastersEnd.After(c.Now()) {
		return nil
	}
	_, _, err := c.MastersUntil()
	return err
}

// openMasters returns the sealed keys and, after a recovery, the escrow key of
// the epoch before.
func (c *Client) openMasters() (m masters, before *jose.PrivateKey, err error) {
	sealed, err := c.sealedRecord()
	if err != nil {
		return m, nil, err
	}
	key, err := c.decrypter()
	if err != nil {
		return m, nil, err
	}
	plain, err := sealed.Keys.Decrypt(key, mastersContext)
	if err != nil {
		return m, nil, err
	}
	set := new(meshcore.EscrowedKeySet)
	if err := jose.Unmarshal(plain, set); err != nil {
		return m, nil, err
	}
	return unpack(set)
}

func unpack(set *meshcore.EscrowedKeySet) (m masters, before *jose.PrivateKey, err error) {
	if m.signature, err = set.MasterSignatureKey.PrivateKey(); err != nil {
		return m, nil, err
	}
	if len(set.MasterEscrowKeys) == 0 {
		return m, nil, meshcore.Invalid("there is no master escrow key")
	}
	if m.escrow, err = set.MasterEscrowKeys[0].PrivateKey(); err != nil || len(set.MasterEscrowKeys) == 1 {
		return m, nil, err
	}
	old, err := set.MasterEscrowKeys[1].PrivateKey()
	return m, &old, err
}

func (c *Client) dropMasters() error {
	c.mastersEnd = time.Time{}
	return c.machine.Remove(mastersRecord)
}

// MastersUntil tells until when the master keys are kept in this device; ok is
// false if they are not.
func (c *Client) MastersUntil() (until time.Time, ok bool, err error) {
	sealed, err := c.sealedRecord()
	if errors.Is(err, ErrNoMasters) {
		return until, false, nil
	}
	if err != nil {
		return until, false, err
	}
	return sealed.Until.Time, true, nil
}
