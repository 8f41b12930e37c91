package jose

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"

	"filippo.io/edwards25519"

	"meshportal/meshcore/udf"
)

// The algorithms, by key type: what a key can do follows from what it is
// (protocol.md II.1).
const (
	EdDSA   = "EdDSA"          // Ed25519
	ES256   = "ES256"          // P-256
	RS512   = "RS512"          // RSA
	ECDHES  = "ECDH-ES+A256KW" // P-256
	RSAOAEP = "RSA-OAEP-256"   // RSA
)

// PublicKey is a sound public key and its fingerprint. The zero value is no key.
type PublicKey struct {
	key crypto.PublicKey
	kid udf.Fingerprint
}

// NewPublicKey accepts an ed25519.PublicKey that is canonical and not of small
// order, an *ecdsa.PublicKey on P-256, and an *rsa.PublicKey of 2048 to 4096
// bits with the exponent 65537.
func NewPublicKey(key crypto.PublicKey) (PublicKey, error) {
	if err := sound(key); err != nil {
		return PublicKey{}, err
	}
	der, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		return PublicKey{}, fmt.Errorf("jose: %w", err)
	}
	return PublicKey{key, udf.Of(udf.ContentKey, der)}, nil
}

func sound(key crypto.PublicKey) error {
	switch k := key.(type) {
	case ed25519.PublicKey:
		return soundPoint(k)
	case *ecdsa.PublicKey:
		if k == nil || k.Curve != elliptic.P256() {
			return errors.New("jose: the curve is not P-256")
		}
		if _, err := k.ECDH(); err != nil {
			return errors.New("jose: the point is not on the curve P-256")
		}
		return nil
	case *rsa.PublicKey:
		if k == nil || k.N == nil {
			return errors.New("jose: the RSA key is empty")
		}
		if n := k.N.BitLen(); n < 2048 || n > 4096 || k.N.Sign() < 0 || k.N.Bit(0) == 0 || k.E != 65537 {
			return errors.New("jose: an RSA key has 2048 to 4096 bits and the exponent 65537")
		}
		return nil
	}
	return fmt.Errorf("jose: keys of type %T are not used", key)
}

// soundPoint refuses Ed25519 keys that are no point, have a second encoding,
// or lie in the small subgroup, where one signature fits every message.
func soundPoint(k ed25519.PublicKey) error {
	if len(k) != ed25519.PublicKeySize {
		return errors.New("jose: an Ed25519 key has 32 bytes")
	}
	point, err := new(edwards25519.Point).SetBytes(k)
	if err != nil {
		return errors.New("jose: the Ed25519 key is not a point of the curve")
	}
	if !slices.Equal(point.Bytes(), k) {
		return errors.New("jose: the Ed25519 key is not in its canonical form")
	}
	if new(edwards25519.Point).MultByCofactor(point).Equal(edwards25519.NewIdentityPoint()) == 1 {
		return errors.New("jose: the Ed25519 key is of small order")
	}
	return nil
}

// KID returns the fingerprint of the key, over its DER SubjectPublicKeyInfo.
func (k PublicKey) KID() udf.Fingerprint { return k.kid }

// Crypto returns the key as the standard library knows it.
func (k PublicKey) Crypto() crypto.PublicKey { return k.key }

// Equal reports whether both are the same key, by its bytes and not by its
// fingerprint. No key equals none.
func (k PublicKey) Equal(o PublicKey) bool {
	key, ok := k.key.(interface{ Equal(crypto.PublicKey) bool })
	return ok && key.Equal(o.key)
}

// SignatureAlgorithm returns the one algorithm by which the key verifies, ""
// for none.
func (k PublicKey) SignatureAlgorithm() string {
	switch k.key.(type) {
	case ed25519.PublicKey:
		return EdDSA
	case *ecdsa.PublicKey:
		return ES256
	case *rsa.PublicKey:
		return RS512
	}
	return ""
}

// EncryptionAlgorithm returns the one algorithm by which content keys are
// encrypted to the key, "" for none.
func (k PublicKey) EncryptionAlgorithm() string {
	switch k.key.(type) {
	case *ecdsa.PublicKey:
		return ECDHES
	case *rsa.PublicKey:
		return RSAOAEP
	}
	return ""
}
