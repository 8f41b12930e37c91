package meshcore

import (
	"meshportal/meshcore/udf"
)

// DeleteRequest closes an account; NotaryToken names the PersonalProfile that
// it follows (protocol.md II.7).
type DeleteRequest struct {
	Identifier  udf.Fingerprint `json:"Identifier"`
	Account     Account         `json:"Account"`
	Updated     Time            `json:"Updated"`
	NotaryToken string          `json:"NotaryToken"`
}

// Tag implements [Document].
func (d *DeleteRequest) Tag() string { return "DeleteRequest" }

// ID implements [Document]: that of the profile.
func (d *DeleteRequest) ID() udf.Fingerprint { return d.Identifier }

// Check requires a profile's fingerprint and a canonical account.
func (d *DeleteRequest) Check() error {
	if !d.Identifier.Valid() || d.Identifier.IsRandom() {
		return Invalid("DeleteRequest: the Identifier %.50q is not a profile's fingerprint", string(d.Identifier))
	}
	return d.Account.Check()
}

// OpenDelete verifies s as signed by an administration device of the profile
// that it deletes.
func OpenDelete(s *SignedDeleteRequest, p *PersonalProfile) (*DeleteRequest, error) {
	key, err := p.signer(s.SignedData, true)
	if err != nil {
		return nil, err
	}
	d, err := s.Verify(key)
	if err != nil {
		return nil, err
	}
	if d.Identifier != p.Identifier || d.Account != p.Account() {
		return nil, Invalid("DeleteRequest: it names %s of %s", d.Account, d.Identifier)
	}
	return d, nil
}
