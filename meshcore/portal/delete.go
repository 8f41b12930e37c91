package portal

import (
	"context"
	"errors"
	"io"
	"time"

	"meshportal/meshcore"
	"meshportal/meshcore/ledger"
	"meshportal/meshcore/protocol"
	"meshportal/meshcore/udf"
)

// grace is how long a closed account is kept before it is erased.
const grace = 7 * 24 * time.Hour

// delete suspends an account by a signed document; any profile published
// before the grace is over cancels it (protocol.md II.7).
func (s *Service) delete(ctx context.Context, call *protocol.Call, r *protocol.DeleteRequest) (protocol.Response, error) {
	name, err := meshcore.ParseAccount(r.Account)
	if err != nil {
		return nil, err
	}
	return s.write(ctx, func(tx Tx) (protocol.Response, error) {
		c, err := s.caller(tx, call, true)
		if err != nil {
			return nil, err
		}
		account, err := tx.Account(name)
		if err != nil {
			return nil, err
		}
		if account.Profile != c.Profile || account.Status == Closed || c.Master {
			return nil, unknown()
		}
		return s.deleteIn(tx, account, r.SignedDeleteRequest)
	})
}

func (s *Service) deleteIn(tx Tx, account Account, signed *meshcore.SignedDeleteRequest) (protocol.Response, error) {
	current, head, err := s.current(tx, account.Profile)
	if err != nil {
		return nil, err
	}
	if err := verifyDevice(signed.SignedData, current); err != nil {
		return nil, err
	}
	request, err := meshcore.OpenDelete(signed, current)
	if err != nil {
		return nil, err
	}
	token, err := parseToken(request.NotaryToken)
	if err != nil {
		return nil, err
	}
	if err := s.place(tx, placed{token: token, updated: request.Updated, predecessor: &head, after: current.Updated, seen: -1}); err != nil {
		return nil, err
	}
	if account.DeleteRequest, err = signed.Entry(); err != nil {
		return nil, err
	}
	now := s.Now().UTC()
	if account.Status != Suspended {
		account.Status, account.EraseAfter = Suspended, now.Add(grace)
	}
	account.Modified = now
	if err := errors.Join(tx.PutAccount(account), endSessions(tx, account.Profile)); err != nil {
		return nil, err
	}
	return with(protocol.OK, &protocol.DeleteResponse{Erased: meshcore.At(account.EraseAfter).String()})
}

// erase forgets every body of a suspended account. A leaf of kind erased, which
// commits to the DeleteRequest, ends the label of its profile.
func (s *Service) erase(tx Tx, account Account) error {
	current, head, err := s.current(tx, account.Profile)
	if err != nil {
		return err
	}
	bindings, err := tx.Bindings(account.Profile)
	if err != nil {
		return err
	}
	for _, b := range bindings {
		if err := eraseBodies(tx, b.Identifier); err != nil {
			return err
		}
	}
	if err := s.logErasure(tx, account, current, head); err != nil {
		return err
	}
	if err := endSessions(tx, account.Profile); err != nil {
		return err
	}
	nobody := func(udf.Fingerprint) bool { return false }
	if err := forgetSightings(tx, account.Profile, nobody); err != nil {
		return err
	}
	account.Status, account.EraseAfter, account.Modified = Closed, zeroTime, s.Now().UTC()
	return tx.PutAccount(account)
}

// logErasure writes the leaf, and a version without a body for it.
func (s *Service) logErasure(tx Tx, account Account, current *meshcore.PersonalProfile, head Version) error {
	signed, err := meshcore.ParseEntry[meshcore.DeleteRequest](account.DeleteRequest)
	if err != nil {
		return err
	}
	v := Version{
		Identifier: account.Profile, Sequence: head.Sequence + 1, ID: signed.Version(), Owner: account.Profile,
		Stored: s.Now().UTC().Truncate(time.Second),
	}
	if _, err := io.ReadFull(s.Rand, v.Salt[:]); err != nil {
		return err
	}
	leaf := ledger.Leaf{
		Kind: ledger.KindErased, Label: ledger.Label(string(current.Administration().Identifier)), Sequence: v.Sequence,
		Commitment: ledger.Commit(v.Salt, v.ID), Time: v.Stored,
	}
	if leaf.Previous, err = leafHash(tx, head.Index); err != nil {
		return err
	}
	if v.Index, err = addLeaf(tx, leaf); err != nil {
		return err
	}
	return tx.AddVersion(v)
}
