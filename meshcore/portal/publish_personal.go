package portal

import (
	"context"
	"errors"

	"meshportal/meshcore"
	"meshportal/meshcore/ledger"
	"meshportal/meshcore/protocol"
	"meshportal/meshcore/udf"
)

// successor is a PersonalProfile that wants to follow, on its way through the
// checks.
type successor struct {
	signed *meshcore.SignedPersonalProfile
	signer udf.Fingerprint
	token  ledger.Token
	body   []byte

	next   *meshcore.PersonalProfile
	opener bool // of a new epoch
}

// publishPersonal takes a successor of a PersonalProfile (protocol.md II.4.2).
func (s *Service) publishPersonal(ctx context.Context, call *protocol.Call, body []byte) (protocol.Response, error) {
	c, err := readSuccessor(body)
	if err != nil {
		return nil, err
	}
	spend, err := s.admitted(ctx, call)
	if err != nil {
		return nil, err
	}
	return s.write(ctx, func(tx Tx) (protocol.Response, error) {
		if err := spend(tx); err != nil {
			return nil, err
		}
		candidate := *c // f may run again
		return s.personalIn(tx, &candidate)
	})
}

// readSuccessor judges what depends on the document alone.
func readSuccessor(body []byte) (c *successor, err error) {
	c = &successor{body: body}
	if c.signed, err = meshcore.ParseEntry[meshcore.PersonalProfile](body); err != nil {
		return nil, err
	}
	if c.next, err = c.signed.Reopen(); err != nil {
		return nil, err
	}
	if c.token, err = parseToken(c.next.NotaryToken); err != nil {
		return nil, err
	}
	c.signer, err = verifyOwn(c.signed, c.next)
	return c, err
}

func (s *Service) personalIn(tx Tx, c *successor) (protocol.Response, error) {
	account, err := tx.AccountOf(c.signed.Identifier)
	if err != nil {
		return nil, err
	}
	current, head, err := s.current(tx, c.signed.Identifier)
	if err != nil {
		return nil, err
	}
	past, err := lookBack(tx, c.signed.Identifier, c.signed.Version())
	if err != nil {
		return nil, err
	}
	if identical(past.known, c.signed) {
		return past.repeat()
	}
	if err := s.maySucceed(tx, c, current, account); err != nil {
		return nil, err
	}
	if past.known != nil {
		return past.repeat()
	}
	if err := s.placePersonal(tx, c, current, head); err != nil {
		return nil, err
	}
	if !c.opener {
		if err := s.takeRate(c.signer); err != nil {
			return nil, err
		}
	}
	return s.acceptPersonal(tx, c, account, &head)
}

// maySucceed judges authority by what is stored. It settles whose the keys and
// applications are; a refusal later on undoes that with the savepoint.
func (s *Service) maySucceed(tx Tx, c *successor, current *meshcore.PersonalProfile, account Account) (err error) {
	if err := verifyDevice(c.signed.SignedData, current); err != nil {
		return err
	}
	if c.next, c.opener, err = meshcore.OpenSuccessor(c.signed, current); err != nil {
		return err
	}
	if c.next.Account() != account.Name {
		return meshcore.Unauthorised("the account of this profile is %s", account.Name)
	}
	if c.opener {
		if err := checkGenesis(tx, c.next); err != nil {
			return err
		}
	}
	if err := s.checkArrivals(tx, c, current); err != nil {
		return err
	}
	if err := s.settleKeys(tx, current, c.next); err != nil {
		return err
	}
	return s.settleEntries(tx, current, c.next)
}

// checkGenesis refuses a genesis key that was anything here before: it is made
// for its epoch and used once (protocol.md II.4.1).
func checkGenesis(tx Tx, next *meshcore.PersonalProfile) error {
	kid := next.Master().OnlineSignatureKeys[0].UDF
	_, err := tx.Key(kid)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err == nil {
		err = meshcore.Unauthorised("the genesis key %s was used before", kid)
	}
	return err
}

// checkArrivals requires a live request of each new device, but for the one
// device that opens an epoch (protocol.md II.4.2). What was signed on a former
// log was accepted there: the requests of its devices are lost with what a
// restore has lost (II.5).
func (s *Service) checkArrivals(tx Tx, c *successor, current *meshcore.PersonalProfile) error {
	if c.token.Origin != s.Origin {
		return s.checkFormer(tx, c.token.Origin)
	}
	unasked := 0
	for i, d := range c.next.DeviceProfiles() {
		if _, ok := current.Device(d.Identifier); ok {
			continue
		}
		asked, err := s.asked(tx, c.next.Identifier, &c.next.Devices[i])
		if err != nil {
			return err
		}
		if asked {
			continue
		}
		if unasked++; unasked > 1 || !c.opener {
			return meshcore.Unauthorised("the device %s has no live request to join this profile", d.Identifier)
		}
	}
	return nil
}

// placePersonal judges order. The opener of an epoch may follow any version.
func (s *Service) placePersonal(tx Tx, c *successor, current *meshcore.PersonalProfile, head Version) error {
	p := placed{token: c.token, updated: c.next.Updated, predecessor: &head, after: current.Updated, seen: -1}
	if c.opener && !c.token.First {
		followed, err := tx.VersionByID(c.next.Identifier, meshcore.VersionID(c.token.Predecessor))
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
	if err := s.place(tx, p); err != nil {
		return err
	}
	return s.placeMaster(c.next.Master(), current.Master().Updated)
}

// placeMaster bounds the date of a MasterProfile like any other: one from the
// far future would let no later epoch follow.
func (s *Service) placeMaster(m *meshcore.MasterProfile, before meshcore.Time) error {
	return checkUpdated(m.Updated, before, s.Now())
}

// acceptPersonal writes the version. It reopens an account that waits to be
// erased.
func (s *Service) acceptPersonal(tx Tx, c *successor, account Account, head *Version) (protocol.Response, error) {
	if account.Status == Suspended {
		account.Status, account.EraseAfter, account.DeleteRequest = Open, zeroTime, nil
		account.Modified = s.Now().UTC()
		if err := tx.PutAccount(account); err != nil {
			return nil, err
		}
	}
	if err := s.append(tx, personalEntry(c.next, c.signed, c.signer, c.body, head)); err != nil {
		return nil, err
	}
	if err := settleSessions(tx, c.next); err != nil {
		return nil, err
	}
	s.profiles.put(c.signed.Version(), c.next, len(c.body))
	if _, device := c.next.Device(c.signer); device {
		s.sightings.note(c.next.Identifier, c.signer, s.Now())
	}
	return published(false)
}
