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
		account, err := tx.AccountOf(c.Profile)
		if err != nil {
			return nil, err
		}
		if err := checkOpen(account); err != nil {
			return nil, err
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
	past, err := lookBack(tx, escrow.Identifier, version)
	if err != nil {
		return nil, err
	}
	if past.known != nil {
		return past.repeat()
	}
	if err := checkEscrow(past.head, escrow); err != nil {
		return nil, err
	}
	if escrow.EncryptedData != nil {
		err = s.checkQuota(tx, c.Profile, len(body))
	} else {
		err = eraseBodies(tx, escrow.Identifier)
	}
	if err != nil {
		return nil, err
	}
	err = s.append(tx, entry{
		identifier: escrow.Identifier, owner: c.Profile, kind: ledger.KindEscrow, tag: meshcore.EscrowTag,
		label: ledger.Label(string(escrow.Identifier)), version: version, body: body, head: past.head,
	})
	if err != nil {
		return nil, err
	}
	return published(past.head == nil)
}

// checkEscrow lets an entry be written once and then be erased, nothing else.
func checkEscrow(head *Version, next *meshcore.OfflineEscrowEntry) error {
	if head == nil {
		return nil
	}
	before, err := meshcore.ParseEscrow(head.Body)
	if err != nil {
		return err
	}
	if before.EncryptedData == nil {
		return meshcore.OutOfOrder("this recovery entry was erased: make a new kit")
	}
	if next.EncryptedData != nil {
		return meshcore.OutOfOrder("a recovery entry is written once")
	}
	return nil
}
