package portal

import (
	"context"
	"errors"

	"meshportal/meshcore"
	"meshportal/meshcore/ledger"
	"meshportal/meshcore/protocol"
	"meshportal/meshcore/udf"
)

// publish takes an entry by its tag (protocol.md II.4, II.7).
func (s *Service) publish(ctx context.Context, call *protocol.Call, r *protocol.PublishRequest) (protocol.Response, error) {
	tag, _, err := meshcore.Untag(r.Entry)
	if err != nil {
		return nil, err
	}
	limit := protocol.MaxMessage
	switch tag {
	case "SignedPersonalProfile":
		limit = protocol.MaxProfile
	case "SignedApplicationProfile":
		limit = protocol.MaxApplication
	}
	if len(r.Entry) > limit {
		return nil, protocol.Refuse(protocol.TooLarge, "a %s has at most %d bytes; nothing was changed", tag, limit)
	}
	switch tag {
	case "SignedPersonalProfile":
		return s.publishPersonal(ctx, r.Entry)
	case "SignedApplicationProfile":
		return s.publishApplication(ctx, r.Entry)
	case meshcore.EscrowTag:
		return s.publishEscrow(ctx, call, r.Entry)
	}
	return nil, meshcore.Invalid("a %.60s is not published", tag)
}

// published answers a publish: 201 for the first version.
func published(first bool) (protocol.Response, error) {
	if first {
		return with(protocol.Created, new(protocol.PublishResponse))
	}
	return with(protocol.OK, new(protocol.PublishResponse))
}

// repeated reports whether a version is the head already. An older version of
// the same document is a conflict: a replay.
func repeated(tx Tx, identifier udf.Fingerprint, id meshcore.VersionID) (head *Version, again bool, err error) {
	h, err := tx.Head(identifier)
	if errors.Is(err, ErrNotFound) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	if h.ID == id {
		return &h, true, nil
	}
	if _, err := tx.VersionByID(identifier, id); err == nil {
		return &h, false, meshcore.OutOfOrder("this is an old version of %s", identifier)
	} else if !errors.Is(err, ErrNotFound) {
		return &h, false, err
	}
	return &h, false, nil
}

// publishApplication takes a version of an application.
func (s *Service) publishApplication(ctx context.Context, body []byte) (protocol.Response, error) {
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
	return s.write(ctx, func(tx Tx) (protocol.Response, error) { return s.applicationIn(tx, signed, a, token, body) })
}

func (s *Service) applicationIn(tx Tx, signed *meshcore.SignedApplicationProfile, a *meshcore.ApplicationProfile, token ledger.Token, body []byte) (protocol.Response, error) {
	owner, profile, err := s.current(tx, a.PersonalUDF)
	if err != nil {
		return nil, err
	}
	head, again, err := repeated(tx, a.Identifier, signed.Version())
	if again {
		return published(false)
	}
	stale := err
	if stale != nil && !errors.Is(stale, meshcore.ErrOrder) {
		return nil, stale
	}
	signer, err := s.mayPublish(tx, signed, a, owner, head == nil)
	if err != nil {
		return nil, err
	}
	if stale != nil {
		return nil, stale
	}
	p := placed{token: token, updated: a.Updated, predecessor: head, seen: profile.Index}
	if head != nil {
		if p.after, err = applicationDate(*head); err != nil {
			return nil, err
		}
	}
	if err := s.place(tx, p); err != nil {
		return nil, err
	}
	if err := meshcore.CheckRecipients(a, owner, signer, head == nil); err != nil {
		return nil, err
	}
	if err := s.checkQuota(tx, owner.Identifier, len(body)); err != nil {
		return nil, err
	}
	if err := s.append(tx, applicationEntry(a, signed, signer, body)); err != nil {
		return nil, err
	}
	if head == nil {
		err = s.unlisted(tx, owner.Identifier, a.Identifier)
	}
	if err != nil {
		return nil, err
	}
	return published(head == nil)
}

// mayPublish judges the authority of an application's signer, and verifies.
func (s *Service) mayPublish(tx Tx, signed *meshcore.SignedApplicationProfile, a *meshcore.ApplicationProfile, owner *meshcore.PersonalProfile, first bool) (udf.Fingerprint, error) {
	key, err := meshcore.ApplicationSigner(signed, owner, first)
	if err != nil {
		return "", err
	}
	if _, err := signed.Verify(key); err != nil {
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
	account, err := tx.AccountOf(owner.Identifier)
	if err != nil {
		return "", err
	}
	return key.KID(), checkOpen(account)
}

// applicationDate reads Updated of a stored version; of an erased one nothing
// is known any more.
func applicationDate(v Version) (meshcore.Time, error) {
	if v.Body == nil {
		return meshcore.Time{}, nil
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
func applicationEntry(a *meshcore.ApplicationProfile, signed *meshcore.SignedApplicationProfile, signer udf.Fingerprint, body []byte) entry {
	return entry{
		identifier: a.Identifier, owner: a.PersonalUDF, kind: ledger.KindApplication, tag: a.Tag(),
		label:   ledger.Label(string(a.Identifier)),
		version: signed.Version(), signer: signer, body: body,
	}
}
