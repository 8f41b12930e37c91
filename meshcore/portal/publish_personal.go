package portal

import (
	"context"
	"errors"

	"meshportal/meshcore"
	"meshportal/meshcore/ledger"
	"meshportal/meshcore/protocol"
	"meshportal/meshcore/udf"
)

// publishPersonal takes a successor of a PersonalProfile.
func (s *Service) publishPersonal(ctx context.Context, body []byte) (protocol.Response, error) {
	signed, err := meshcore.ParseEntry[meshcore.PersonalProfile](body)
	if err != nil {
		return nil, err
	}
	p, err := signed.Reopen() // form; the signature is judged by the stored version
	if err != nil {
		return nil, err
	}
	token, err := parseToken(p.NotaryToken)
	if err != nil {
		return nil, err
	}
	return s.write(ctx, func(tx Tx) (protocol.Response, error) { return s.personalIn(tx, signed, token, body) })
}

func (s *Service) personalIn(tx Tx, signed *meshcore.SignedPersonalProfile, token ledger.Token, body []byte) (protocol.Response, error) {
	account, err := tx.AccountOf(signed.Identifier)
	if err != nil {
		return nil, err
	}
	current, head, err := s.current(tx, signed.Identifier)
	if err != nil {
		return nil, err
	}
	_, again, stale := repeated(tx, signed.Identifier, signed.Version())
	if again {
		return published(false)
	}
	if stale != nil && !errors.Is(stale, meshcore.ErrOrder) {
		return nil, stale
	}
	next, opener, err := meshcore.OpenSuccessor(signed, current)
	if err != nil {
		return nil, staleFirst(stale, err)
	}
	if next.Account() != account.Name {
		return nil, meshcore.Unauthorised("the account of this profile is %s", account.Name)
	}
	if stale != nil {
		return nil, stale
	}
	if err := s.placePersonal(tx, token, next, current, head, opener); err != nil {
		return nil, err
	}
	signer, err := signed.SignerID()
	if err != nil {
		return nil, err
	}
	if !opener {
		if err := s.takeRate(signer); err != nil {
			return nil, err
		}
	}
	return s.acceptPersonal(tx, account, current, next, signed, signer, body)
}

// staleFirst prefers a replay's conflict to what else is wrong with it: the
// authority of an old version is that of an old time.
func staleFirst(stale, err error) error {
	if stale != nil {
		return stale
	}
	return err
}

// placePersonal judges order. The opener of an epoch may follow any version.
func (s *Service) placePersonal(tx Tx, token ledger.Token, next, current *meshcore.PersonalProfile, head Version, opener bool) error {
	p := placed{token: token, updated: next.Updated, predecessor: &head, after: current.Updated, seen: -1}
	if opener && !token.First {
		followed, err := tx.VersionByID(next.Identifier, meshcore.VersionID(token.Predecessor))
		if errors.Is(err, ErrNotFound) {
			return meshcore.OutOfOrder("the new epoch follows a version that was never here")
		}
		if err != nil {
			return err
		}
		before, err := s.open(followed)
		if err != nil {
			return err
		}
		p.predecessor, p.after = &followed, before.Updated
	}
	return s.place(tx, p)
}

// acceptPersonal writes the version and everything that follows from it.
func (s *Service) acceptPersonal(tx Tx, account Account, current, next *meshcore.PersonalProfile, signed *meshcore.SignedPersonalProfile, signer udf.Fingerprint, body []byte) (protocol.Response, error) {
	if err := s.checkArrivals(tx, current, next); err != nil {
		return nil, err
	}
	if err := s.settleKeys(tx, current, next); err != nil {
		return nil, err
	}
	if err := s.settleEntries(tx, current, next); err != nil {
		return nil, err
	}
	if account.Status == Suspended {
		account.Status, account.EraseAfter, account.DeleteRequest = Open, zeroTime, nil
		account.Modified = s.Now().UTC()
		if err := tx.PutAccount(account); err != nil {
			return nil, err
		}
	}
	if err := s.append(tx, personalEntry(next, signed, signer, body)); err != nil {
		return nil, err
	}
	s.profiles.put(signed.Version(), next)
	return published(false)
}

// checkArrivals requires a live request of each new device, but for the one
// device that opens an epoch (protocol.md II.4.2).
func (s *Service) checkArrivals(tx Tx, current, next *meshcore.PersonalProfile) error {
	free := 0
	if current.SignedMasterProfile != next.SignedMasterProfile {
		free = 1
	}
	for i, d := range next.DeviceProfiles() {
		if _, ok := current.Device(d.Identifier); ok {
			continue
		}
		asked, err := s.asked(tx, next.Identifier, &next.Devices[i])
		if err != nil {
			return err
		}
		if asked {
			continue
		}
		if free--; free < 0 {
			return meshcore.Unauthorised("the device %s has no live request to join this profile", d.Identifier)
		}
	}
	return nil
}
