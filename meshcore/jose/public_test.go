package jose_test

import (
	"crypto"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/hex"
	"math/big"
	"testing"

	"filippo.io/edwards25519"

	"meshportal/meshcore/jose"
	"meshportal/meshcore/udf"
)

func TestPublicKey(t *testing.T) {
	t.Parallel()
	for name, want := range map[string][2]string{
		"Ed25519": {"EdDSA", ""}, "P-256": {"ES256", "ECDH-ES+A256KW"}, "RSA": {"RS512", "RSA-OAEP-256"},
	} {
		key := keys(t)[name].PublicKey()
		if got := [2]string{key.SignatureAlgorithm(), key.EncryptionAlgorithm()}; got != want {
			t.Errorf("%s: got %v, want %v", name, got, want)
		}
		der := must[[]byte](t)(x509.MarshalPKIXPublicKey(key.Crypto()))
		if got, want := key.KID(), udf.Of(udf.ContentKey, der); got != want || !got.Valid() {
			t.Errorf("%s: kid %s, want %s", name, got, want)
		}
	}
}

func TestPublicKeyEqual(t *testing.T) {
	t.Parallel()
	first, second := keys(t), keys(t)
	for name, key := range first {
		again := must[jose.PublicKey](t)(key.PublicKey().Parameters().PublicKey())
		if !key.PublicKey().Equal(again) {
			t.Errorf("%s: not equal to itself", name)
		}
		for other := range second {
			if key, other := key.PublicKey(), second[other].PublicKey(); key.KID() != other.KID() && key.Equal(other) {
				t.Errorf("%s: equal to another key", name)
			}
		}
	}
	none := jose.PublicKey{}
	if none.Equal(none) || none.Equal(first["RSA"].PublicKey()) || first["RSA"].PublicKey().Equal(none) {
		t.Error("no key is equal to something")
	}
	if none.KID() != "" || none.Crypto() != nil || none.SignatureAlgorithm() != "" || none.EncryptionAlgorithm() != "" || none.Parameters() != (jose.Parameters{}) {
		t.Error("no key has something")
	}
}

// number returns 2^(bits-1) + 2^(bits/2) + low, a number of exactly that many bits.
func number(bits uint, low int64) *big.Int {
	n := new(big.Int).Lsh(big.NewInt(1), bits-1)
	n.Add(n, new(big.Int).Lsh(big.NewInt(1), bits/2))
	return n.Add(n, big.NewInt(low))
}

func TestNewPublicKeyRSA(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		key  *rsa.PublicKey
		ok   bool
	}{
		{"2048 bits", &rsa.PublicKey{N: number(2048, 1), E: 65537}, true},
		{"3072 bits", &rsa.PublicKey{N: number(3072, 1), E: 65537}, true},
		{"4096 bits", &rsa.PublicKey{N: number(4096, 1), E: 65537}, true},
		{"1024 bits", &rsa.PublicKey{N: number(1024, 1), E: 65537}, false},
		{"2047 bits", &rsa.PublicKey{N: number(2047, 1), E: 65537}, false},
		{"4097 bits", &rsa.PublicKey{N: number(4097, 1), E: 65537}, false},
		{"8192 bits", &rsa.PublicKey{N: number(8192, 1), E: 65537}, false},
		{"even modulus", &rsa.PublicKey{N: number(2048, 2), E: 65537}, false},
		{"negative modulus", &rsa.PublicKey{N: new(big.Int).Neg(number(2048, 1)), E: 65537}, false},
		{"exponent 3", &rsa.PublicKey{N: number(2048, 1), E: 3}, false},
		{"exponent 1", &rsa.PublicKey{N: number(2048, 1), E: 1}, false},
		{"exponent 65539", &rsa.PublicKey{N: number(2048, 1), E: 65539}, false},
		{"no exponent", &rsa.PublicKey{N: number(2048, 1)}, false},
		{"no modulus", &rsa.PublicKey{E: 65537}, false},
		{"nil", nil, false},
	} {
		if key, err := jose.NewPublicKey(test.key); (err == nil) != test.ok || (key.KID() != "") != test.ok {
			t.Errorf("%s: got %v, %v", test.name, key.KID(), err)
		}
	}
}

func TestNewPublicKeyRefusesTypes(t *testing.T) {
	t.Parallel()
	p256 := must[*ecdsa.PrivateKey](t)(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))
	p384 := must[*ecdsa.PrivateKey](t)(ecdsa.GenerateKey(elliptic.P384(), rand.Reader))
	ecdhKey := must[*ecdh.PublicKey](t)(p256.PublicKey.ECDH())
	renamed := p384.PublicKey
	renamed.Curve = elliptic.P256()
	for name, key := range map[string]crypto.PublicKey{
		"nil": nil, "nil P-256": (*ecdsa.PublicKey)(nil), "no curve": &ecdsa.PublicKey{}, "P-384": &p384.PublicKey,
		"point of P-384 called P-256": &renamed, "P-256 by value": p256.PublicKey, "P-256 private": p256, "P-256 of crypto/ecdh": ecdhKey,
		"bytes": make([]byte, 32), "text": "key",
	} {
		if key, err := jose.NewPublicKey(key); err == nil || key.KID() != "" {
			t.Errorf("%s: accepted", name)
		}
	}
}

// The points of small order in every encoding that a lax reader accepts.
var smallOrder = map[string]string{
	"order 1":                       "0100000000000000000000000000000000000000000000000000000000000000",
	"order 2":                       "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	"order 4":                       "0000000000000000000000000000000000000000000000000000000000000000",
	"order 4, other sign":           "0000000000000000000000000000000000000000000000000000000000000080",
	"order 8":                       "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
	"order 8, other sign":           "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
	"order 8, other y":              "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
	"order 8, other y and sign":     "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
	"order 1, sign of zero":         "0100000000000000000000000000000000000000000000000000000000000080",
	"order 1, y = p+1":              "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	"order 1, y = p+1, signed zero": "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
	"order 2, sign of zero":         "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
	"order 4, y = p":                "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	"order 4, y = p, other sign":    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
}

func TestNewPublicKeyRefusesSmallOrder(t *testing.T) {
	t.Parallel()
	for name, text := range smallOrder {
		point := must[[]byte](t)(hex.DecodeString(text))
		if _, err := new(edwards25519.Point).SetBytes(point); err != nil {
			t.Errorf("%s is no test: not even a lax reader takes it", name)
		}
		if _, err := jose.NewPublicKey(ed25519.PublicKey(point)); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

// Each y below 19 has a second encoding, p + y. Of the two the first is a key
// if it is a point not of small order, the second never.
func TestNewPublicKeyRefusesNonCanonical(t *testing.T) {
	t.Parallel()
	points := 0
	for y := byte(2); y < 19; y++ {
		canonical := make([]byte, 32)
		canonical[0] = y
		second := must[[]byte](t)(hex.DecodeString(smallOrder["order 4, y = p"]))
		second[0] += y
		_, errPoint := new(edwards25519.Point).SetBytes(canonical)
		if _, err := jose.NewPublicKey(ed25519.PublicKey(canonical)); (err == nil) != (errPoint == nil) {
			t.Errorf("y = %d: got %v, a point: %v", y, err, errPoint)
		}
		if _, err := jose.NewPublicKey(ed25519.PublicKey(second)); err == nil {
			t.Errorf("y = p+%d: accepted", y)
		}
		if errPoint == nil {
			points++
		}
	}
	if points == 0 || points == 17 {
		t.Errorf("%d of 17 are points: both kinds should occur", points)
	}
	for _, size := range []int{0, 31, 33, 64} {
		if _, err := jose.NewPublicKey(make(ed25519.PublicKey, size)); err == nil {
			t.Errorf("%d bytes: accepted", size)
		}
	}
}
