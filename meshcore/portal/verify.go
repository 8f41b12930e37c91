package portal

import (
	"meshportal/meshcore"
	"meshportal/meshcore/jose"
	"meshportal/meshcore/udf"
)

// A wrong signature is refused before anybody asks for the signer's authority
// (protocol.md II.2). A kid is the fingerprint of its key: wherever the key is
// found, it is the right one.

// verifyDevice refuses a signature that claims to be that of a device of p and
// is not. A signer who is no device of p has no authority: that is judged next.
func verifyDevice(data jose.Signature, p *meshcore.PersonalProfile) error {
	kid, err := data.KID()
	if err != nil {
		return meshcore.Invalid("%v", err)
	}
	device, ok := p.Device(kid)
	if !ok {
		return nil
	}
	key, err := device.SignatureKey()
	return verifyWith(data, key, err)
}

// verifyOwn does so for a PersonalProfile by itself: its signer is one of its
// devices, or its genesis key, unless the signer removes itself.
func verifyOwn(signed *meshcore.SignedPersonalProfile, p *meshcore.PersonalProfile) (signer udf.Fingerprint, err error) {
	if signer, err = signed.SignerID(); err != nil {
		return "", err
	}
	key, err := p.Master().GenesisKey()
	if err == nil && key.KID() == signer {
		return signer, verifyWith(signed.SignedData, key, nil)
	}
	return signer, verifyDevice(signed.SignedData, p)
}

func verifyWith(data jose.Signature, key jose.PublicKey, err error) error {
	if err != nil {
		return err
	}
	if _, err := data.Verify(key); err != nil {
		return meshcore.Invalid("the signature by %s: %v", key.KID(), err)
	}
	return nil
}

// verifiedAhead verifies a signature before its turn in the sequencer, by the
// profile that was current a moment ago. It returns the fingerprint of the
// key, or "" if nothing is known yet: a kid is the fingerprint of its key, so
// that what it verifies, it verifies whatever profile is current then. Whether
// its owner may sign is judged in turn.
func (s *Service) verifiedAhead(owner udf.Fingerprint, data jose.Signature) udf.Fingerprint {
	p, ok := s.profiles.latest(owner)
	if !ok {
		return ""
	}
	kid, err := data.KID()
	if err != nil {
		return ""
	}
	device, ok := p.Device(kid)
	if !ok {
		return ""
	}
	key, err := device.SignatureKey()
	if verifyWith(data, key, err) != nil {
		return ""
	}
	return kid
}
