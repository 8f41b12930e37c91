package portal

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"net/netip"

	"meshportal/meshcore/jose"
	"meshportal/meshcore/protocol"
	"meshportal/meshcore/udf"
)

// SignInPath is what a sign-in is addressed to, behind the base URL.
const SignInPath = "/session"

// errSignIn is the one shape of every sign-in that does not hold.
var errSignIn = unauthenticated("this browser could not be signed in: its device is not one of the profile, its clock is wrong, or it took too long; nothing was changed: try again")

// SignIn starts a web session of a device that has signed body for it
// (protocol.md II.2), and returns the id for the cookie, which is kept nowhere.
// agent is what the browser calls itself. Whatever does not hold is
// Unauthenticated, in one shape, and costs the address a look-up.
func (s *Service) SignIn(ctx context.Context, signature *protocol.Signature, body []byte, agent string, from netip.Addr) (id string, session *Session, err error) {
	id, session, err = s.signIn(ctx, signature, body, Session{Agent: shortened(agent), Address: s.sender(from)})
	if err == nil {
		return id, session, nil
	}
	e := refusal(err, "")
	switch e.Code {
	case protocol.Unauthenticated, protocol.Invalid, protocol.NotFound, protocol.Unauthorized:
		if err := s.lookup(&protocol.Call{From: from}); err != nil {
			return "", nil, err
		}
		e = refusal(errSignIn, "")
	}
	return "", nil, e
}

// signIn verifies on a snapshot, spends the challenge, and judges once more
// what may have changed when the session is written.
func (s *Service) signIn(ctx context.Context, signature *protocol.Signature, body []byte, next Session) (id string, session *Session, err error) {
	claim, err := readClaim(body)
	if err != nil {
		return "", nil, err
	}
	var params protocol.Params
	err = s.store.View(ctx, func(tx Tx) error {
		params, err = s.verifyClaim(tx, claim, signature, body)
		return err
	})
	if err != nil {
		return "", nil, err
	}
	if !s.fresh(claim.challenge) || s.challenges.used(claim.challenge, s.Now()) {
		return "", nil, errSignIn
	}
	_, err = s.write(ctx, func(tx Tx) (protocol.Response, error) {
		c, _, err := s.claimant(tx, claim, params.KeyID)
		if err != nil {
			return nil, err
		}
		if err := s.spendNonce(tx, params); err != nil {
			return nil, err
		}
		session = &Session{Profile: c.Profile, Device: c.Device, Key: params.KeyID, Agent: next.Agent, Address: next.Address}
		id, err = s.start(tx, session)
		return nil, err
	})
	if err != nil {
		return "", nil, err
	}
	s.sightings.note(session.Profile, session.Device, session.Started)
	return id, session, nil
}

// claimant finds whose key a claim was signed with: a device of the profile
// that it names.
func (s *Service) claimant(tx Tx, claim claim, kid udf.Fingerprint) (*Caller, jose.PublicKey, error) {
	c, key, err := s.identify(tx, kid)
	if err != nil {
		return nil, key, err
	}
	account, err := tx.AccountOf(c.Profile)
	if err != nil {
		return nil, key, err
	}
	if c.Master || account.Status == Closed || claim.profile != string(c.Profile) || claim.account != string(account.Name) {
		return nil, key, errSignIn
	}
	return c, key, nil
}

// verifyClaim checks everything about a sign-in but what is used up by it.
func (s *Service) verifyClaim(tx Tx, claim claim, signature *protocol.Signature, body []byte) (params protocol.Params, err error) {
	if signature == nil || signature.TargetURI != s.BaseURL+SignInPath {
		return params, errSignIn
	}
	if params, err = signature.Parse(); err != nil {
		return params, err
	}
	_, key, err := s.claimant(tx, claim, params.KeyID)
	if err != nil {
		return params, err
	}
	if err := signature.Verify(key, body, protocol.TagSignIn); err != nil {
		return params, err
	}
	return params, s.timely(params.Created)
}

// start writes a new session under a fresh id, and ends what is too much.
func (s *Service) start(tx Tx, session *Session) (id string, err error) {
	var random [32]byte
	if _, err := io.ReadFull(s.Rand, random[:]); err != nil {
		return "", err
	}
	id = base64.RawURLEncoding.EncodeToString(random[:])
	session.Hash = sha256.Sum256([]byte(id))
	session.Started = s.Now().UTC()
	session.Seen = session.Started
	if err := makeRoom(tx, session); err != nil {
		return "", err
	}
	return id, tx.PutSession(*session)
}
