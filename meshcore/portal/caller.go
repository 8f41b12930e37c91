package portal

import (
	"errors"
	"time"

	"meshportal/meshcore"
	"meshportal/meshcore/jose"
	"meshportal/meshcore/protocol"
	"meshportal/meshcore/udf"
)

// callWindow is how far the clock of a signed call may be off.
const callWindow = 5 * time.Minute

// Caller is who asks: one device of one profile, or its master key.
type Caller struct {
	Profile  udf.Fingerprint
	Device   udf.Fingerprint // "" for the master key
	Personal *meshcore.PersonalProfile
	Master   bool
}

// Administrator reports whether the caller is an administration device.
func (c *Caller) Administrator() bool { return !c.Master && c.Personal.Administrator(c.Device) }

func unauthenticated(format string, args ...any) *protocol.Error {
	return protocol.Refuse(protocol.Unauthenticated, format, args...)
}

// caller finds out who signed a call: the authentication key of a device of a
// current profile, or a master key. A web session stands for its device when
// nothing is written (protocol.md II.2).
func (s *Service) caller(tx Tx, call *protocol.Call, writes bool) (*Caller, error) {
	kid := call.Session
	if call.Signature != nil {
		params, err := call.Signature.Parse()
		if err != nil {
			return nil, err
		}
		kid = params.KeyID
	} else if kid == "" || writes {
		return nil, unauthenticated("this call must be signed by a device of the profile")
	}
	c, key, err := s.identify(tx, kid)
	if err != nil {
		return nil, err
	}
	if call.Signature != nil {
		err = s.verifyCall(tx, call, key, writes)
	}
	if err == nil && c.Device != "" {
		s.sightings.note(c.Profile, c.Device, s.Now())
	}
	return c, err
}

// identify finds whose key a fingerprint is, now.
func (s *Service) identify(tx Tx, kid udf.Fingerprint) (*Caller, jose.PublicKey, error) {
	nobody := unauthenticated("the key %s is that of no device here", kid)
	record, err := tx.Key(kid)
	if errors.Is(err, ErrNotFound) || err == nil && record.Removed {
		return nil, jose.PublicKey{}, nobody
	}
	if err != nil {
		return nil, jose.PublicKey{}, err
	}
	p, _, err := s.current(tx, record.Profile)
	if errors.Is(err, ErrNotFound) {
		return nil, jose.PublicKey{}, nobody // the account was erased
	}
	if err != nil {
		return nil, jose.PublicKey{}, err
	}
	c := &Caller{Profile: record.Profile, Personal: p}
	if p.Master().MasterSignatureKey.UDF == kid {
		c.Master = true
		key, err := p.Master().MasterSignatureKey.Key()
		return c, key, err
	}
	device, ok := p.DeviceByAuthentication(kid)
	if !ok {
		return nil, jose.PublicKey{}, nobody
	}
	c.Device = device.Identifier
	key, err := device.AuthenticationKey()
	return c, key, err
}

// verifyCall checks signature, time and nonce of a call. The nonce of a call
// that writes is kept in its transaction, that of a reading one in memory.
func (s *Service) verifyCall(tx Tx, call *protocol.Call, key jose.PublicKey, writes bool) error {
	params, err := s.verifySignature(call, key)
	if err != nil {
		return err
	}
	if writes {
		return s.spendNonce(tx, params)
	}
	if params.Created.Before(s.started) || s.nonces.used(params.Nonce, s.Now()) {
		return errReplay
	}
	return nil
}

// verifySignature checks everything about a call's signature but its nonce.
func (s *Service) verifySignature(call *protocol.Call, key jose.PublicKey) (protocol.Params, error) {
	if call.Signature == nil {
		return protocol.Params{}, unauthenticated("this call must be signed")
	}
	params, err := call.Signature.Parse()
	if err != nil {
		return params, err
	}
	if err := call.Signature.Verify(key, call.Body, protocol.TagDoor); err != nil {
		return params, err
	}
	return params, s.timely(params.Created)
}

// spendNonce remembers the nonce of a call that writes for as long as its
// signature holds, the last instant included.
func (s *Service) spendNonce(tx Tx, params protocol.Params) error {
	used, err := tx.UseNonce(params.Nonce, params.Created.Add(callWindow+time.Second), s.Now())
	if err == nil && used {
		err = errReplay
	}
	return err
}

var errReplay = unauthenticated("this call was made before; sign it anew")

func (s *Service) timely(created time.Time) error {
	if off := s.Now().Sub(created); off > callWindow || off < -callWindow {
		return unauthenticated("the call is dated %s, the portal's clock says %s: set the clock", created.UTC().Format(time.RFC3339), s.Now().UTC().Format(time.RFC3339))
	}
	return nil
}
