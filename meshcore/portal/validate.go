package portal

import (
	"context"
	"errors"
	"slices"

	"meshportal/meshcore"
	"meshportal/meshcore/protocol"
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
