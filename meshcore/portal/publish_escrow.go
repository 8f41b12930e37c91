package portal

import (
	"context"
	"crypto/sha256"
	"errors"

	"meshportal/meshcore"
	"meshportal/meshcore/ledger"
	"meshportal/meshcore/protocol"
)

// publishEscrow takes an escrow entry from an administration device or the
// master key: written once, erased by publishing it without its content
// (protocol.md II.7). Its version id is the hash of its bytes.
func (s *Service) publishEscrow(ctx context.Context, call *protocol.Call, body []byte) (protocol.Response, error) {
	escrow, err := meshcore.ParseEscrow(body)
	if err != nil {
		return nil, err
	}
	return s.write(ctx, func(tx Tx) (protocol.Response, error) {
		c, err := s.caller(tx, call, true)
		if err != nil {
			return nil, err
		}
		if !c.Master && !c.Administrator() {
			return nil, meshcore.Unauthorised("recovery entries are published by administration devices")
		}
		return s.escrowIn(tx, c, escrow, body)
	})
}

func (s *Service) escrowIn(tx Tx, c *Caller, escrow *meshcore.OfflineEscrowEntry, body []byte) (protocol.Response, error) {
	binding, err := tx.Binding(escrow.Identifier)
	switch {
	case errors.Is(err, ErrNotFound) && escrow.EncryptedData == nil:
		return nil, unknown()
	case err != nil && !errors.Is(err, ErrNotFound):
		return nil, err
	case err == nil:
		if err := checkBinding(binding, c.Profile, ledger.KindEscrow, meshcore.EscrowTag); err != nil {
			return nil, err
		}
	}
	version := meshcore.VersionID(sha256.Sum256(body))
	head, again, err := repeated(tx, escrow.Identifier, version)
	if again {
		return published(false)
	}
	if err != nil {
		return nil, err
	}
	if head != nil && escrow.EncryptedData != nil {
		return nil, meshcore.OutOfOrder("a recovery entry is written once")
	}
	if err := eraseBodies(tx, escrow.Identifier); err != nil {
		return nil, err
	}
	if err := s.checkQuota(tx, c.Profile, len(body)); err != nil {
		return nil, err
	}
	err = s.append(tx, entry{
		identifier: escrow.Identifier, owner: c.Profile, kind: ledger.KindEscrow, tag: meshcore.EscrowTag,
		label: ledger.Label(string(escrow.Identifier)), version: version, signer: c.Device, body: body,
	})
	if err != nil {
		return nil, err
	}
	return published(head == nil)
}
