package portal

import (
	"errors"
	"time"

	"meshportal/meshcore"
	"meshportal/meshcore/ledger"
	"meshportal/meshcore/udf"
)

var zeroTime time.Time

// keyClaims lists what keys a profile says are whose.
func keyClaims(p *meshcore.PersonalProfile) []Key {
	claim := func(key meshcore.PublicKey, device udf.Fingerprint, use KeyUse) Key {
		return Key{ID: key.UDF, Profile: p.Identifier, Device: device, Use: use}
	}
	m := p.Master()
	claims := []Key{
		claim(m.MasterSignatureKey, "", MasterUse),
		claim(m.MasterEscrowKeys[0], "", MasterUse),
		claim(m.OnlineSignatureKeys[0], "", MasterUse),
	}
	for _, d := range p.DeviceProfiles() {
		claims = append(claims,
			claim(d.DeviceSignatureKey, d.Identifier, SignatureUse),
			claim(d.DeviceAuthenticationKey, d.Identifier, AuthenticationUse),
			claim(d.DeviceEncryptionKey, d.Identifier, EncryptionUse))
	}
	return claims
}

// settleKeys records the keys of next, refuses those that are somebody else's
// or were removed, and marks as removed those of devices that have left.
func (s *Service) settleKeys(tx Tx, current, next *meshcore.PersonalProfile) error {
	for _, claim := range keyClaims(next) {
		known, err := tx.Key(claim.ID)
		if errors.Is(err, ErrNotFound) {
			err = tx.PutKey(claim)
		} else if err == nil {
			err = checkKey(known, claim.Profile, claim.Device, claim.Use)
		}
		if err != nil {
			return err
		}
	}
	if current == nil {
		return nil
	}
	for _, claim := range keyClaims(current) {
		if _, stays := next.Device(claim.Device); claim.Use == MasterUse || stays {
			continue
		}
		claim.Removed = true
		if err := tx.PutKey(claim); err != nil {
			return err
		}
	}
	return nil
}

// settleEntries binds the applications that next lists, and erases the bodies
// of those that it lists no more (protocol.md II.7).
func (s *Service) settleEntries(tx Tx, current, next *meshcore.PersonalProfile) error {
	for _, e := range next.Applications {
		if err := s.list(tx, next.Identifier, e); err != nil {
			return err
		}
	}
	if current == nil {
		return nil
	}
	for _, e := range current.Applications {
		if _, stays := next.Entry(e.Identifier); stays {
			continue
		}
		b, err := tx.Binding(e.Identifier)
		if err != nil {
			return err
		}
		b.Unlisted = s.Now().UTC()
		if err := errors.Join(tx.PutBinding(b), eraseBodies(tx, e.Identifier)); err != nil {
			return err
		}
	}
	return nil
}

// list binds an entry's Identifier to its profile, or finds it bound so.
func (s *Service) list(tx Tx, owner udf.Fingerprint, e meshcore.ApplicationProfileEntry) error {
	b, err := tx.Binding(e.Identifier)
	if errors.Is(err, ErrNotFound) {
		return tx.PutBinding(Binding{
			Identifier: e.Identifier, Owner: owner, Kind: ledger.KindApplication, Tag: e.Type,
			Label: ledger.Label(string(e.Identifier)),
		})
	}
	if err != nil {
		return err
	}
	if err := checkBinding(b, owner, ledger.KindApplication, e.Type); err != nil {
		return err
	}
	if b.Unlisted.IsZero() {
		return nil
	}
	b.Unlisted = zeroTime
	return tx.PutBinding(b)
}
