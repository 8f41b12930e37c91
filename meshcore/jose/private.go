package jose

import (
	"bytes"
	"crypto"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/sha512"
	"errors"
	"fmt"
	"io"
	"math/big"
)

// Signer signs with a private key that it does not show. Sign returns the
// value of a JWS signature over the message: Ed25519 64 bytes; ES256 R and S
// in 32 bytes each; RS512 as long as the modulus.
type Signer interface {
	PublicKey() PublicKey
	Sign(message []byte) ([]byte, error)
}

// Decrypter opens content keys with a private key that it does not show.
// Agree returns the raw ECDH secret with a P-256 key; Unwrap undoes
// RSA-OAEP-256. One of the two fails, by the key's type.
type Decrypter interface {
	PublicKey() PublicKey
	Agree(peer *ecdh.PublicKey) ([]byte, error)
	Unwrap(encryptedKey []byte) ([]byte, error)
}

// PrivateKey is a key in memory: a [Signer] and a [Decrypter]. It prints as its
// fingerprint alone.
type PrivateKey struct {
	public PublicKey
	key    crypto.PrivateKey
}

// NewPrivateKey accepts ed25519.PrivateKey, *ecdsa.PrivateKey (P-256) and
// *rsa.PrivateKey (two primes), whose public half must belong to the private one.
func NewPrivateKey(key crypto.PrivateKey) (PrivateKey, error) {
	half, err := publicHalf(key)
	if err != nil {
		return PrivateKey{}, err
	}
	public, err := NewPublicKey(half)
	if err != nil {
		return PrivateKey{}, err
	}
	return PrivateKey{public, key}, nil
}

// publicHalf returns the public key that the private one carries, after
// comparing it with what the private numbers give.
func publicHalf(key crypto.PrivateKey) (crypto.PublicKey, error) {
	switch k := key.(type) {
	case ed25519.PrivateKey:
		if len(k) == ed25519.PrivateKeySize && bytes.Equal(k, ed25519.NewKeyFromSeed(k.Seed())) {
			return k.Public(), nil
		}
	case *ecdsa.PrivateKey:
		if k != nil && sound(&k.PublicKey) == nil && derivesPoint(k) {
			return &k.PublicKey, nil
		}
	case *rsa.PrivateKey:
		if k != nil && sound(&k.PublicKey) == nil && len(k.Primes) == 2 && k.Validate() == nil {
			return &k.PublicKey, nil
		}
	}
	return nil, fmt.Errorf("jose: not a sound private key of Ed25519, P-256 or RSA: %T", key)
}

func derivesPoint(k *ecdsa.PrivateKey) bool {
	private, errPrivate := k.ECDH()
	public, errPublic := k.PublicKey.ECDH()
	return errPrivate == nil && errPublic == nil && private.PublicKey().Equal(public)
}

// GenerateEd25519 makes a signing key.
func GenerateEd25519(r io.Reader) (PrivateKey, error) {
	_, key, err := ed25519.GenerateKey(r)
	if err != nil {
		return PrivateKey{}, err
	}
	return NewPrivateKey(key)
}

// GenerateP256 makes a key for key agreement, or for ES256.
func GenerateP256() (PrivateKey, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return PrivateKey{}, err
	}
	return NewPrivateKey(key)
}

// PublicKey implements [Signer] and [Decrypter].
func (k PrivateKey) PublicKey() PublicKey { return k.public }

// String returns the fingerprint of the public key.
func (k PrivateKey) String() string { return "private key of " + string(k.public.kid) }

// GoString returns the same as String.
func (k PrivateKey) GoString() string { return k.String() }

// Format keeps every verb from showing the key.
func (k PrivateKey) Format(f fmt.State, _ rune) { io.WriteString(f, k.String()) }

// Sign implements [Signer].
func (k PrivateKey) Sign(message []byte) ([]byte, error) {
	switch key := k.key.(type) {
	case ed25519.PrivateKey:
		return ed25519.Sign(key, message), nil
	case *ecdsa.PrivateKey:
		digest := sha256.Sum256(message)
		r, s, err := ecdsa.Sign(rand.Reader, key, digest[:])
		if err != nil {
			return nil, err
		}
		signature := make([]byte, 64)
		r.FillBytes(signature[:32])
		s.FillBytes(signature[32:])
		return signature, nil
	case *rsa.PrivateKey:
		digest := sha512.Sum512(message)
		return rsa.SignPKCS1v15(nil, key, crypto.SHA512, digest[:])
	}
	return nil, errors.New("jose: this key cannot sign")
}

// Agree implements [Decrypter].
func (k PrivateKey) Agree(peer *ecdh.PublicKey) ([]byte, error) {
	key, ok := k.key.(*ecdsa.PrivateKey)
	if !ok {
		return nil, errors.New("jose: this key cannot agree on a secret")
	}
	private, err := key.ECDH()
	if err != nil {
		return nil, err
	}
	return private.ECDH(peer)
}

// Unwrap implements [Decrypter].
func (k PrivateKey) Unwrap(encryptedKey []byte) ([]byte, error) {
	key, ok := k.key.(*rsa.PrivateKey)
	if !ok {
		return nil, errors.New("jose: this key cannot unwrap")
	}
	return rsa.DecryptOAEP(sha256.New(), nil, key, encryptedKey, nil)
}

// number returns the bytes of n without leading zeros.
func number(n *big.Int) string { return encode(n.Bytes()) }
