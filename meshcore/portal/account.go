package portal

import (
	"context"
	"errors"

	"meshportal/meshcore"
	"meshportal/meshcore/ledger"
	"meshportal/meshcore/protocol"
	"meshportal/meshcore/udf"
)

// create makes an account with its first profile, in one transaction: a name
// is given once, whoever asks at the same time (protocol.md II.7).
func (s *Service) create(ctx context.Context, call *protocol.Call, r *protocol.CreateRequest) (protocol.Response, error) {
	account, err := meshcore.ParseAccount(r.Account)
	if err != nil {
		return nil, err
	}
	signed, err := meshcore.ParseEntry[meshcore.PersonalProfile](r.Profile)
	if err != nil {
		return nil, err
	}
	profile, err := meshcore.OpenFirst(signed)
	if err != nil {
		return nil, err
	}
	token, err := parseToken(profile.NotaryToken)
	if err != nil {
		return nil, err
	}
	if account.Portal() != s.Name {
		return nil, meshcore.Invalid("accounts here end in @%s, not @%s", s.Name, account.Portal())
	}
	if err := checkFirst(profile, account); err != nil {
		return nil, err
	}
	c := &successor{signed: signed, next: profile, token: token, body: r.Profile, opener: true}
	if c.signer, err = signed.SignerID(); err != nil {
		return nil, err
	}
	if err := s.lookup(call); err != nil {
		return nil, err // else names could be tried out here
	}
	denied := s.mayCreate(account, r.SignupToken)
	return s.write(ctx, func(tx Tx) (protocol.Response, error) { return s.createIn(tx, account, c, denied) })
}

// mayCreate judges by the operator's policy.
func (s *Service) mayCreate(account meshcore.Account, token string) error {
	if s.isReserved(account.Name()) {
		return meshcore.Unauthorised("the name %s is reserved", account.Name())
	}
	switch s.Signup {
	case SignupClosed:
		return meshcore.Unauthorised("this portal takes no new accounts")
	case SignupInvitation:
		if s.SignupToken == nil || !s.SignupToken(token) {
			return meshcore.Unauthorised("this portal takes new accounts by its operator's invitation alone")
		}
	}
	return nil
}

// createIn creates an account by the state of the store. A request that was
// carried out before, and whose answer was lost, is no conflict, whatever the
// policy is by now.
func (s *Service) createIn(tx Tx, account meshcore.Account, c *successor, denied error) (protocol.Response, error) {
	again, err := created(tx, account, c.signed)
	if err != nil {
		return nil, err
	}
	if again {
		return with(protocol.OK, new(protocol.CreateResponse))
	}
	if denied != nil {
		return nil, denied
	}
	if err := s.settleKeys(tx, nil, c.next); err != nil {
		return nil, err
	}
	if err := s.settleEntries(tx, nil, c.next); err != nil {
		return nil, err
	}
	if err := checkFree(tx, account, c.signed.Identifier); err != nil {
		return nil, err
	}
	if err := s.place(tx, placed{token: c.token, updated: c.next.Updated, seen: -1}); err != nil {
		return nil, err
	}
	if err := s.placeMaster(c.next.Master(), meshcore.Time{}); err != nil {
		return nil, err
	}
	now := s.Now().UTC()
	err = tx.PutAccount(Account{Name: account, Profile: c.next.Identifier, Status: Open, Created: now, Modified: now})
	if err != nil {
		return nil, err
	}
	if err := s.append(tx, personalEntry(c.next, c.signed, c.signer, c.body, nil)); err != nil {
		return nil, err
	}
	s.profiles.put(c.signed.Version(), c.next, len(c.body))
	return with(protocol.Created, new(protocol.CreateResponse))
}

// created reports whether an account was created with just this profile, and
// is there still.
func created(tx Tx, account meshcore.Account, signed *meshcore.SignedPersonalProfile) (bool, error) {
	existing, err := tx.Account(account)
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	if err != nil || existing.Profile != signed.Identifier || existing.Status == Closed {
		return false, err
	}
	first, err := tx.VersionAt(signed.Identifier, 0)
	return err == nil && first.ID == signed.Version(), err
}

// checkFree refuses a name that is taken, and a profile that was ever here,
// erased ones included.
func checkFree(tx Tx, account meshcore.Account, profile udf.Fingerprint) error {
	_, err := tx.Account(account)
	if err == nil {
		return protocol.Refuse(protocol.Conflict, "the account %s exists; nothing was changed: choose another name", account)
	}
	if !errors.Is(err, ErrNotFound) {
		return err
	}
	_, err = tx.Binding(profile)
	if err == nil {
		return protocol.Refuse(protocol.Conflict, "this profile was here before; nothing was changed: make a new one")
	}
	if errors.Is(err, ErrNotFound) {
		err = nil
	}
	return err
}

// personalEntry is the archive's form of a PersonalProfile.
func personalEntry(p *meshcore.PersonalProfile, signed *meshcore.SignedPersonalProfile, signer udf.Fingerprint, body []byte, head *Version) entry {
	return entry{
		identifier: p.Identifier, owner: p.Identifier, kind: ledger.KindPersonal, tag: p.Tag(),
		label:   ledger.Label(string(p.Administration().Identifier)),
		version: signed.Version(), signer: signer, body: body, head: head,
	}
}
