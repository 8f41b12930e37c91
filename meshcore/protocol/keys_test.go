package protocol

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"testing"

	"meshportal/meshcore/jose"
	"meshportal/meshcore/udf"
)

// testSigner signs with the standard library alone; its public key goes
// through the form that profiles have.
type testSigner struct {
	private crypto.Signer
	public  jose.PublicKey
}

func (s testSigner) PublicKey() jose.PublicKey { return s.public }

func (s testSigner) Sign(message []byte) ([]byte, error) {
	k, ok := s.private.(*ecdsa.PrivateKey)
	if !ok {
		return s.private.Sign(rand.Reader, message, crypto.Hash(0))
	}
	hash := sha256.Sum256(message)
	r, v, err := ecdsa.Sign(rand.Reader, k, hash[:])
	if err != nil {
		return nil, err
	}
	return append(r.FillBytes(make([]byte, 32)), v.FillBytes(make([]byte, 32))...), nil
}

// signers returns new keys by their algorithm's name in RFC 9421.
func signers(t testing.TB) map[string]jose.Signer {
	t.Helper()
	_, ed, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	ec, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	point, err := ec.PublicKey.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return map[string]jose.Signer{
		algEd25519: newSigner(t, ed, "PublicKeyOKP", map[string]string{
			"crv": "Ed25519", "x": base64URL(ed.Public().(ed25519.PublicKey)),
		}),
		algP256: newSigner(t, ec, "PublicKeyEC", map[string]string{
			"crv": "P-256", "x": base64URL(point[1:33]), "y": base64URL(point[33:]),
		}),
	}
}

func rsaSigner(t testing.TB) jose.Signer {
	t.Helper()
	k, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return newSigner(t, k, "PublicKeyRSA", map[string]string{
		"n": base64URL(k.N.Bytes()), "e": base64URL(big.NewInt(int64(k.E)).Bytes()),
	})
}

func newSigner(t testing.TB, private crypto.Signer, tag string, members map[string]string) jose.Signer {
	t.Helper()
	der, err := x509.MarshalPKIXPublicKey(private.Public())
	if err != nil {
		t.Fatal(err)
	}
	members["kid"] = string(udf.Of(udf.ContentKey, der))
	tagged, err := json.Marshal(map[string]any{tag: members})
	if err != nil {
		t.Fatal(err)
	}
	var p jose.Parameters
	if err := jose.Unmarshal(tagged, &p); err != nil {
		t.Fatal(err)
	}
	public, err := p.PublicKey()
	if err != nil {
		t.Fatal(err)
	}
	return testSigner{private, public}
}

func base64URL(data []byte) string { return base64.RawURLEncoding.EncodeToString(data) }
