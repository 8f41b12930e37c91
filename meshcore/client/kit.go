package client

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"meshportal/meshcore"
	"meshportal/meshcore/keyshare"
	"meshportal/meshcore/protocol"
	"meshportal/meshcore/udf"
)

// Kit is a recovery kit on its way to paper: what its sheets show. Shares are
// never kept and never sent.
type Kit struct {
	ID         keyshare.Kit
	Identifier udf.Fingerprint // of the escrow entry
	Quorum     int
	Profile    udf.Fingerprint
	Account    meshcore.Account
	Shares     []string // printable, with check letters; share i+1 at i
}

// SheetText is what the QR code of sheet i, from 0, says: all that stands on
// it, a line each (protocol.md II.12).
func (k *Kit) SheetText(i int) string {
	return fmt.Sprintf("mesh-sheet/1\n%s\n%s\n%d/%d\n%s", k.Account, k.Profile, k.Quorum, len(k.Shares), k.Shares[i])
}

// KitRecord is what a device remembers of a kit that it made.
type KitRecord struct {
	Identifier udf.Fingerprint `json:"identifier"`
	Quorum     int             `json:"quorum"`
	Shares     int             `json:"shares"`
	Created    meshcore.Time   `json:"created"`
	Verified   *meshcore.Time  `json:"verified,omitempty"`
	Retired    *meshcore.Time  `json:"retired,omitempty"`
	Prints     []string        `json:"prints"` // SHA-256 of each share, to know it when it is read back
}

const kitPrefix = "kit/"

// MakeKit splits a new secret into shares and publishes the master keys under
// it, encrypted (protocol.md II.12). The kit counts once a share was read
// back: see VerifyKit. Until then the master keys stay sealed in this device.
func (c *Client) MakeKit(ctx context.Context, quorum, shares int) (*Kit, error) {
	if c.self == nil {
		return nil, ErrNoDevice
	}
	m, _, err := c.openMasters()
	if err != nil {
		return nil, err
	}
	p, err := c.Sync(ctx)
	if err != nil {
		return nil, err
	}
	if err := c.mayAdminister(p); err != nil {
		return nil, err
	}
	var secret [keyshare.SecretSize]byte
	if _, err := io.ReadFull(c.Rand, secret[:]); err != nil {
		return nil, err
	}
	parts, err := keyshare.Split(c.Rand, secret, quorum, shares)
	if err != nil {
		return nil, err
	}
	escrow, err := meshcore.SealEscrow(m.set(), secret)
	if err != nil {
		return nil, err
	}
	return c.publishKit(ctx, p, escrow, parts)
}

// publishKit sends the entry and remembers the kit.
func (c *Client) publishKit(ctx context.Context, p *Profile, escrow *meshcore.OfflineEscrowEntry, parts []keyshare.Share) (*Kit, error) {
	kit := &Kit{
		ID: keyshare.KitOf(escrow.Identifier), Identifier: escrow.Identifier,
		Quorum: parts[0].Threshold(), Profile: p.Identifier, Account: p.Account(),
	}
	record := &KitRecord{Identifier: kit.Identifier, Quorum: kit.Quorum, Shares: len(parts), Created: c.now()}
	for i, part := range parts {
		kit.Shares = append(kit.Shares, keyshare.Print(kit.ID, i+1, part))
		record.Prints = append(record.Prints, sharePrint(part))
	}
	if err := c.publishEscrow(ctx, escrow); err != nil {
		return nil, err
	}
	return kit, c.writeRecord(kitPrefix+string(kit.Identifier), record)
}

func sharePrint(s keyshare.Share) string {
	hash := sha256.Sum256(append([]byte("mesh-share/1\n"), s.Bytes()...))
	return base64.RawURLEncoding.EncodeToString(hash[:])
}

func (c *Client) publishEscrow(ctx context.Context, e *meshcore.OfflineEscrowEntry) error {
	entry, err := e.Entry()
	if err != nil {
		return err
	}
	return c.callAs(ctx, &protocol.PublishRequest{Entry: entry}, &protocol.PublishResponse{})
}

// Kits returns the kits that this device made, oldest first.
func (c *Client) Kits() ([]*KitRecord, error) {
	names, err := c.machine.List(kitPrefix)
	if err != nil {
		return nil, err
	}
	kits := make([]*KitRecord, len(names))
	for i, name := range names {
		kits[i] = new(KitRecord)
		if err := c.readRecord(name, kits[i]); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(kits, func(a, b *KitRecord) int { return a.Created.Compare(b.Created.Time) })
	return kits, nil
}

// ErrOtherKit says that a share belongs to no kit that this device made.
var ErrOtherKit = errors.New("this share belongs to no kit that this device made")

// VerifyKit takes one share that was read back from its sheet. The kit then
// counts: the master keys leave this device once nothing is left to
// re-encrypt, and the kit that a recovery used is retired.
func (c *Client) VerifyKit(ctx context.Context, line string) (*KitRecord, error) {
	printed, err := keyshare.ParsePrinted(strings.TrimSpace(line), "")
	if err != nil {
		return nil, err
	}
	kits, err := c.Kits()
	if err != nil {
		return nil, err
	}
	for _, kit := range kits {
		for _, print := range kit.Prints {
			if print == sharePrint(printed.Share) && kit.Retired == nil {
				return kit, c.verified(ctx, kit)
			}
		}
	}
	return nil, ErrOtherKit
}

func (c *Client) verified(ctx context.Context, kit *KitRecord) error {
	now := c.now()
	kit.Verified = &now
	if err := c.writeRecord(kitPrefix+string(kit.Identifier), kit); err != nil {
		return err
	}
	_, err := c.FinishWork(ctx)
	return err
}

// settle erases the sealed master keys, and the entry of the kit that a
// recovery used, once a kit was verified. It is called when no application
// waits to be re-encrypted.
func (c *Client) settle(ctx context.Context) error {
	sealed, err := c.sealedRecord()
	if errors.Is(err, ErrNoMasters) {
		return nil
	}
	if err != nil {
		return err
	}
	if counts, err := c.verifiedKit(); err != nil || !counts {
		return err
	}
	if sealed.Old != "" {
		if err := c.retire(ctx, udf.Fingerprint(sealed.Old)); err != nil {
			return err
		}
	}
	return c.dropMasters()
}

// verifiedKit reports whether a share of a kit of this device was read back.
func (c *Client) verifiedKit() (bool, error) {
	kits, err := c.Kits()
	for _, kit := range kits {
		if kit.Verified != nil && kit.Retired == nil {
			return true, nil
		}
	}
	return false, err
}

// RetireKit erases a kit's entry. The master key stays the same: the shares
// and a copy of the entry are the owner still.
func (c *Client) RetireKit(ctx context.Context, kit *KitRecord) error {
	if err := c.retire(ctx, kit.Identifier); err != nil {
		return err
	}
	now := c.now()
	kit.Retired = &now
	return c.writeRecord(kitPrefix+string(kit.Identifier), kit)
}

func (c *Client) retire(ctx context.Context, id udf.Fingerprint) error {
	p, err := c.Sync(ctx)
	if err != nil {
		return err
	}
	if err := c.mayAdminister(p); err != nil {
		return err
	}
	return c.publishEscrow(ctx, &meshcore.OfflineEscrowEntry{Identifier: id})
}
