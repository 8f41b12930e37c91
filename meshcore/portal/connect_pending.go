package portal

import (
	"context"
	"encoding/base64"
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
	now := s.Now()
	for _, i := range invitations {
		hash, err := base64.RawURLEncoding.DecodeString(i.ID)
		if err != nil || len(hash) != 32 {
			return meshcore.Invalid("the ID of an invitation is base64url of 32 bytes")
		}
		var end meshcore.Time
		if err := end.UnmarshalText([]byte(i.Expires)); err != nil {
			return err
		}
		if !end.After(now) {
			if err := tx.DeleteInvitation([32]byte(hash)); err != nil {
				return err
			}
			continue
		}
		if err := s.register(tx, profile, [32]byte(hash), end.Time); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) register(tx Tx, profile udf.Fingerprint, hash [32]byte, end time.Time) error {
	all, err := tx.Invitations(profile)
	if err != nil {
		return err
	}
	live := 0
	for _, i := range all {
		if i.Expires.After(s.Now()) && i.Hash != hash {
			live++
		}
	}
	if live >= mostInvitations {
		return tooMany(time.Hour, "this profile has %d live invitations; nothing was changed: revoke one", live)
	}
	if existing, err := tx.Invitation(hash); err == nil && existing.Profile != profile {
		return meshcore.Unauthorised("this invitation belongs to another profile")
	}
	if latest := s.Now().Add(longestInvitation); end.After(latest) {
		end = latest
	}
	return tx.PutInvitation(Invitation{Hash: hash, Profile: profile, Expires: end})
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
