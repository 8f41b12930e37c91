package meshcore

import (
	"meshportal/meshcore/jose"
	"meshportal/meshcore/udf"
)

// DeviceProfile holds the three keys of one device; its Identifier is the
// fingerprint of the signature key. Names and Description are what the device
// claims of itself.
type DeviceProfile struct {
	Identifier              udf.Fingerprint `json:"Identifier"`
	Names                   []string        `json:"Names,omitempty"`
	Updated                 Time            `json:"Updated"`
	Description             string          `json:"Description,omitempty"`
	DeviceSignatureKey      PublicKey       `json:"DeviceSignatureKey"`
	DeviceAuthenticationKey PublicKey       `json:"DeviceAuthenticationKey"`
	DeviceEncryptionKey     PublicKey       `json:"DeviceEncryptiontionKey"` // the drafts' spelling

	opened [3]jose.PublicKey // signature, authentication, encryption, once checked
}

// Tag implements [Document].
func (d *DeviceProfile) Tag() string { return "DeviceProfile" }

// ID implements [Document].
func (d *DeviceProfile) ID() udf.Fingerprint { return d.Identifier }

// Check requires three distinct sound keys of the right use, an Identifier
// that is the fingerprint of the signature key, and short printable names. The
// authentication key is Ed25519 or P-256 (protocol.md II.2).
func (d *DeviceProfile) Check() error {
	if d.Identifier != d.DeviceSignatureKey.UDF {
		return Invalid("DeviceProfile: the Identifier %s is not the fingerprint of the signature key", d.Identifier)
	}
	if err := d.checkKeys(); err != nil {
		return err
	}
	if len(d.Names) > 1 {
		return Invalid("DeviceProfile: one name at most")
	}
	for _, text := range append([]string{d.Description}, d.Names...) {
		if err := CheckText(text, MaxName); err != nil {
			return err
		}
	}
	return distinct("DeviceProfile", d.keys())
}

func (d *DeviceProfile) checkKeys() (err error) {
	if d.opened[0], err = d.DeviceSignatureKey.signingKey(); err != nil {
		return err
	}
	if d.opened[2], err = d.DeviceEncryptionKey.encryptionKey(); err != nil {
		return err
	}
	d.opened[1], err = d.DeviceAuthenticationKey.signingKey()
	if err == nil && d.opened[1].SignatureAlgorithm() == jose.RS512 {
		err = Invalid("DeviceProfile: the authentication key must be Ed25519 or P-256")
	}
	return err
}

func (d *DeviceProfile) keys() []udf.Fingerprint {
	return []udf.Fingerprint{d.DeviceSignatureKey.UDF, d.DeviceAuthenticationKey.UDF, d.DeviceEncryptionKey.UDF}
}

// Name returns the name that the device claims, or "".
func (d *DeviceProfile) Name() string {
	if len(d.Names) == 0 {
		return ""
	}
	return d.Names[0]
}

// SignatureKey returns the key that signs the device's documents.
func (d *DeviceProfile) SignatureKey() (jose.PublicKey, error) {
	return reopen(d.opened[0], d.DeviceSignatureKey, PublicKey.signingKey)
}

// AuthenticationKey returns the key that signs the device's calls.
func (d *DeviceProfile) AuthenticationKey() (jose.PublicKey, error) {
	return reopen(d.opened[1], d.DeviceAuthenticationKey, PublicKey.signingKey)
}

// EncryptionKey returns the key that applications are encrypted to.
func (d *DeviceProfile) EncryptionKey() (jose.PublicKey, error) {
	return reopen(d.opened[2], d.DeviceEncryptionKey, PublicKey.encryptionKey)
}

// reopen returns a key that was checked before, or checks the stated one.
func reopen(opened jose.PublicKey, stated PublicKey, check func(PublicKey) (jose.PublicKey, error)) (jose.PublicKey, error) {
	if opened.KID() != "" && opened.KID() == stated.UDF {
		return opened, nil
	}
	return check(stated)
}

// OpenDevice verifies s by the signature key inside it.
func OpenDevice(s *SignedDeviceProfile) (*DeviceProfile, error) {
	d, err := s.peek()
	if err != nil {
		return nil, err
	}
	key, err := d.SignatureKey()
	if err != nil {
		return nil, err
	}
	return s.Verify(key)
}
