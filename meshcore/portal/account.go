package portal

import (
	"context"
	"errors"
	"slices"

	"meshportal/meshcore"
	"meshportal/meshcore/ledger"
	"meshportal/meshcore/protocol"
	"meshportal/meshcore/udf"
)

// reserved are names that look like a role or a part of the portal.
var reserved = []string{
	"abuse", "admin", "administrator", "anonymous", "api", "billing", "everyone", "help", "hostmaster", "info", "mailer-daemon",
	"mesh", "nobody", "noc", "noreply", "null", "operator", "portal", "postmaster", "root", "security", "support", "system",
	"test", "undefined", "usenet", "webmaster", "www",
}

// The invalid characters of an account name, for those who ask.
const invalidCharacters = " !\"#$%&'()*+,/:;<=>?@[\\]^`{|}~"

// validate says whether a name may be had (protocol.md II.7).
func (s *Service) validate(ctx context.Context, call *protocol.Call, r *protocol.ValidateRequest) (protocol.Response, error) {
	if err := s.lookup(call); err != nil {
		return nil, err
	}
	answer := &protocol.ValidateResponse{Minimum: 1, Maximum: 64, InvalidCharacters: invalidCharacters}
	reason, err := s.available(ctx, r.Account)
	if err != nil {
		return nil, err
	}
	if answer.Valid = reason == free; !answer.Valid {
		answer.Reason = reason.in(r.Language)
	}
	return with(protocol.OK, answer)
}

func (s *Service) available(ctx context.Context, name string) (reason, error) {
	account, err := meshcore.ParseAccount(name)
	switch {
	case err != nil:
		return malformed, nil
	case account.Portal() != s.Name:
		return elsewhere, nil
	case s.isReserved(account.Name()):
		return notAvailable, nil
	case s.Signup == SignupClosed:
		return closed, nil
	}
	verdict := free
	err = s.store.View(ctx, func(tx Tx) error {
		_, err := tx.Account(account)
		if err == nil {
			verdict = notAvailable
		} else if errors.Is(err, ErrNotFound) {
			err = nil
		}
		return err
	})
	return verdict, err
}

func (s *Service) isReserved(name string) bool {
	return slices.Contains(reserved, name) || slices.Contains(s.Reserved, name)
}

// create makes an account with its first profile, in one transaction: a name
// is given once, whoever asks at the same time (protocol.md II.7).
func (s *Service) create(ctx context.Context, r *protocol.CreateRequest) (protocol.Response, error) {
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
	if err := s.mayCreate(account, profile, r.SignupToken); err != nil {
		return nil, err
	}
	return s.write(ctx, func(tx Tx) (protocol.Response, error) { return s.createIn(tx, account, signed, profile, r.Profile) })
}

// mayCreate judges what does not depend on stored state.
func (s *Service) mayCreate(account meshcore.Account, p *meshcore.PersonalProfile, token string) error {
	if account.Portal() != s.Name {
		return meshcore.Invalid("accounts here end in @%s, not @%s", s.Name, account.Portal())
	}
	if err := checkFirst(p, account); err != nil {
		return err
	}
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

func (s *Service) createIn(tx Tx, account meshcore.Account, signed *meshcore.SignedPersonalProfile, p *meshcore.PersonalProfile, body []byte) (protocol.Response, error) {
	answer := new(protocol.CreateResponse)
	if again, err := sameAccount(tx, account, signed); err != nil || again {
		answer.Status = protocol.OK
		return answer, err
	}
	token, err := parseToken(p.NotaryToken)
	if err != nil {
		return nil, err
	}
	if err := s.place(tx, placed{token: token, updated: p.Updated, seen: -1}); err != nil {
		return nil, err
	}
	now := s.Now().UTC()
	err = tx.PutAccount(Account{Name: account, Profile: p.Identifier, Status: Open, Created: now, Modified: now})
	if err != nil {
		return nil, err
	}
	if err := s.settleKeys(tx, nil, p); err != nil {
		return nil, err
	}
	if err := s.settleEntries(tx, nil, p); err != nil {
		return nil, err
	}
	signer, err := signed.SignerID()
	if err != nil {
		return nil, err
	}
	if err := s.append(tx, personalEntry(p, signed, signer, body)); err != nil {
		return nil, err
	}
	s.profiles.put(signed.Version(), p)
	return with(protocol.Created, answer)
}

// sameAccount refuses a name or a profile that was given before; the same
// request, made again because its answer was lost, is no conflict.
func sameAccount(tx Tx, account meshcore.Account, signed *meshcore.SignedPersonalProfile) (again bool, err error) {
	existing, err := tx.Account(account)
	switch {
	case err == nil && existing.Profile == signed.Identifier:
		first, err := tx.VersionAt(signed.Identifier, 0)
		if err == nil && first.ID == signed.Version() {
			return true, nil
		}
		return false, protocol.Refuse(protocol.Conflict, "the account %s exists; nothing was changed", account)
	case err == nil:
		return false, protocol.Refuse(protocol.Conflict, "the account %s exists; nothing was changed: choose another name", account)
	case !errors.Is(err, ErrNotFound):
		return false, err
	}
	_, err = tx.Binding(signed.Identifier)
	if err == nil {
		return false, protocol.Refuse(protocol.Conflict, "this profile was here before; nothing was changed")
	}
	if errors.Is(err, ErrNotFound) {
		err = nil
	}
	return false, err
}

// personalEntry is the archive's form of a PersonalProfile.
func personalEntry(p *meshcore.PersonalProfile, signed *meshcore.SignedPersonalProfile, signer udf.Fingerprint, body []byte) entry {
	return entry{
		identifier: p.Identifier, owner: p.Identifier, kind: ledger.KindPersonal, tag: p.Tag(),
		label:   ledger.Label(string(p.Administration().Identifier)),
		version: signed.Version(), signer: signer, body: body,
	}
}
