package jose_test

import (
	"bytes"
	"crypto/ed25519"
	"testing"

	"meshportal/meshcore/jose"
)

// What is read as a signature is written as the same, and one that verifies is
// the one that was made.
func FuzzSignature(f *testing.F) {
	key := must[jose.PrivateKey](f)(jose.NewPrivateKey(ed25519.NewKeyFromSeed(make([]byte, 32)))) // the same in each process
	good := must[jose.Signature](f)(jose.Sign([]byte(`{"Type":{}}`), key))
	f.Add(must[[]byte](f)(jose.Marshal(good)))
	f.Add([]byte(`{"payload":"","protected":"e30","signature":""}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var s, again jose.Signature
		if jose.Unmarshal(data, &s) != nil {
			return
		}
		if err := jose.Unmarshal(must[[]byte](t)(jose.Marshal(s)), &again); err != nil || again != s {
			t.Errorf("%s: got %v, %v", data, again, err)
		}
		if kid, err := s.KID(); err == nil && !kid.Valid() {
			t.Errorf("%s: kid %q", data, kid)
		}
		if payload, err := s.Verify(key.PublicKey()); (err == nil) != (s == good) || (err == nil) != (payload != nil) {
			t.Errorf("%s verifies: %v", data, err)
		}
	})
}

// No change to one of the three strings verifies.
func FuzzMalleability(f *testing.F) {
	made := map[string]jose.Signature{}
	mine := keys(f)
	for name, key := range mine {
		made[name] = must[jose.Signature](f)(jose.Sign([]byte(`{"Type":{}}`), key))
	}
	f.Add(uint8(0), uint16(0), byte(1))
	f.Add(uint8(1), uint16(40), byte('='))
	f.Add(uint8(2), uint16(85), byte('\n'))
	f.Fuzz(func(t *testing.T, member uint8, at uint16, mask byte) {
		for name, s := range made {
			text := []*string{&s.Payload, &s.Protected, &s.Signature}[member%3]
			changed := []byte(*text)
			changed[int(at)%len(changed)] ^= mask
			*text = string(changed)
			if _, err := s.Verify(mine[name].PublicKey()); (err == nil) != (s == made[name]) {
				t.Errorf("%s: %v: %v", name, s, err)
			}
		}
	})
}

// What Check accepts is written and read again unchanged, and its recipients
// are valid and distinct.
func FuzzEncrypted(f *testing.F) {
	key := must[jose.PrivateKey](f)(smallKey().PrivateKey())
	goodText := must[[]byte](f)(jose.Marshal(encrypted(f, "secret", key, keys(f)["RSA"])))
	f.Add(goodText)
	f.Add([]byte(`{"protected":"","aad":"","recipients":[],"iv":"","ciphertext":"","tag":""}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var e jose.Encrypted
		if jose.Unmarshal(data, &e) != nil || e.Check() != nil {
			return
		}
		throughWire(t, e)
		for _, kid := range e.KIDs() {
			if !kid.Valid() {
				t.Errorf("%s: kid %q", data, kid)
			}
		}
		if got, err := e.Decrypt(key, aad); err == nil && string(got) != "secret" {
			t.Errorf("%s: opens as %q", data, got)
		} else if err != nil && bytes.Equal(data, goodText) {
			t.Error(err)
		}
	})
}

// What Check accepts is written and read again unchanged.
func FuzzSealed(f *testing.F) {
	good := must[jose.Sealed](f)(jose.Seal([32]byte{1}, []byte("secret"), aad))
	f.Add(must[[]byte](f)(jose.Marshal(good)))
	f.Fuzz(func(t *testing.T, data []byte) {
		var s, again jose.Sealed
		if jose.Unmarshal(data, &s) != nil {
			return
		}
		if err := jose.Unmarshal(must[[]byte](t)(jose.Marshal(s)), &again); err != nil || again != s {
			t.Errorf("%s: got %v, %v", data, again, err)
		}
		if got, err := s.Open([32]byte{1}, aad); err == nil && string(got) != "secret" || err != nil && s == good {
			t.Errorf("%s opens as %q: %v", data, got, err)
		}
	})
}
