package jose

import (
	"errors"
	"fmt"

	"meshportal/meshcore/udf"
)

// MaxRecipients bounds the recipients of one message: every device of a
// profile, and the master escrow key.
const MaxRecipients = 65

// Encrypted is encrypted data: RFC 7516 general, exactly these members. The
// content is encrypted with A256GCM under a key of its own, which each
// recipient gets.
type Encrypted struct {
	Protected  string      `json:"protected"`
	AAD        string      `json:"aad"`
	Recipients []Recipient `json:"recipients"`
	IV         string      `json:"iv"`
	Ciphertext string      `json:"ciphertext"`
	Tag        string      `json:"tag"`
}

// Recipient is one recipient's content key.
type Recipient struct {
	Header       RecipientHeader `json:"header"`
	EncryptedKey string          `json:"encrypted_key"`
}

// RecipientHeader names the recipient by the fingerprint of its key. EPK is
// the ephemeral P-256 key of ECDH-ES+A256KW.
type RecipientHeader struct {
	Algorithm string          `json:"alg"`
	KID       udf.Fingerprint `json:"kid"`
	EPK       *EphemeralKey   `json:"epk,omitempty"`
}

// EphemeralKey is a P-256 key as RFC 7518 writes it.
type EphemeralKey struct {
	Kty string `json:"kty"`
	Crv string `json:"crv"`
	X   string `json:"x"`
	Y   string `json:"y"`
}

// The protected headers, base64url: exactly these.
var (
	protectedGeneral = encode([]byte(`{"enc":"A256GCM"}`))
	protectedDirect  = encode([]byte(`{"alg":"dir","enc":"A256GCM"}`))
)

// UnmarshalJSON refuses any other member.
func (e *Encrypted) UnmarshalJSON(data []byte) error {
	values, err := exact(data, "protected", "aad", "iv", "ciphertext", "tag", "recipients")
	if err != nil {
		return err
	}
	for i, field := range []*string{&e.Protected, &e.AAD, &e.IV, &e.Ciphertext, &e.Tag} {
		if *field, err = Text(values[i]); err != nil {
			return fmt.Errorf("jose: encrypted data: %w", err)
		}
	}
	list, err := elements(values[5])
	if err != nil {
		return err
	}
	e.Recipients = make([]Recipient, len(list))
	for i, raw := range list {
		if err := e.Recipients[i].UnmarshalJSON(raw); err != nil {
			return err
		}
	}
	return nil
}

// UnmarshalJSON refuses any other member.
func (r *Recipient) UnmarshalJSON(data []byte) error {
	values, err := exact(data, "header", "encrypted_key")
	if err != nil {
		return err
	}
	if r.EncryptedKey, err = Text(values[1]); err != nil {
		return fmt.Errorf("jose: encrypted_key: %w", err)
	}
	return r.Header.UnmarshalJSON(values[0])
}

// UnmarshalJSON refuses any member but those of the algorithm.
func (h *RecipientHeader) UnmarshalJSON(data []byte) error {
	h.EPK = nil
	values, err := exact(data, "alg", "kid", "epk")
	if err != nil {
		return texts(data, []string{"alg", "kid"}, &h.Algorithm, (*string)(&h.KID))
	}
	if h.Algorithm, err = Text(values[0]); err != nil {
		return err
	}
	kid, err := Text(values[1])
	if err != nil {
		return err
	}
	h.KID, h.EPK = udf.Fingerprint(kid), new(EphemeralKey)
	return texts(values[2], []string{"kty", "crv", "x", "y"}, &h.EPK.Kty, &h.EPK.Crv, &h.EPK.X, &h.EPK.Y)
}

// Check judges the form, without a key.
func (e Encrypted) Check() error {
	if e.Protected != protectedGeneral {
		return errors.New(`jose: the protected header is not exactly {"enc":"A256GCM"}`)
	}
	if len(e.Recipients) < 1 || len(e.Recipients) > MaxRecipients {
		return fmt.Errorf("jose: 1 to %d recipients, these are %d", MaxRecipients, len(e.Recipients))
	}
	seen := map[udf.Fingerprint]bool{}
	for _, r := range e.Recipients {
		if err := r.check(); err != nil {
			return err
		}
		if seen[r.Header.KID] {
			return fmt.Errorf("jose: the recipient %s occurs twice", r.Header.KID)
		}
		seen[r.Header.KID] = true
	}
	return checkSealed(e.AAD, e.IV, e.Ciphertext, e.Tag)
}

// errUnbound: RFC 7516 has no aad member where it would be empty, and the Mesh
// binds every ciphertext to something.
var errUnbound = errors.New("jose: aad is empty")

// checkSealed judges the parts that every encrypted message has.
func checkSealed(aad, iv, ciphertext, tag string) error {
	if aad == "" {
		return errUnbound
	}
	_, errAAD := decode(aad)
	_, errIV := decodeSize(iv, 12)
	_, errText := decode(ciphertext)
	_, errTag := decodeSize(tag, 16)
	return errors.Join(errAAD, errIV, errText, errTag)
}

func (r Recipient) check() error {
	if !r.Header.KID.Valid() {
		return fmt.Errorf("jose: the recipient %.40q is not a fingerprint", string(r.Header.KID))
	}
	key, err := decode(r.EncryptedKey)
	if err != nil {
		return err
	}
	switch h := r.Header; {
	case h.Algorithm == ECDHES && h.EPK != nil && len(key) == 40:
		_, err := h.EPK.public()
		return err
	case h.Algorithm == RSAOAEP && h.EPK == nil && len(key) >= 256 && len(key) <= 512:
		return nil
	}
	return fmt.Errorf("jose: the content key of %s is not of the form of %s or %s", r.Header.KID, ECDHES, RSAOAEP)
}

// KIDs returns the fingerprints of the recipients.
func (e Encrypted) KIDs() []udf.Fingerprint {
	ids := make([]udf.Fingerprint, len(e.Recipients))
	for i, r := range e.Recipients {
		ids[i] = r.Header.KID
	}
	return ids
}

// AuthenticatedData returns what is bound to the ciphertext, unverified.
func (e Encrypted) AuthenticatedData() ([]byte, error) { return decode(e.AAD) }
