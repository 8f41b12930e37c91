package jose_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"strings"
	"testing"

	"meshportal/meshcore/jose"
)

func TestSeal(t *testing.T) {
	t.Parallel()
	var key [32]byte
	rand.Read(key[:])
	seen := map[string]bool{}
	for n := range 20 {
		plaintext := make([]byte, n*n*n)
		rand.Read(plaintext)
		s := must[jose.Sealed](t)(jose.Seal(key, plaintext, aad))
		text := must[[]byte](t)(jose.Marshal(s))
		if got := memberNames(t, text); got != "protected aad iv ciphertext tag" {
			t.Errorf("members %s", got)
		}
		if got, _ := b64decode(s.Protected); string(got) != `{"alg":"dir","enc":"A256GCM"}` {
			t.Errorf("protected is %s", got)
		}
		var again jose.Sealed
		if err := jose.Unmarshal(text, &again); err != nil || again != s || again.Check() != nil {
			t.Errorf("got %v, %v", again, err)
		}
		if got, err := again.Open(key, aad); err != nil || !bytes.Equal(got, plaintext) {
			t.Errorf("%d bytes: %v", len(plaintext), err)
		}
		if seen[s.IV] {
			t.Error("an IV occurs twice")
		}
		seen[s.IV] = true
	}
	if s, err := jose.Seal(key, []byte("secret"), nil); err == nil || s != (jose.Sealed{}) {
		t.Error("nothing to bind: accepted")
	}
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	key, other := [32]byte{1}, [32]byte{2}
	good, second := must[jose.Sealed](t)(jose.Seal(key, []byte("secret"), aad)), must[jose.Sealed](t)(jose.Seal(key, []byte("secret"), aad))
	for _, test := range []struct {
		name string
		key  [32]byte
		aad  []byte
		spin func(s *jose.Sealed)
	}{
		{"another key", other, aad, func(*jose.Sealed) {}},
		{"no key", [32]byte{}, aad, func(*jose.Sealed) {}},
		{"another aad asked for", key, []byte("other"), func(*jose.Sealed) {}},
		{"no aad asked for", key, nil, func(*jose.Sealed) {}},
		{"another aad inside and asked for", key, []byte("other"), func(s *jose.Sealed) { s.AAD = b64("other") }},
		{"IV of another", key, aad, func(s *jose.Sealed) { s.IV = second.IV }},
		{"ciphertext of another", key, aad, func(s *jose.Sealed) { s.Ciphertext = second.Ciphertext }},
		{"tag of another", key, aad, func(s *jose.Sealed) { s.Tag = second.Tag }},
	} {
		s := good
		test.spin(&s)
		if got, err := s.Open(test.key, test.aad); !errors.Is(err, jose.ErrDecrypt) || got != nil {
			t.Errorf("%s: got %q, %v", test.name, got, err)
		}
	}
}

func TestSealedCheckRefuses(t *testing.T) {
	t.Parallel()
	good := must[jose.Sealed](t)(jose.Seal([32]byte{1}, []byte("secret"), aad))
	for name, spin := range map[string]func(s *jose.Sealed){
		"nothing":             func(s *jose.Sealed) { *s = jose.Sealed{} },
		"members exchanged":   func(s *jose.Sealed) { s.Protected = b64(`{"enc":"A256GCM","alg":"dir"}`) },
		"general header":      func(s *jose.Sealed) { s.Protected = b64(`{"enc":"A256GCM"}`) },
		"A256KW":              func(s *jose.Sealed) { s.Protected = b64(`{"alg":"A256KW","enc":"A256GCM"}`) },
		"zip":                 func(s *jose.Sealed) { s.Protected = b64(`{"alg":"dir","enc":"A256GCM","zip":"DEF"}`) },
		"PBES2":               func(s *jose.Sealed) { s.Protected = b64(`{"alg":"PBES2-HS512+A256KW","enc":"A256GCM"}`) },
		"aad empty":           func(s *jose.Sealed) { s.AAD = "" },
		"aad padded":          func(s *jose.Sealed) { s.AAD += "=" },
		"IV of 16 bytes":      func(s *jose.Sealed) { s.IV = b64(strings.Repeat("x", 16)) },
		"tag of 12 bytes":     func(s *jose.Sealed) { s.Tag = b64(strings.Repeat("x", 12)) },
		"tag with spare bits": func(s *jose.Sealed) { s.Tag = spare(s.Tag) },
		"ciphertext padded":   func(s *jose.Sealed) { s.Ciphertext += "=" },
	} {
		s := good
		spin(&s)
		if err := s.Check(); err == nil {
			t.Errorf("%s: accepted", name)
		}
		if got, err := s.Open([32]byte{1}, aad); err == nil || got != nil {
			t.Errorf("%s: opened", name)
		}
	}
	text := string(must[[]byte](t)(jose.Marshal(good)))
	for name, text := range map[string]string{
		"null": "null", "recipients": strings.Replace(text, `"iv"`, `"recipients":[],"iv"`, 1), "encrypted_key": strings.Replace(text, `"iv"`, `"encrypted_key":"","iv"`, 1),
		"header": strings.Replace(text, `"iv"`, `"header":{},"iv"`, 1), "no aad": strings.Replace(text, `"aad":"`+good.AAD+`",`, ``, 1),
		"Tag for tag": strings.Replace(text, `"tag"`, `"Tag"`, 1), "tag null": strings.Replace(text, `"`+good.Tag+`"`, `null`, 1),
	} {
		var s jose.Sealed
		if err := jose.Unmarshal([]byte(text), &s); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}
