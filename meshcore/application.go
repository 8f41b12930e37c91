package meshcore

import (
	"strings"

	"meshportal/meshcore/jose"
	"meshportal/meshcore/udf"
)

// ApplicationProfile carries one application's data, encrypted. Its payload is
// tagged with its kind, for instance CredentialProfile (protocol.md II.4.3).
type ApplicationProfile struct {
	Identifier    udf.Fingerprint `json:"Identifier"`
	Updated       Time            `json:"Updated"`
	NotaryToken   string          `json:"NotaryToken"`
	PersonalUDF   udf.Fingerprint `json:"PersonalUDF"`
	EncryptedData jose.Encrypted  `json:"EncryptedData"`

	kind string
}

// NewApplication returns an empty profile of the kind, named by its tag.
func NewApplication(tag string) *ApplicationProfile { return &ApplicationProfile{kind: tag} }

// Tag implements [Document]: the kind.
func (a *ApplicationProfile) Tag() string { return a.kind }

// ID implements [Document].
func (a *ApplicationProfile) ID() udf.Fingerprint { return a.Identifier }

func (a *ApplicationProfile) decode(payload []byte) error {
	tag, value, err := Untag(payload)
	if err != nil {
		return err
	}
	a.kind = tag
	return fill(tag, value, a)
}

// Check requires a permitted tag, a random Identifier, an owner, sound JOSE,
// and the authenticated data that bind the ciphertext to this document.
func (a *ApplicationProfile) Check() error {
	if err := CheckApplicationTag(a.kind); err != nil {
		return err
	}
	if !a.Identifier.Valid() || !a.Identifier.IsRandom() {
		return Invalid("%s: the Identifier %.50q is not a random one (R…)", a.kind, string(a.Identifier))
	}
	if !a.PersonalUDF.Valid() || a.PersonalUDF.IsRandom() {
		return Invalid("%s: PersonalUDF %.50q is not a profile's fingerprint", a.kind, string(a.PersonalUDF))
	}
	if err := a.EncryptedData.Check(); err != nil {
		return Invalid("%s: EncryptedData: %v", a.kind, err)
	}
	aad, err := a.EncryptedData.AuthenticatedData()
	if err != nil || string(aad) != string(a.AuthenticatedData()) {
		return Invalid("%s: the ciphertext was made for another document", a.kind)
	}
	return nil
}

// AuthenticatedData returns the bytes that bind the ciphertext to owner,
// Identifier and kind: `mesh-app/1` LF PersonalUDF LF Identifier LF tag.
func (a *ApplicationProfile) AuthenticatedData() []byte {
	return []byte("mesh-app/1\n" + string(a.PersonalUDF) + "\n" + string(a.Identifier) + "\n" + a.kind)
}

// Seal encrypts the tagged private part to exactly these recipients, with a
// content key of its own.
func (a *ApplicationProfile) Seal(private []byte, recipients []jose.PublicKey) (err error) {
	a.EncryptedData, err = jose.Encrypt(private, a.AuthenticatedData(), recipients)
	return err
}

// Open decrypts the private part and requires its tag to be that of the
// profile with "Private" behind it; the Identifier inside is the catalog's to
// compare.
func (a *ApplicationProfile) Open(d jose.Decrypter) ([]byte, error) {
	private, err := a.EncryptedData.Decrypt(d, a.AuthenticatedData())
	if err != nil {
		return nil, err
	}
	tag, _, err := Untag(private)
	if err != nil {
		return nil, err
	}
	if tag != a.kind+"Private" {
		return nil, Invalid("%s: the encrypted part is a %s", a.kind, tag)
	}
	return private, nil
}

// OpenApplication verifies s with the signer's key.
func OpenApplication(s *SignedApplicationProfile, key jose.PublicKey) (*ApplicationProfile, error) {
	return s.Verify(key)
}

// CheckApplicationTag requires the type name of an application: letters and
// digits, ending in Profile, and none of the names with a meaning of their own.
func CheckApplicationTag(tag string) error {
	switch tag {
	case "Profile", "PersonalProfile", "MasterProfile", "DeviceProfile", "ApplicationProfile", AdministrationType:
		return Invalid("%s is not a kind of application", tag)
	}
	ok := len(tag) <= MaxName && strings.HasSuffix(tag, "Profile") && 'A' <= tag[0] && tag[0] <= 'Z'
	for _, c := range tag {
		ok = ok && c < 128 && alphanumeric(byte(c|0x20))
	}
	if !ok {
		return Invalid("%.80q is not a kind of application: letters and digits that end in Profile", tag)
	}
	return nil
}
