package portal

import (
	"context"
	"errors"
	"time"

	"meshportal/meshcore"
	"meshportal/meshcore/jose"
	"meshportal/meshcore/protocol"
	"meshportal/meshcore/udf"
)

const (
	// mostInvitations bounds the live invitations of a profile.
	mostInvitations = 16
	// longestInvitation is how far ahead an invitation may end.
	longestInvitation = 24 * time.Hour
)

// connectPending lists the live requests of an account for an administration
// device, and takes its invitations and unblockings (protocol.md II.8).
func (s *Service) connectPending(ctx context.Context, call *protocol.Call, r *protocol.ConnectPendingRequest) (protocol.Response, error) {
	name, err := meshcore.ParseAccount(r.AccountID)
	if err != nil {
		return nil, err
	}
	writes := len(r.Invitations)+len(r.Unblock) > 0
	list := func(tx Tx) (protocol.Response, error) {
		account, err := s.administered(tx, call, name, writes)
		if err != nil {
			return nil, err
		}
		if err := s.invite(tx, account.Profile, r.Invitations); err != nil {
			return nil, err
		}
		for _, device := range r.Unblock {
			if err := tx.DeleteBlock(account.Profile, udf.Fingerprint(device)); err != nil {
				return nil, err
			}
		}
		return s.pending(tx, account.Profile)
	}
	if writes {
		return s.write(ctx, list)
	}
	return s.read(ctx, list)
}

// administered returns an account if the caller administers it; else it is
// unknown.
func (s *Service) administered(tx Tx, call *protocol.Call, name meshcore.Account, writes bool) (Account, error) {
	c, err := s.caller(tx, call, writes)
	if err != nil {
		return Account{}, err
	}
	account, err := tx.Account(name)
	if err != nil {
		return account, err
	}
	if account.Profile != c.Profile || account.Status == Closed {
		return account, unknown()
	}
	if !c.Administrator() {
		return account, meshcore.Unauthorised("requests to join are shown to administration devices alone")
	}
	return account, nil
}

// invite registers invitations; one whose end has passed is revoked.
func (s *Service) invite(tx Tx, profile udf.Fingerprint, invitations []protocol.Invitation) error {
	for _, i := range invitations {
		hash, ok := exactly(i.ID, 32)
		if !ok {
			return meshcore.Invalid("the ID of an invitation is base64url of 32 bytes")
		}
		var end meshcore.Time
		if err := end.UnmarshalText([]byte(i.Expires)); err != nil {
			return err
		}
		next := Invitation{Hash: [32]byte(hash), Profile: profile, Expires: end.Time}
		if err := s.settleInvitation(tx, next); err != nil {
			return err
		}
	}
	return nil
}

// settleInvitation keeps an invitation, or deletes it if its end has passed.
func (s *Service) settleInvitation(tx Tx, next Invitation) error {
	existing, err := tx.Invitation(next.Hash)
	if err == nil && existing.Profile != next.Profile {
		return meshcore.Unauthorised("this invitation belongs to another profile")
	}
	if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	next.Device = existing.Device
	if latest := s.Now().Add(longestInvitation); next.Expires.After(latest) {
		next.Expires = latest
	}
	if !next.Expires.After(s.Now()) {
		return tx.DeleteInvitation(next.Hash)
	}
	if err := s.checkInvitations(tx, next); err != nil {
		return err
	}
	return tx.PutInvitation(next)
}

// checkInvitations bounds the live invitations of a profile beside next, and
// forgets those that have ended.
func (s *Service) checkInvitations(tx Tx, next Invitation) error {
	all, err := tx.Invitations(next.Profile)
	if err != nil {
		return err
	}
	live := 0
	for _, i := range all {
		if !i.Expires.After(s.Now()) {
			if err := tx.DeleteInvitation(i.Hash); err != nil {
				return err
			}
		} else if i.Hash != next.Hash {
			live++
		}
	}
	if live >= mostInvitations {
		return tooMany(time.Hour, "this profile has %d live invitations; nothing was changed: revoke one", live)
	}
	return nil
}

// pending answers with the live requests and what was seen of each.
func (s *Service) pending(tx Tx, profile udf.Fingerprint) (protocol.Response, error) {
	all, err := tx.Connections(profile)
	if err != nil {
		return nil, err
	}
	answer := new(protocol.ConnectPendingResponse)
	for i := range all {
		c := &all[i]
		if !c.live(s.Now()) {
			continue
		}
		var signed meshcore.SignedConnectionRequest
		if err := jose.Unmarshal(c.Request, &signed); err != nil {
			return nil, err
		}
		answer.Pending = append(answer.Pending, signed)
		answer.Seen = append(answer.Seen, protocol.Seen{
			Requested: meshcore.At(c.Requested).String(), Expires: meshcore.At(c.Expires).String(),
			Address: c.Address, InvitationID: c.InvitationID, Proof: c.Proof,
		})
	}
	blocked, err := tx.Blocked(profile)
	if err != nil {
		return nil, err
	}
	for _, device := range blocked {
		answer.Blocked = append(answer.Blocked, string(device))
	}
	return with(protocol.OK, answer)
}
