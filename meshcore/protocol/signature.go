package protocol

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"math/big"
	"strings"
	"time"

	"meshportal/meshcore/jose"
)

// SignCall signs a call by the form of protocol.md II.2: target is the
// portal's base URL and path, body the message as it will be sent, tag
// TagDoor or TagSignIn, nonce one of [NewNonce]. The signer's key is Ed25519
// or P-256. Created counts in whole seconds.
func SignCall(signer jose.Signer, target string, body []byte, tag string, created time.Time, nonce string) (*Signature, error) {
	key := signer.PublicKey()
	alg, err := algorithm(key)
	if err != nil {
		return nil, err
	}
	p := Params{Created: created, Nonce: nonce, KeyID: key.KID(), Alg: alg, Tag: tag}
	s := &Signature{Method: "POST", TargetURI: target, ContentType: MediaType, Digest: contentDigest(body)}
	s.Input = label + s.components().list() + p.String()
	if _, err := s.covered(); err != nil {
		return nil, err
	}
	value, err := signer.Sign([]byte(s.base()))
	if err != nil {
		return nil, fmt.Errorf("call: %w", err)
	}
	s.Value = label + byteSequence(value)
	return s, nil
}

// NewNonce returns a fresh nonce from a source of random bytes.
func NewNonce(random io.Reader) (string, error) {
	nonce := make([]byte, nonceSize)
	if _, err := io.ReadFull(random, nonce); err != nil {
		return "", fmt.Errorf("nonce: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(nonce), nil
}

// Verify checks everything about s that needs no clock and no memory: that it
// is made by key for this tag, and covers this body. Time and nonce are the
// caller's to judge, after it. An error is an *[Error] Unauthenticated.
func (s *Signature) Verify(key jose.PublicKey, body []byte, tag string) error {
	if s.Digest != contentDigest(body) {
		return unauthenticated("the Content-Digest is not that of the message")
	}
	return s.VerifyHeaders(key, tag)
}

// VerifyHeaders is [Signature.Verify] before the body is read: the digest that
// the headers state is signed, but not yet known to be the body's.
func (s *Signature) VerifyHeaders(key jose.PublicKey, tag string) error {
	p, err := s.covered()
	if err != nil {
		return err
	}
	alg, err := algorithm(key)
	if err != nil {
		return err
	}
	switch {
	case p.Tag != tag:
		return unauthenticated("the signature is made for another purpose: %s", p.Tag)
	case p.KeyID != key.KID():
		return unauthenticated("the signature names another key: %s", p.KeyID)
	case p.Alg != alg:
		return unauthenticated("the signature's algorithm is not that of the key")
	}
	value, ok := readByteSequence(s.Value, label)
	if !ok || !verifies(key, []byte(s.base()), value) {
		return unauthenticated("the signature of the call does not verify")
	}
	return nil
}

// covered judges the form of everything that the signature covers.
func (s *Signature) covered() (Params, error) {
	p, err := s.Parse()
	if err != nil {
		return p, err
	}
	digest, ok := readByteSequence(s.Digest, digestLabel)
	switch {
	case s.Method != "POST":
		return p, unauthenticated("the method of a signed call is POST")
	case s.TargetURI == "" || strings.Contains(s.TargetURI, " ") || !printable(s.TargetURI):
		return p, unauthenticated("the target of a signed call is no URI")
	case !IsMediaType(s.ContentType):
		return p, unauthenticated("the media type of a signed call is %s", MediaType)
	case !ok || len(digest) != sha256.Size:
		return p, unauthenticated("the Content-Digest is not one SHA-256 digest")
	}
	return p, nil
}

func (s *Signature) base() string {
	return s.components().base(strings.TrimPrefix(s.Input, label))
}

// algorithm returns the one algorithm of a key, by its name in RFC 9421.
func algorithm(key jose.PublicKey) (string, error) {
	switch key.Crypto().(type) {
	case ed25519.PublicKey:
		return algEd25519, nil
	case *ecdsa.PublicKey:
		return algP256, nil
	}
	return "", unauthenticated("a key that signs calls is Ed25519 or P-256")
}

// verifies checks a raw signature; that of ECDSA is R and S, 32 bytes each.
func verifies(key jose.PublicKey, message, signature []byte) bool {
	if len(signature) != 64 {
		return false
	}
	switch k := key.Crypto().(type) {
	case ed25519.PublicKey:
		return ed25519.Verify(k, message, signature)
	case *ecdsa.PublicKey:
		hash := sha256.Sum256(message)
		r, s := new(big.Int).SetBytes(signature[:32]), new(big.Int).SetBytes(signature[32:])
		return ecdsa.Verify(k, hash[:], r, s)
	}
	return false
}
