package jose

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"errors"
	"fmt"
	"math/big"

	"meshportal/meshcore/udf"
)

// Parameters are a public key as documents write it: exactly one member, named
// after the key's type (protocol.md II.1).
type Parameters struct {
	OKP *OKP `json:"PublicKeyOKP,omitempty"`
	EC  *EC  `json:"PublicKeyEC,omitempty"`
	RSA *RSA `json:"PublicKeyRSA,omitempty"`
}

// OKP is an Ed25519 key; D, in private forms, is the 32-byte seed.
type OKP struct {
	KID udf.Fingerprint `json:"kid"`
	Crv string          `json:"crv"`
	X   string          `json:"x"`
	D   string          `json:"d,omitempty"`
}

// EC is a P-256 key; all numbers have 32 bytes.
type EC struct {
	KID udf.Fingerprint `json:"kid"`
	Crv string          `json:"crv"`
	X   string          `json:"x"`
	Y   string          `json:"y"`
	D   string          `json:"d,omitempty"`
}

// RSA is an RSA key; the numbers are unsigned big-endian without leading zeros.
type RSA struct {
	KID udf.Fingerprint `json:"kid"`
	N   string          `json:"n"`
	E   string          `json:"e"`
	D   string          `json:"d,omitempty"`
	P   string          `json:"p,omitempty"`
	Q   string          `json:"q,omitempty"`
	DP  string          `json:"dp,omitempty"`
	DQ  string          `json:"dq,omitempty"`
	QI  string          `json:"qi,omitempty"`
}

// Parameters writes the key.
func (k PublicKey) Parameters() Parameters {
	switch key := k.key.(type) {
	case ed25519.PublicKey:
		return Parameters{OKP: &OKP{KID: k.kid, Crv: "Ed25519", X: encode(key)}}
	case *ecdsa.PublicKey:
		point, _ := key.Bytes() // a sound key has a point
		return Parameters{EC: &EC{KID: k.kid, Crv: "P-256", X: encode(point[1:33]), Y: encode(point[33:])}}
	case *rsa.PublicKey:
		return Parameters{RSA: &RSA{KID: k.kid, N: encode(key.N.Bytes()), E: encode(big.NewInt(int64(key.E)).Bytes())}}
	}
	return Parameters{}
}

// PublicKey reads the key; its kid must be its fingerprint, and there must be
// nothing private in it.
func (p Parameters) PublicKey() (PublicKey, error) {
	switch {
	case p.OKP != nil && p.EC == nil && p.RSA == nil:
		if p.OKP.D != "" {
			return PublicKey{}, errPrivate
		}
		return p.OKP.public()
	case p.EC != nil && p.OKP == nil && p.RSA == nil:
		if p.EC.D != "" {
			return PublicKey{}, errPrivate
		}
		return p.EC.public()
	case p.RSA != nil && p.OKP == nil && p.EC == nil:
		if r := p.RSA; r.D+r.P+r.Q+r.DP+r.DQ+r.QI != "" {
			return PublicKey{}, errPrivate
		}
		return p.RSA.public()
	}
	return PublicKey{}, errors.New("jose: exactly one of PublicKeyOKP, PublicKeyEC, PublicKeyRSA is required")
}

var errPrivate = errors.New("jose: there is something private in the public key")

func (o *OKP) public() (PublicKey, error) {
	if o.Crv != "Ed25519" {
		return PublicKey{}, fmt.Errorf("jose: the curve %.20q is not Ed25519", o.Crv)
	}
	x, err := decodeSize(o.X, ed25519.PublicKeySize)
	if err != nil {
		return PublicKey{}, err
	}
	return named(ed25519.PublicKey(x), o.KID)
}

func (e *EC) public() (PublicKey, error) {
	if e.Crv != "P-256" {
		return PublicKey{}, fmt.Errorf("jose: the curve %.20q is not P-256", e.Crv)
	}
	x, errX := decodeSize(e.X, 32)
	y, errY := decodeSize(e.Y, 32)
	if err := errors.Join(errX, errY); err != nil {
		return PublicKey{}, err
	}
	key, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), append(append([]byte{4}, x...), y...))
	if err != nil {
		return PublicKey{}, errors.New("jose: the point is not on the curve P-256")
	}
	return named(key, e.KID)
}

func (r *RSA) public() (PublicKey, error) {
	n, errN := decodeNumber(r.N)
	e, errE := decodeNumber(r.E)
	if err := errors.Join(errN, errE); err != nil {
		return PublicKey{}, err
	}
	if !e.IsInt64() || e.Int64() != 65537 {
		return PublicKey{}, errors.New("jose: the exponent of an RSA key is 65537")
	}
	return named(&rsa.PublicKey{N: n, E: 65537}, r.KID)
}

// decodeNumber reads a number without leading zeros.
func decodeNumber(s string) (*big.Int, error) {
	b, err := decode(s)
	if err != nil {
		return nil, err
	}
	if len(b) == 0 || b[0] == 0 || len(b) > 512 {
		return nil, errors.New("jose: a number of an RSA key is empty, too long or begins with zero")
	}
	return new(big.Int).SetBytes(b), nil
}

// named makes a key and requires kid to be its fingerprint.
func named(key any, kid udf.Fingerprint) (PublicKey, error) {
	k, err := NewPublicKey(key)
	if err == nil && k.kid != kid {
		return PublicKey{}, fmt.Errorf("jose: kid %.40q is not the fingerprint of the key, %s", string(kid), k.kid)
	}
	return k, err
}
