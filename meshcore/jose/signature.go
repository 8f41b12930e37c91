package jose

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"

	gojose "github.com/go-jose/go-jose/v4"

	"meshportal/meshcore/udf"
)

// Type is the typ of every signed document.
const Type = "mesh+json"

// Signature is a signed payload: RFC 7515 flattened, exactly these members.
// The protected header has exactly alg, kid and typ.
type Signature struct {
	Payload   string `json:"payload"`
	Protected string `json:"protected"`
	Signature string `json:"signature"`
}

// UnmarshalJSON refuses any other member.
func (s *Signature) UnmarshalJSON(data []byte) error {
	return texts(data, []string{"payload", "protected", "signature"}, &s.Payload, &s.Protected, &s.Signature)
}

// opaque lets go-jose sign with a Signer.
type opaque struct{ Signer }

func (o opaque) Public() *gojose.JSONWebKey {
	key := o.PublicKey()
	return &gojose.JSONWebKey{Key: key.Crypto(), KeyID: string(key.KID())}
}

func (o opaque) Algs() []gojose.SignatureAlgorithm {
	return []gojose.SignatureAlgorithm{gojose.SignatureAlgorithm(o.PublicKey().SignatureAlgorithm())}
}

func (o opaque) SignPayload(payload []byte, _ gojose.SignatureAlgorithm) ([]byte, error) {
	return o.Sign(payload)
}

// Sign signs payload with the algorithm of the signer's key.
func Sign(payload []byte, s Signer) (Signature, error) {
	key := gojose.SigningKey{Algorithm: gojose.SignatureAlgorithm(s.PublicKey().SignatureAlgorithm()), Key: opaque{s}}
	signer, err := gojose.NewSigner(key, new(gojose.SignerOptions).WithType(Type))
	if err != nil {
		return Signature{}, fmt.Errorf("jose: %w", err)
	}
	signed, err := signer.Sign(payload)
	if err != nil {
		return Signature{}, fmt.Errorf("jose: %w", err)
	}
	compact, err := signed.CompactSerialize()
	if err != nil {
		return Signature{}, fmt.Errorf("jose: %w", err)
	}
	parts := strings.Split(compact, ".")
	return Signature{Protected: parts[0], Payload: parts[1], Signature: parts[2]}, nil
}

// signatureHeader is the protected header.
type signatureHeader struct {
	Algorithm string
	KID       string
	Type      string
}

func (s Signature) header() (h signatureHeader, err error) {
	text, err := decode(s.Protected)
	if err != nil {
		return h, err
	}
	err = texts(text, []string{"alg", "kid", "typ"}, &h.Algorithm, &h.KID, &h.Type)
	if err == nil && h.Type != Type {
		err = fmt.Errorf("jose: typ is %.20q, not %s", h.Type, Type)
	}
	return h, err
}

// KID returns the fingerprint of the key that claims to have signed.
func (s Signature) KID() (udf.Fingerprint, error) {
	h, err := s.header()
	if err != nil {
		return "", err
	}
	kid := udf.Fingerprint(h.KID)
	if !kid.Valid() {
		return "", fmt.Errorf("jose: kid %.40q is not a fingerprint", h.KID)
	}
	return kid, nil
}

var errSignature = errors.New("jose: the signature does not verify")

// Verify checks the signature with key, whose type decides the algorithm and
// whose fingerprint must be the kid, and returns the payload.
func (s Signature) Verify(key PublicKey) ([]byte, error) {
	h, err := s.header()
	if err != nil {
		return nil, err
	}
	algorithm := key.SignatureAlgorithm()
	if algorithm == "" || h.Algorithm != algorithm {
		return nil, fmt.Errorf("jose: alg is %.20q, the key's is %q", h.Algorithm, algorithm)
	}
	if udf.Fingerprint(h.KID) != key.KID() {
		return nil, fmt.Errorf("jose: kid is %.40q, the key is %s", h.KID, key.KID())
	}
	payload, err := decode(s.Payload)
	if err != nil {
		return nil, err
	}
	if _, err := decode(s.Signature); err != nil {
		return nil, err
	}
	if err := s.verify(key); err != nil {
		return nil, err
	}
	return payload, nil
}

// verify has go-jose check the three strings in the compact form.
func (s Signature) verify(key PublicKey) error {
	signed, err := gojose.ParseSignedCompact(s.Protected+"."+s.Payload+"."+s.Signature, []gojose.SignatureAlgorithm{gojose.SignatureAlgorithm(key.SignatureAlgorithm())})
	if err != nil {
		return errSignature
	}
	if _, err := signed.Verify(key.Crypto()); err != nil {
		return errSignature
	}
	return nil
}

// UnverifiedPayload returns the payload without a look at the signature. The
// trap: anybody may have written it. Its one use is to find the key inside
// that [Signature.Verify] is then called with.
func (s Signature) UnverifiedPayload() ([]byte, error) { return decode(s.Payload) }

// VersionID returns SHA-256 of protected, a full stop and payload: the version
// id of protocol.md II.3. The signature is not part of it.
func (s Signature) VersionID() [32]byte {
	return sha256.Sum256([]byte(s.Protected + "." + s.Payload))
}
