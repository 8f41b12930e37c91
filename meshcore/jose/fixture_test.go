package jose_test

import (
	"crypto/ecdh"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"sync"
	"testing"

	"meshportal/meshcore/jose"
)

// must unwraps what the test relies on but does not test.
func must[T any](t testing.TB) func(v T, err error) T {
	t.Helper()
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func b64(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }

var rsaKey = sync.OnceValue(func() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
})

// keys returns one key of each type, by the name of its type.
func keys(t testing.TB) map[string]jose.PrivateKey {
	t.Helper()
	return map[string]jose.PrivateKey{
		"Ed25519": must[jose.PrivateKey](t)(jose.GenerateEd25519(rand.Reader)),
		"P-256":   must[jose.PrivateKey](t)(jose.GenerateP256()),
		"RSA":     must[jose.PrivateKey](t)(jose.NewPrivateKey(rsaKey())),
	}
}

// outside is a key as a browser holds it: its methods and nothing else.
type outside struct{ key jose.PrivateKey }

func (o outside) PublicKey() jose.PublicKey                  { return o.key.PublicKey() }
func (o outside) Sign(message []byte) ([]byte, error)        { return o.key.Sign(message) }
func (o outside) Agree(peer *ecdh.PublicKey) ([]byte, error) { return o.key.Agree(peer) }
func (o outside) Unwrap(encryptedKey []byte) ([]byte, error) { return o.key.Unwrap(encryptedKey) }

func b64decode(s string) ([]byte, error) { return base64.RawURLEncoding.DecodeString(s) }
