package meshcore

import (
	"encoding/base64"

	"meshportal/meshcore/jose"
	"meshportal/meshcore/udf"
)

// ConnectionRequest is a device's wish to join a profile, signed by the
// device it names. BlockToken is the newest checkpoint the device saw: the
// first three fields of a token (protocol.md II.8).
type ConnectionRequest struct {
	ParentUDF  udf.Fingerprint     `json:"ParentUDF"`
	Device     SignedDeviceProfile `json:"Device"`
	BlockToken string              `json:"BlockToken"`

	device *DeviceProfile
}

// Tag implements [Document].
func (r *ConnectionRequest) Tag() string { return "ConnectionRequest" }

// ID implements [Document]: that of the device.
func (r *ConnectionRequest) ID() udf.Fingerprint { return r.Device.Identifier }

// Check verifies the device profile and requires a profile's fingerprint.
func (r *ConnectionRequest) Check() (err error) {
	if !r.ParentUDF.Valid() || r.ParentUDF.IsRandom() {
		return Invalid("ConnectionRequest: ParentUDF %.50q is not a profile's fingerprint", string(r.ParentUDF))
	}
	r.device, err = OpenDevice(&r.Device)
	return err
}

// DeviceProfile returns the verified device.
func (r *ConnectionRequest) DeviceProfile() *DeviceProfile { return r.device }

// OpenRequest verifies s by the signature key of the device inside it.
func OpenRequest(s *SignedConnectionRequest) (*ConnectionRequest, error) {
	r, err := s.peek()
	if err != nil {
		return nil, err
	}
	key, err := r.device.SignatureKey()
	if err != nil {
		return nil, err
	}
	return s.Verify(key)
}

// The results of a request that the portal accepts.
const (
	Accepted = "Accepted"
	Rejected = "Rejected"
)

// ConnectionResult answers one request, named by RequestID; Block, with
// Rejected, keeps the device from asking again.
type ConnectionResult struct {
	Device     SignedDeviceProfile `json:"Device"`
	Result     string              `json:"Result"`
	RequestID  string              `json:"RequestID"`
	BlockToken string              `json:"BlockToken"`
	Block      bool                `json:"Block,omitempty"`

	device *DeviceProfile
}

// Tag implements [Document].
func (r *ConnectionResult) Tag() string { return "ConnectionResult" }

// ID implements [Document]: that of the device.
func (r *ConnectionResult) ID() udf.Fingerprint { return r.Device.Identifier }

// Check verifies the device profile and requires a known result.
func (r *ConnectionResult) Check() (err error) {
	if r.Result != Accepted && r.Result != Rejected {
		return Invalid("ConnectionResult: Result is %s or %s", Accepted, Rejected)
	}
	if r.Block && r.Result != Rejected {
		return Invalid("ConnectionResult: Block goes with %s alone", Rejected)
	}
	if _, err := ParseVersionID(r.RequestID); err != nil {
		return err
	}
	r.device, err = OpenDevice(&r.Device)
	return err
}

// DeviceProfile returns the verified device.
func (r *ConnectionResult) DeviceProfile() *DeviceProfile { return r.device }

// OpenResult verifies s as signed by an administration device of the profile.
func OpenResult(s *SignedConnectionResult, p *PersonalProfile) (*ConnectionResult, error) {
	key, err := p.signer(s.SignedData, true)
	if err != nil {
		return nil, err
	}
	return s.Verify(key)
}

// String returns v as RequestID writes it: base64url without padding.
func (v VersionID) String() string { return base64.RawURLEncoding.EncodeToString(v[:]) }

// ParseVersionID reads the form that String writes.
func ParseVersionID(s string) (v VersionID, err error) {
	b, err := base64.RawURLEncoding.Strict().DecodeString(s)
	if err != nil || len(b) != len(v) || base64.RawURLEncoding.EncodeToString(b) != s {
		return v, Invalid("%.60q is not a version id: 43 characters of base64url", s)
	}
	return VersionID(b), nil
}

// signer returns the signature key of the device of p that claims to have
// signed data; administration narrows it to administration devices.
func (p *PersonalProfile) signer(data jose.Signature, administration bool) (jose.PublicKey, error) {
	kid, err := data.KID()
	if err != nil {
		return jose.PublicKey{}, Invalid("%v", err)
	}
	device, ok := p.Device(kid)
	if !ok {
		return jose.PublicKey{}, Unauthorised("the signer %s is no device of this profile", kid)
	}
	if administration && !p.Administrator(kid) {
		return jose.PublicKey{}, Unauthorised("the signer %s is no administration device of this profile", kid)
	}
	return device.SignatureKey()
}
