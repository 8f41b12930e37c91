package portal

import (
	"context"
	"errors"

	"meshportal/meshcore"
	"meshportal/meshcore/ledger"
	"meshportal/meshcore/protocol"
	"meshportal/meshcore/udf"
)

// publishApplication takes a version of an application (protocol.md II.4.3).
func (s *Service) publishApplication(ctx context.Context, call *protocol.Call, body []byte) (protocol.Response, error) {
	signed, err := meshcore.ParseEntry[meshcore.ApplicationProfile](body)
	if err != nil {
		return nil, err
	}
	a, err := signed.Reopen() // form; the signature is judged by the stored profile
	if err != nil {
		return nil, err
	}
	token, err := parseToken(a.NotaryToken)
	if err != nil {
		return nil, err
	}
	spend, err := s.admitted(ctx, call)
	if err != nil {
		return nil, err
	}
	c := &arrival{signed, a, token, body, s.verifiedAhead(a.PersonalUDF, signed.SignedData)}
	return s.write(ctx, func(tx Tx) (protocol.Response, error) {
		if err := spend(tx); err != nil {
			return nil, err
		}
		return s.applicationIn(tx, c)
	})
}

// arrival is an application's version on its way in, and the key under which
// its signature was verified already, if it was.
type arrival struct {
	signed   *meshcore.SignedApplicationProfile
	a        *meshcore.ApplicationProfile
	token    ledger.Token
	body     []byte
	verified udf.Fingerprint
}

func (s *Service) applicationIn(tx Tx, c *arrival) (protocol.Response, error) {
	signed, a := c.signed, c.a
	owner, profile, err := s.current(tx, a.PersonalUDF)
	if err != nil {
		return nil, err
	}
	past, err := lookBack(tx, a.Identifier, signed.Version())
	if err != nil {
		return nil, err
	}
	if identical(past.known, signed) {
		return past.repeat()
	}
	first := past.head == nil
	signer, err := s.mayPublish(tx, c, owner, first)
	if err != nil {
		return nil, err
	}
	if past.known != nil {
		return past.repeat()
	}
	if err := s.placeApplication(tx, c.token, a, past.head, profile.Index); err != nil {
		return nil, err
	}
	if err := meshcore.CheckRecipients(a, owner, signer, first); err != nil {
		return nil, err
	}
	if err := s.checkQuota(tx, owner.Identifier, len(c.body)); err != nil {
		return nil, err
	}
	if err := s.append(tx, applicationEntry(c, signer, past.head)); err != nil {
		return nil, err
	}
	s.dates.put(signed.Version(), a.Updated)
	s.sightings.note(owner.Identifier, signer, s.Now())
	if first {
		if err := s.unlisted(tx, owner.Identifier, a.Identifier); err != nil {
			return nil, err
		}
	}
	return published(first)
}

// mayPublish verifies an application by the stored profile and judges the
// authority of its signer.
func (s *Service) mayPublish(tx Tx, c *arrival, owner *meshcore.PersonalProfile, first bool) (udf.Fingerprint, error) {
	signed, a := c.signed, c.a
	if kid, err := signed.SignerID(); err != nil || kid != c.verified {
		if err := verifyDevice(signed.SignedData, owner); err != nil {
			return "", err
		}
	}
	key, err := meshcore.ApplicationSigner(signed, owner, first) // a device of owner: verified above
	if err != nil {
		return "", err
	}
	binding, err := tx.Binding(a.Identifier)
	if err == nil {
		err = checkBinding(binding, owner.Identifier, ledger.KindApplication, a.Tag())
	} else if errors.Is(err, ErrNotFound) {
		err = nil
	}
	if err != nil {
		return "", err
	}
	if err := checkListed(owner, a.Identifier, first); err != nil {
		return "", err
	}
	account, err := tx.AccountOf(owner.Identifier)
	if err != nil {
		return "", err
	}
	return key.KID(), checkOpen(account)
}

// placeApplication judges order: after the head, and by somebody who knew the
// owner's current profile.
func (s *Service) placeApplication(tx Tx, token ledger.Token, a *meshcore.ApplicationProfile, head *Version, profile int64) (err error) {
	p := placed{token: token, updated: a.Updated, predecessor: head, seen: profile}
	if head != nil {
		if p.after, err = s.applicationDate(*head); err != nil {
			return err
		}
	}
	return s.place(tx, p)
}

// applicationDate reads Updated of a stored version; of an erased one nothing
// is known any more.
func (s *Service) applicationDate(v Version) (meshcore.Time, error) {
	if v.Body == nil {
		return meshcore.Time{}, nil
	}
	if date, ok := s.dates.get(v.ID); ok {
		return date, nil
	}
	signed, err := meshcore.ParseEntry[meshcore.ApplicationProfile](v.Body)
	if err != nil {
		return meshcore.Time{}, err
	}
	a, err := signed.Reopen()
	if err != nil {
		return meshcore.Time{}, err
	}
	return a.Updated, nil
}

// applicationEntry is the archive's form of an application.
func applicationEntry(c *arrival, signer udf.Fingerprint, head *Version) entry {
	return entry{
		identifier: c.a.Identifier, owner: c.a.PersonalUDF, kind: ledger.KindApplication, tag: c.a.Tag(),
		label:   ledger.Label(string(c.a.Identifier)),
		version: c.signed.Version(), signer: signer, body: c.body, head: head,
	}
}
