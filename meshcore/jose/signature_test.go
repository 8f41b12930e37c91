package jose_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509"
	"errors"
	"fmt"
	"math/big"
	mathrand "math/rand/v2"
	"slices"
	"strings"
	"testing"

	"meshportal/meshcore/jose"
)

// header returns a protected header as Sign writes it.
func header(algorithm string, key jose.PublicKey) string {
	return fmt.Sprintf(`{"alg":%q,"kid":%q,"typ":"mesh+json"}`, algorithm, key.KID())
}

// signed signs payload under any header, with the key's own algorithm.
func signed(t testing.TB, header, payload string, key jose.PrivateKey) jose.Signature {
	t.Helper()
	s := jose.Signature{Payload: b64(payload), Protected: b64(header)}
	s.Signature = b64(string(must[[]byte](t)(key.Sign([]byte(s.Protected + "." + s.Payload)))))
	return s
}

func TestSign(t *testing.T) {
	t.Parallel()
	for name, key := range keys(t) {
		for size := range 20 {
			payload := make([]byte, size*size*size)
			rand.Read(payload)
			s := must[jose.Signature](t)(jose.Sign(payload, outside{key}))
			want := header(key.PublicKey().SignatureAlgorithm(), key.PublicKey())
			if got, _ := b64decode(s.Protected); string(got) != want {
				t.Fatalf("%s: protected is %s, want %s", name, got, want)
			}
			if got, err := s.Verify(key.PublicKey()); err != nil || !slices.Equal(got, payload) {
				t.Fatalf("%s: Verify: %v", name, err)
			}
			if got, err := s.UnverifiedPayload(); err != nil || !slices.Equal(got, payload) {
				t.Fatalf("%s: UnverifiedPayload: %v", name, err)
			}
			if got, err := s.KID(); err != nil || got != key.PublicKey().KID() {
				t.Fatalf("%s: KID: %s, %v", name, got, err)
			}
			var again jose.Signature
			if err := jose.Unmarshal(must[[]byte](t)(jose.Marshal(s)), &again); err != nil || again != s {
				t.Fatalf("%s: got %v, %v", name, again, err)
			}
		}
	}
}

type broken struct{ outside }

func (broken) Sign([]byte) ([]byte, error) { return nil, errors.New("the key is gone") }

func TestSignRefuses(t *testing.T) {
	t.Parallel()
	if s, err := jose.Sign([]byte("x"), jose.PrivateKey{}); err == nil || s != (jose.Signature{}) {
		t.Errorf("no key: got %v, %v", s, err)
	}
	if s, err := jose.Sign([]byte("x"), broken{outside{keys(t)["P-256"]}}); err == nil || s != (jose.Signature{}) {
		t.Errorf("broken key: got %v, %v", s, err)
	}
}

func TestVersionID(t *testing.T) {
	t.Parallel()
	s := jose.Signature{Payload: "cGF5", Protected: "cHJv", Signature: "c2ln"}
	want := sha256.Sum256([]byte("cHJv.cGF5"))
	if s.VersionID() != want {
		t.Error("the version id is not SHA-256 of protected.payload (protocol.md II.3)")
	}
	s.Signature = ""
	if s.VersionID() != want {
		t.Error("the signature is part of the version id")
	}
}

// signers sign by every algorithm that somebody could try with a key. The
// values are right: what refuses them is the rule that algorithm follows key.
var signers = map[string]func(t *testing.T, key jose.PrivateKey, message []byte) []byte{
	"EdDSA": own, "ES256": own, "RS512": own,
	"none":    func(*testing.T, jose.PrivateKey, []byte) []byte { return nil },
	"None":    func(*testing.T, jose.PrivateKey, []byte) []byte { return nil },
	"":        own,
	"eddsa":   own,
	"Ed25519": own, "Ed448": own, "ES384": own, "ES512": own, "ES256K": own, "ML-DSA-44": own,
	"HS256": mac, "HS384": mac, "HS512": mac,
	"RS256": func(t *testing.T, _ jose.PrivateKey, message []byte) []byte {
		digest := sha256.Sum256(message)
		return must[[]byte](t)(rsa.SignPKCS1v15(nil, rsaKey(), crypto.SHA256, digest[:]))
	},
	"RS384": func(t *testing.T, _ jose.PrivateKey, message []byte) []byte {
		digest := sha512.Sum384(message)
		return must[[]byte](t)(rsa.SignPKCS1v15(nil, rsaKey(), crypto.SHA384, digest[:]))
	},
	"PS512": func(t *testing.T, _ jose.PrivateKey, message []byte) []byte {
		digest := sha512.Sum512(message)
		return must[[]byte](t)(rsa.SignPSS(rand.Reader, rsaKey(), crypto.SHA512, digest[:], nil))
	},
}

func own(t *testing.T, key jose.PrivateKey, message []byte) []byte {
	return must[[]byte](t)(key.Sign(message))
}

// mac is the old confusion: the public key as the secret of an HMAC.
func mac(t *testing.T, key jose.PrivateKey, message []byte) []byte {
	h := hmac.New(sha256.New, must[[]byte](t)(x509.MarshalPKIXPublicKey(key.PublicKey().Crypto())))
	h.Write(message)
	return h.Sum(nil)
}

// Each key type accepts one algorithm of the matrix (security.md §3).
func TestSignatureMatrix(t *testing.T) {
	t.Parallel()
	for name, key := range keys(t) {
		var accepted []string
		for algorithm, sign := range signers {
			s := jose.Signature{Payload: b64("payload"), Protected: b64(header(algorithm, key.PublicKey()))}
			s.Signature = b64(string(sign(t, key, []byte(s.Protected+"."+s.Payload))))
			if payload, err := s.Verify(key.PublicKey()); err == nil {
				accepted = append(accepted, algorithm)
			} else if payload != nil {
				t.Errorf("%s, %s: a payload comes with the error", name, algorithm)
			}
		}
		if !slices.Equal(accepted, []string{key.PublicKey().SignatureAlgorithm()}) {
			t.Errorf("%s: accepts %v", name, accepted)
		}
	}
}

func TestVerifyRefusesHeaders(t *testing.T) {
	t.Parallel()
	key, other := keys(t)["Ed25519"], keys(t)["Ed25519"]
	kid, foreign := string(key.PublicKey().KID()), string(other.PublicKey().KID())
	good := `{"alg":"EdDSA","kid":"` + kid + `","typ":"mesh+json"}`
	with := func(member string) string { return strings.Replace(good, `}`, `,`+member+`}`, 1) }
	swap := func(from, to string) string { return strings.Replace(good, from, to, 1) }
	for _, accepted := range []string{good, ` {"typ":"mesh+json" ,"kid":"` + kid + `","alg":"EdDSA"} `} {
		if _, err := signed(t, accepted, "payload", key).Verify(key.PublicKey()); err != nil {
			t.Fatalf("the control %s is refused: %v", accepted, err)
		}
	}
	for name, header := range map[string]string{
		"empty": ``, "null": `null`, "empty object": `{}`, "array": `[` + good + `]`, "text": `"` + kid + `"`, "two objects": good + good,
		"open object": good[:len(good)-1], "trailing comma": good + `,`, "not UTF-8": with("\"x\":\"\xff\""), "byte-order mark": "\ufeff" + good,
		"no alg": swap(`"alg":"EdDSA",`, ``), "no kid": swap(`"kid":"`+kid+`",`, ``), "no typ": swap(`,"typ":"mesh+json"`, ``),
		"alg none": swap("EdDSA", "none"), "alg empty": swap("EdDSA", ""), "alg in lower case": swap("EdDSA", "eddsa"), "alg with space": swap("EdDSA", "EdDSA "),
		"alg HS256": swap("EdDSA", "HS256"), "alg ES256": swap("EdDSA", "ES256"), "alg RS512": swap("EdDSA", "RS512"), "alg Ed25519": swap("EdDSA", "Ed25519"),
		"alg null": swap(`"EdDSA"`, `null`), "alg number": swap(`"EdDSA"`, `1`), "alg array": swap(`"EdDSA"`, `["EdDSA"]`), "alg object": swap(`"EdDSA"`, `{}`),
		"alg twice": with(`"alg":"EdDSA"`), "alg twice, none first": `{"alg":"none",` + good[1:], "alg in another case besides": with(`"Alg":"none"`),
		"Alg for alg": swap(`"alg"`, `"Alg"`), "kid of another key": swap(kid, foreign), "kid in lower case": swap(kid, strings.ToLower(kid)),
		"kid without dashes": swap(kid, strings.ReplaceAll(kid, "-", "")), "kid cut": swap(kid, kid[:29]), "kid null": swap(`"`+kid+`"`, `null`),
		"kid empty": swap(kid, ""), "kid twice": with(`"kid":"` + kid + `"`), "Kelvin kid besides": with(`"\u212aid":"` + kid + `"`),
		"typ JWT": swap("mesh+json", "JWT"), "typ with its tree": swap("mesh+json", "application/mesh+json"), "typ in upper case": swap("mesh+json", "MESH+JSON"),
		"typ empty": swap("mesh+json", ""), "typ null": swap(`"mesh+json"`, `null`), "typ twice": with(`"typ":"mesh+json"`),
		"crit": with(`"crit":["x"],"x":1`), "crit empty": with(`"crit":[]`), "crit null": with(`"crit":null`), "b64 false": with(`"b64":false,"crit":["b64"]`), "b64 true": with(`"b64":true`),
		"jku": with(`"jku":"https://example.com/keys"`), "jwk": with(`"jwk":{"kty":"OKP","crv":"Ed25519","x":"` + key.PublicKey().Parameters().OKP.X + `"}`),
		"x5u": with(`"x5u":"https://example.com/cert"`), "x5c": with(`"x5c":[]`), "x5t": with(`"x5t":"AA"`), "x5t#S256": with(`"x5t#S256":"AA"`),
		"zip": with(`"zip":"DEF"`), "cty": with(`"cty":"mesh+json"`), "enc": with(`"enc":"A256GCM"`), "nonce": with(`"nonce":"AA"`), "url": with(`"url":"x"`),
		"p2c": with(`"p2c":1000000000`), "iat": with(`"iat":1`), "unknown": with(`"x":1`), "empty name": with(`"":1`), "deep": with(`"x":` + nested(40)),
	} {
		s := signed(t, header, "payload", key)
		if payload, err := s.Verify(key.PublicKey()); err == nil || payload != nil {
			t.Errorf("%s: %s is accepted", name, header)
		}
	}
}

func TestKIDRefuses(t *testing.T) {
	t.Parallel()
	key := keys(t)["Ed25519"]
	good := header("EdDSA", key.PublicKey())
	for name, protected := range map[string]string{
		"nothing": "", "padding": b64(good+" ") + "==", "no base64": "{", "another typ": b64(strings.Replace(good, "mesh+json", "JWT", 1)),
		"kid is no fingerprint": b64(`{"alg":"EdDSA","kid":"../../x","typ":"mesh+json"}`), "further member": b64(strings.Replace(good, "}", `,"x":1}`, 1)),
	} {
		if kid, err := (jose.Signature{Protected: protected}).KID(); err == nil || kid != "" {
			t.Errorf("%s: got %q, %v", name, kid, err)
		}
	}
}

func TestVerifyRefusesKeys(t *testing.T) {
	t.Parallel()
	first, second := keys(t), keys(t)
	for name, key := range first {
		s := must[jose.Signature](t)(jose.Sign([]byte("payload"), key))
		for other, k := range second {
			if k.PublicKey().KID() == key.PublicKey().KID() {
				continue // there is one RSA key
			}
			if _, err := s.Verify(k.PublicKey()); err == nil {
				t.Errorf("%s: verifies under another key, of %s", name, other)
			}
		}
		if _, err := s.Verify(jose.PublicKey{}); err == nil {
			t.Errorf("%s: verifies under no key", name)
		}
	}
}

func TestVerifyRefusesValues(t *testing.T) {
	t.Parallel()
	made := map[string]jose.Signature{}
	mine := keys(t)
	for name, key := range mine {
		made[name] = must[jose.Signature](t)(jose.Sign([]byte("payload"), key))
	}
	for _, test := range []struct {
		name, key string
		spin      func(value []byte) []byte
	}{
		{"empty", "Ed25519", func([]byte) []byte { return nil }},
		{"zeros", "Ed25519", func([]byte) []byte { return make([]byte, 64) }},
		{"63 bytes", "Ed25519", func(v []byte) []byte { return v[:63] }},
		{"65 bytes", "Ed25519", func(v []byte) []byte { return append(v, 0) }},
		{"S plus the order", "Ed25519", addOrder},
		{"empty", "P-256", func([]byte) []byte { return nil }},
		{"zeros", "P-256", func([]byte) []byte { return make([]byte, 64) }},
		{"R is zero", "P-256", func(v []byte) []byte { return append(make([]byte, 32), v[32:]...) }},
		{"S is zero", "P-256", func(v []byte) []byte { return append(v[:32:32], make([]byte, 32)...) }},
		{"63 bytes", "P-256", func(v []byte) []byte { return v[:63] }},
		{"zero before R and S", "P-256", func(v []byte) []byte { return append(append([]byte{0}, v[:32]...), append([]byte{0}, v[32:]...)...) }},
		{"ASN.1", "P-256", asn1Form(t, mine["P-256"], made["P-256"])},
		{"empty", "RSA", func([]byte) []byte { return nil }},
		{"zero before it", "RSA", func(v []byte) []byte { return append([]byte{0}, v...) }},
		{"255 bytes", "RSA", func(v []byte) []byte { return v[:255] }},
		{"plus the modulus", "RSA", func(v []byte) []byte { return new(big.Int).Add(new(big.Int).SetBytes(v), rsaKey().N).Bytes() }},
	} {
		s := made[test.key]
		value, _ := b64decode(s.Signature)
		s.Signature = b64(string(test.spin(value)))
		if _, err := s.Verify(mine[test.key].PublicKey()); err == nil {
			t.Errorf("%s, %s: accepted", test.key, test.name)
		}
	}
}

// addOrder adds the group order to S, which leaves the equation true.
func addOrder(value []byte) []byte {
	order, _ := new(big.Int).SetString("7237005577332262213973186563042994240857116359379907606001950938285454250989", 10)
	s := slices.Clone(value[32:])
	slices.Reverse(s)
	sum := new(big.Int).Add(new(big.Int).SetBytes(s), order).FillBytes(make([]byte, 32))
	slices.Reverse(sum)
	return append(value[:32:32], sum...)
}

// asn1Form returns another good signature in the form that JWS does not use.
func asn1Form(t *testing.T, key jose.PrivateKey, s jose.Signature) func([]byte) []byte {
	raw := must[*ecdsa.PrivateKey](t)(ecdsa.ParseRawPrivateKey(key.PublicKey().Crypto().(*ecdsa.PublicKey).Curve, must[[]byte](t)(b64decode(key.Parameters().EC.D))))
	digest := sha256.Sum256([]byte(s.Protected + "." + s.Payload))
	return func([]byte) []byte { return must[[]byte](t)(ecdsa.SignASN1(rand.Reader, raw, digest[:])) }
}

// The three strings have one spelling each.
func TestVerifyRefusesSpellings(t *testing.T) {
	t.Parallel()
	for name, key := range keys(t) {
		s := must[jose.Signature](t)(jose.Sign([]byte("payload of 23 characters"[:23]), key))
		for spelling, spin := range map[string]func(string) string{
			"padding": func(s string) string { return s + "=" }, "line feed": func(s string) string { return s[:4] + "\n" + s[4:] },
			"line end": func(s string) string { return s + "\r\n" }, "space": func(s string) string { return " " + s },
			"full stop": func(s string) string { return s + "." }, "comma": func(s string) string { return s + "," }, "NUL": func(s string) string { return s + "\x00" },
			"one character more": func(s string) string { return s + "A" }, "spare bits": spareIfAny, "standard alphabet": func(s string) string { return "+/" + s[2:] },
			"beyond ASCII": func(s string) string { return "é" + s[2:] }, "nothing": func(string) string { return "" },
		} {
			for i, changed := range []jose.Signature{
				{Payload: spin(s.Payload), Protected: s.Protected, Signature: s.Signature},
				{Payload: s.Payload, Protected: spin(s.Protected), Signature: s.Signature},
				{Payload: s.Payload, Protected: s.Protected, Signature: spin(s.Signature)},
			} {
				if changed == s {
					continue
				}
				if _, err := changed.Verify(key.PublicKey()); err == nil {
					t.Errorf("%s: %s in member %d: accepted", name, spelling, i)
				}
			}
		}
	}
}

func spareIfAny(s string) string {
	if len(s)%4 == 0 {
		return s
	}
	return spare(s)
}

// Any other character at any place of the three strings is refused.
func TestVerifyRefusesAnyChange(t *testing.T) {
	t.Parallel()
	for name, key := range keys(t) {
		s := must[jose.Signature](t)(jose.Sign([]byte(`{"Type":{}}`), key))
		for member, text := range []*string{&s.Payload, &s.Protected, &s.Signature} {
			original := *text
			for i := range original {
				*text = original[:i] + string(otherCharacter(original[i])) + original[i+1:]
				if _, err := s.Verify(key.PublicKey()); err == nil {
					t.Errorf("%s: member %d with %q at %d: accepted", name, member, (*text)[i], i)
				}
			}
			*text = original
		}
		if _, err := s.Verify(key.PublicKey()); err != nil {
			t.Errorf("%s: the control: %v", name, err)
		}
	}
}

// otherCharacter returns some character of base64url that is not c.
func otherCharacter(c byte) byte {
	for {
		if other := alphabet[mathrand.IntN(len(alphabet))]; other != c {
			return other
		}
	}
}

func TestSignatureRefusesMembers(t *testing.T) {
	t.Parallel()
	good := `{"payload":"AA","protected":"AA","signature":"AA"}`
	with := func(member string) string { return strings.Replace(good, `}`, `,`+member+`}`, 1) }
	var control jose.Signature
	if err := jose.Unmarshal([]byte(good), &control); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"null": `null`, "array": `[]`, "text": `"AA.AA.AA"`, "empty": `{}`, "no payload": `{"protected":"AA","signature":"AA"}`,
		"no protected": `{"payload":"AA","signature":"AA"}`, "no signature": `{"payload":"AA","protected":"AA"}`,
		"header": with(`"header":{"kid":"x"}`), "signatures": with(`"signatures":[]`), "unprotected": with(`"unprotected":{}`), "unknown": with(`"x":1`),
		"payload twice": with(`"payload":"AA"`), "Payload besides": with(`"Payload":"AA"`), "Payload for payload": strings.Replace(good, "payload", "Payload", 1),
		"payload null": strings.Replace(good, `"AA"`, `null`, 1), "payload number": strings.Replace(good, `"AA"`, `1`, 1),
		"payload array": strings.Replace(good, `"AA"`, `["AA"]`, 1), "payload object": strings.Replace(good, `"AA"`, `{}`, 1),
	} {
		var s jose.Signature
		if err := jose.Unmarshal([]byte(text), &s); err == nil {
			t.Errorf("%s: accepted", name)
		}
		var inside struct{ S jose.Signature }
		if err := jose.Unmarshal([]byte(`{"S":`+text+`}`), &inside); err == nil {
			t.Errorf("%s: accepted inside", name)
		}
	}
}
