package jose_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	gojose "github.com/go-jose/go-jose/v4"

	"meshportal/meshcore/jose"
	"meshportal/meshcore/udf"
)

var aad = []byte("mesh-app/1\nM\nR\nCredentialProfile")

// encrypted returns a message to these keys.
func encrypted(t testing.TB, plaintext string, to ...jose.PrivateKey) jose.Encrypted {
	t.Helper()
	return must[jose.Encrypted](t)(jose.Encrypt([]byte(plaintext), aad, public(to)))
}

func public(keys []jose.PrivateKey) (list []jose.PublicKey) {
	for _, key := range keys {
		list = append(list, key.PublicKey())
	}
	return list
}

// recipients makes n keys; the third is RSA.
func recipients(t testing.TB, n int) (list []jose.PrivateKey) {
	t.Helper()
	for i := range n {
		key := must[jose.PrivateKey](t)(jose.GenerateP256())
		if i == 2 {
			key = keys(t)["RSA"]
		}
		list = append(list, key)
	}
	return list
}

func TestEncrypt(t *testing.T) {
	t.Parallel()
	stranger := must[jose.PrivateKey](t)(jose.GenerateP256())
	for n := 1; n <= 20; n++ {
		plaintext := make([]byte, (n-1)*(n-1)*(n-1))
		rand.Read(plaintext)
		to := recipients(t, n)
		e := throughWire(t, must[jose.Encrypted](t)(jose.Encrypt(plaintext, aad, public(to))))
		if err := e.Check(); err != nil || len(e.Recipients) != n {
			t.Fatalf("%d recipients: %d, %v", n, len(e.Recipients), err)
		}
		for i, key := range to {
			if e.KIDs()[i] != key.PublicKey().KID() {
				t.Errorf("%d recipients: number %d is %s", n, i, e.KIDs()[i])
			}
			if got, err := e.Decrypt(outside{key}, aad); err != nil || !bytes.Equal(got, plaintext) {
				t.Errorf("%d recipients: number %d: %v", n, i, err)
			}
		}
		if got, err := e.Decrypt(stranger, aad); !errors.Is(err, jose.ErrNotRecipient) || got != nil {
			t.Errorf("%d recipients: stranger: %v", n, err)
		}
		if bound, err := e.AuthenticatedData(); err != nil || !bytes.Equal(bound, aad) {
			t.Errorf("AuthenticatedData: got %q, %v", bound, err)
		}
	}
}

// throughWire writes e and reads it again.
func throughWire(t testing.TB, e jose.Encrypted) (again jose.Encrypted) {
	t.Helper()
	text := must[[]byte](t)(jose.Marshal(e))
	if err := jose.Unmarshal(text, &again); err != nil {
		t.Fatal(err)
	}
	if got := must[[]byte](t)(jose.Marshal(again)); !bytes.Equal(got, text) {
		t.Fatalf("got %s, want %s", got, text)
	}
	return again
}

func TestEncryptForm(t *testing.T) {
	t.Parallel()
	e := encrypted(t, "secret", keys(t)["P-256"], keys(t)["RSA"])
	if got, _ := b64decode(e.Protected); string(got) != `{"enc":"A256GCM"}` {
		t.Errorf("protected is %s", got)
	}
	text := must[[]byte](t)(jose.Marshal(e))
	want := "protected aad recipients header alg kid epk kty crv x y encrypted_key header alg kid encrypted_key iv ciphertext tag"
	if got := memberNames(t, text); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// Nothing is used twice: content key, IV, ephemeral keys.
func TestEncryptIsFresh(t *testing.T) {
	t.Parallel()
	key, seen := keys(t)["P-256"], map[string]bool{}
	for range 20 {
		e := encrypted(t, "secret", key)
		for _, part := range []string{e.IV, e.Ciphertext, e.Tag, e.Recipients[0].EncryptedKey, e.Recipients[0].Header.EPK.X} {
			if seen[part] {
				t.Fatalf("%s occurs twice", part)
			}
			seen[part] = true
		}
	}
}

func TestEncryptRefuses(t *testing.T) {
	t.Parallel()
	k := keys(t)
	for name, to := range map[string][]jose.PublicKey{
		"no recipient": {}, "no key": {{}}, "Ed25519": {k["Ed25519"].PublicKey()}, "Ed25519 among others": public([]jose.PrivateKey{k["P-256"], k["Ed25519"]}),
		"a recipient twice": public([]jose.PrivateKey{k["P-256"], k["RSA"], k["P-256"]}), "66 recipients": public(recipients(t, 66)),
	} {
		if e, err := jose.Encrypt([]byte("secret"), aad, to); err == nil || e.Ciphertext != "" {
			t.Errorf("%s: accepted", name)
		}
	}
	if e, err := jose.Encrypt([]byte("secret"), nil, public(recipients(t, 1))); err == nil || e.Ciphertext != "" {
		t.Error("nothing to bind: accepted")
	}
}

// Another implementation opens what Encrypt makes and the other way round: the
// key derivation with the one that WebCrypto lacks is RFC 7518's.
func TestEncryptIsStandard(t *testing.T) {
	t.Parallel()
	raw := must[*ecdsa.PrivateKey](t)(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))
	key := must[jose.PrivateKey](t)(jose.NewPrivateKey(raw))
	text := must[[]byte](t)(jose.Marshal(encrypted(t, "secret", key, keys(t)["RSA"])))
	message := must[*gojose.JSONWebEncryption](t)(gojose.ParseEncryptedJSON(string(text),
		[]gojose.KeyAlgorithm{gojose.ECDH_ES_A256KW, gojose.RSA_OAEP_256}, []gojose.ContentEncryption{gojose.A256GCM}))
	for i, private := range []any{raw, rsaKey()} {
		if index, _, got, err := message.DecryptMulti(private); err != nil || string(got) != "secret" || index != i {
			t.Errorf("recipient %d: got %q, %v", i, got, err)
		}
	}
}

// Each key type opens one algorithm of the matrix (security.md §3).
func TestEncryptedMatrix(t *testing.T) {
	t.Parallel()
	k := keys(t)
	good := encrypted(t, "secret", k["P-256"], k["RSA"])
	algorithms := []string{"ECDH-ES+A256KW", "RSA-OAEP-256", "ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A192KW", "RSA-OAEP", "RSA1_5", "RSA-OAEP-512",
		"dir", "A256KW", "A256GCMKW", "PBES2-HS512+A256KW", "none", "", "ecdh-es+a256kw"}
	for name, key := range k {
		var accepted []string
		for _, r := range good.Recipients {
			for _, algorithm := range algorithms {
				e := good
				r.Header.KID, r.Header.Algorithm = key.PublicKey().KID(), algorithm
				e.Recipients = []jose.Recipient{r}
				if _, err := e.Decrypt(key, aad); err == nil {
					accepted = append(accepted, algorithm)
				} else if errors.Is(err, jose.ErrNotRecipient) {
					t.Errorf("%s, %s: %v", name, algorithm, err)
				}
			}
		}
		if want := key.PublicKey().EncryptionAlgorithm(); len(accepted) > 1 || want != strings.Join(accepted, "") {
			t.Errorf("%s: accepts %q, want %q", name, accepted, want)
		}
	}
}

func TestDecryptRefuses(t *testing.T) {
	t.Parallel()
	k := keys(t)
	key, other := k["P-256"], must[jose.PrivateKey](t)(jose.GenerateP256())
	first, second := encrypted(t, "secret", key, other, k["RSA"]), encrypted(t, "secret", key)
	for _, test := range []struct {
		name string
		aad  []byte
		spin func(e *jose.Encrypted)
	}{
		{"another aad asked for", []byte("other"), func(*jose.Encrypted) {}},
		{"no aad asked for", nil, func(*jose.Encrypted) {}},
		{"another aad inside", aad, func(e *jose.Encrypted) { e.AAD = b64("other") }},
		{"another aad inside and asked for", []byte("other"), func(e *jose.Encrypted) { e.AAD = b64("other") }},
		{"IV of another message", aad, func(e *jose.Encrypted) { e.IV = second.IV }},
		{"ciphertext of another message", aad, func(e *jose.Encrypted) { e.Ciphertext = second.Ciphertext }},
		{"tag of another message", aad, func(e *jose.Encrypted) { e.Tag = second.Tag }},
		{"content key of another message", aad, func(e *jose.Encrypted) { e.Recipients[0] = second.Recipients[0] }},
		{"content key of another recipient", aad, func(e *jose.Encrypted) { e.Recipients[0].EncryptedKey = e.Recipients[1].EncryptedKey }},
		{"ephemeral key of another recipient", aad, func(e *jose.Encrypted) { e.Recipients[0].Header.EPK = e.Recipients[1].Header.EPK }},
		{"kids exchanged", aad, func(e *jose.Encrypted) {
			a, b := &e.Recipients[0].Header.KID, &e.Recipients[1].Header.KID
			*a, *b = *b, *a
		}},
		{"RSA element for a P-256 key", aad, func(e *jose.Encrypted) {
			e.Recipients[2].Header.KID = key.PublicKey().KID()
			e.Recipients = e.Recipients[2:]
		}},
		{"ciphertext cut", aad, func(e *jose.Encrypted) { e.Ciphertext = "" }},
	} {
		e := first
		e.Recipients = slices.Clone(first.Recipients)
		test.spin(&e)
		if got, err := e.Decrypt(key, test.aad); !errors.Is(err, jose.ErrDecrypt) || got != nil {
			t.Errorf("%s: got %q, %v", test.name, got, err)
		}
	}
}

func TestEncryptedCheckRefuses(t *testing.T) {
	t.Parallel()
	k := keys(t)
	good := encrypted(t, "secret", k["P-256"], k["RSA"])
	long := func(n int) string { return b64(strings.Repeat("x", n)) }
	for _, test := range []struct {
		name string
		spin func(e *jose.Encrypted, p256, rsa *jose.Recipient)
	}{
		{"protected empty", protected("")}, {"protected with a space", protected(b64(`{"enc": "A256GCM"}`))}, {"protected without enc", protected(b64(`{}`))},
		{"A128GCM", protected(b64(`{"enc":"A128GCM"}`))}, {"A256CBC-HS512", protected(b64(`{"enc":"A256CBC-HS512"}`))},
		{"protected with alg", protected(b64(`{"alg":"dir","enc":"A256GCM"}`))}, {"zip", protected(b64(`{"enc":"A256GCM","zip":"DEF"}`))},
		{"crit", protected(b64(`{"crit":["x"],"enc":"A256GCM"}`))}, {"enc twice", protected(b64(`{"enc":"A256GCM","enc":"A256GCM"}`))},
		{"protected padded", protected(b64(`{"enc":"A256GCM"}`) + "=")},
		{"no recipient", func(e *jose.Encrypted, _, _ *jose.Recipient) { e.Recipients = nil }},
		{"66 recipients", func(e *jose.Encrypted, p256, _ *jose.Recipient) { e.Recipients = many(t, *p256, 66) }},
		{"recipient twice", func(_ *jose.Encrypted, p256, rsa *jose.Recipient) { *rsa = *p256 }},
		{"kid twice", func(_ *jose.Encrypted, p256, rsa *jose.Recipient) { rsa.Header.KID = p256.Header.KID }},
		{"kid empty", func(_ *jose.Encrypted, p256, _ *jose.Recipient) { p256.Header.KID = "" }},
		{"kid in lower case", func(_ *jose.Encrypted, p256, _ *jose.Recipient) { p256.Header.KID = "m" + p256.Header.KID[1:] }},
		{"alg empty", func(_ *jose.Encrypted, p256, _ *jose.Recipient) { p256.Header.Algorithm = "" }},
		{"alg dir", func(_ *jose.Encrypted, p256, _ *jose.Recipient) { p256.Header.Algorithm = "dir" }},
		{"alg ECDH-ES", func(_ *jose.Encrypted, p256, _ *jose.Recipient) { p256.Header.Algorithm = "ECDH-ES" }},
		{"alg RSA1_5", func(_ *jose.Encrypted, _, rsa *jose.Recipient) { rsa.Header.Algorithm = "RSA1_5" }},
		{"alg RSA-OAEP", func(_ *jose.Encrypted, _, rsa *jose.Recipient) { rsa.Header.Algorithm = "RSA-OAEP" }},
		{"alg PBES2", func(_ *jose.Encrypted, _, rsa *jose.Recipient) { rsa.Header.Algorithm = "PBES2-HS512+A256KW" }},
		{"ECDH without epk", func(_ *jose.Encrypted, p256, _ *jose.Recipient) { p256.Header.EPK = nil }},
		{"RSA with epk", func(_ *jose.Encrypted, p256, rsa *jose.Recipient) { rsa.Header.EPK = p256.Header.EPK }},
		{"epk OKP", epk(func(k *jose.EphemeralKey) { k.Kty = "OKP" })}, {"epk P-384", epk(func(k *jose.EphemeralKey) { k.Crv = "P-384" })},
		{"epk X25519", epk(func(k *jose.EphemeralKey) { k.Crv = "X25519" })}, {"epk off the curve", epk(func(k *jose.EphemeralKey) { k.Y = k.X })},
		{"epk zero", epk(func(k *jose.EphemeralKey) { k.X = b64(strings.Repeat("\x00", 32)); k.Y = k.X })},
		{"epk 31 bytes", epk(func(k *jose.EphemeralKey) { k.X = long(31) })}, {"epk 33 bytes", epk(func(k *jose.EphemeralKey) { k.Y = long(33) })},
		{"epk spare bits", epk(func(k *jose.EphemeralKey) { k.X = spare(k.X) })}, {"epk without y", epk(func(k *jose.EphemeralKey) { k.Y = "" })},
		{"wrapped key of 39 bytes", func(_ *jose.Encrypted, p256, _ *jose.Recipient) { p256.EncryptedKey = long(39) }},
		{"wrapped key of 24 bytes", func(_ *jose.Encrypted, p256, _ *jose.Recipient) { p256.EncryptedKey = long(24) }},
		{"wrapped key empty", func(_ *jose.Encrypted, p256, _ *jose.Recipient) { p256.EncryptedKey = "" }},
		{"wrapped key padded", func(_ *jose.Encrypted, p256, _ *jose.Recipient) { p256.EncryptedKey += "==" }},
		{"RSA key of 255 bytes", func(_ *jose.Encrypted, _, rsa *jose.Recipient) { rsa.EncryptedKey = long(255) }},
		{"RSA key of 513 bytes", func(_ *jose.Encrypted, _, rsa *jose.Recipient) { rsa.EncryptedKey = long(513) }},
		{"aad empty", func(e *jose.Encrypted, _, _ *jose.Recipient) { e.AAD = "" }}, {"aad padded", func(e *jose.Encrypted, _, _ *jose.Recipient) { e.AAD += "=" }},
		{"IV of 16 bytes", func(e *jose.Encrypted, _, _ *jose.Recipient) { e.IV = long(16) }}, {"IV empty", func(e *jose.Encrypted, _, _ *jose.Recipient) { e.IV = "" }},
		{"tag of 12 bytes", func(e *jose.Encrypted, _, _ *jose.Recipient) { e.Tag = long(12) }}, {"tag empty", func(e *jose.Encrypted, _, _ *jose.Recipient) { e.Tag = "" }},
		{"tag with spare bits", func(e *jose.Encrypted, _, _ *jose.Recipient) { e.Tag = spare(e.Tag) }},
		{"ciphertext with a line feed", func(e *jose.Encrypted, _, _ *jose.Recipient) { e.Ciphertext = "\n" + e.Ciphertext }},
	} {
		e := good
		e.Recipients = slices.Clone(good.Recipients)
		test.spin(&e, &e.Recipients[0], &e.Recipients[1])
		if err := e.Check(); err == nil {
			t.Errorf("%s: accepted", test.name)
		}
		if got, err := e.Decrypt(k["RSA"], aad); err == nil || got != nil {
			t.Errorf("%s: decrypted", test.name)
		}
	}
	if err := good.Check(); err != nil {
		t.Errorf("the control: %v", err)
	}
}

type spin = func(e *jose.Encrypted, p256, rsa *jose.Recipient)

func protected(text string) spin {
	return func(e *jose.Encrypted, _, _ *jose.Recipient) { e.Protected = text }
}

func epk(change func(*jose.EphemeralKey)) spin {
	return func(_ *jose.Encrypted, p256, _ *jose.Recipient) {
		k := *p256.Header.EPK
		change(&k)
		p256.Header.EPK = &k
	}
}

// many repeats r under n different kids.
func many(t *testing.T, r jose.Recipient, n int) (list []jose.Recipient) {
	for range n {
		r.Header.KID = must[udf.Fingerprint](t)(udf.Random(rand.Reader))
		list = append(list, r)
	}
	return list
}

func TestEncryptedRefusesMembers(t *testing.T) {
	t.Parallel()
	const head, ecHeader = `{"alg":"ECDH-ES+A256KW","kid":"M","epk":`, `{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}`
	const recipient = `{"header":` + head + ecHeader + `},"encrypted_key":"AA"}`
	const good = `{"protected":"AA","aad":"AA","recipients":[` + recipient + `],"iv":"AA","ciphertext":"AA","tag":"AA"}`
	var control jose.Encrypted
	if err := jose.Unmarshal([]byte(good), &control); err != nil {
		t.Fatal(err)
	}
	swap := func(from, to string) string {
		if !strings.Contains(good, from) {
			t.Fatalf("%s does not occur", from)
		}
		return strings.Replace(good, from, to, 1)
	}
	for name, text := range map[string]string{
		"null": `null`, "array": `[]`, "empty": `{}`, "compact": `"AA.AA.AA.AA.AA"`,
		"unprotected": swap(`"iv"`, `"unprotected":{},"iv"`), "top-level encrypted_key": swap(`"iv"`, `"encrypted_key":"AA","iv"`),
		"top-level header": swap(`"iv"`, `"header":{},"iv"`), "unknown": swap(`"iv"`, `"x":1,"iv"`), "iv twice": swap(`"iv"`, `"iv":"AA","iv"`),
		"IV besides": swap(`"iv"`, `"IV":"AA","iv"`), "no tag": swap(`,"tag":"AA"`, ``), "no aad": swap(`"aad":"AA",`, ``), "no protected": swap(`"protected":"AA",`, ``),
		"aad null": swap(`"aad":"AA"`, `"aad":null`), "tag number": swap(`"tag":"AA"`, `"tag":1`), "protected object": swap(`"protected":"AA"`, `"protected":{}`),
		"recipients object": swap(`[`+recipient+`]`, `{}`), "recipients text": swap(`[`+recipient+`]`, `"AA"`), "recipient null": swap(recipient, `null`),
		"recipient without header": swap(`"header":`+head+ecHeader+`},`, ``), "recipient Header of the original": swap(`"header"`, `"Header"`),
		"recipient without encrypted_key": swap(`,"encrypted_key":"AA"`, ``), "recipient with more": swap(`"encrypted_key"`, `"x":1,"encrypted_key"`),
		"header null": swap(head+ecHeader+`}`, `null`), "header without alg": swap(`"alg":"ECDH-ES+A256KW",`, ``), "header without kid": swap(`"kid":"M",`, ``),
		"header with enc": swap(`"kid":"M"`, `"kid":"M","enc":"A256GCM"`), "header with enc for epk": swap(`"epk":`+ecHeader, `"enc":"A256GCM"`),
		"header with apu": swap(`"kid":"M"`, `"kid":"M","apu":"AA"`), "header with zip": swap(`"kid":"M"`, `"kid":"M","zip":"DEF"`),
		"header with crit": swap(`"kid":"M"`, `"kid":"M","crit":[]`), "header with p2c": swap(`"kid":"M"`, `"kid":"M","p2c":1`), "header kid number": swap(`"kid":"M"`, `"kid":1`),
		"epk null": swap(ecHeader, `null`), "epk text": swap(ecHeader, `"AA"`), "epk without kty": swap(`"kty":"EC",`, ``), "epk without y": swap(`,"y":"AA"`, ``),
		"epk with d": swap(`"y":"AA"`, `"y":"AA","d":"AA"`), "epk with kid": swap(`"y":"AA"`, `"y":"AA","kid":"M"`), "epk x null": swap(`"x":"AA"`, `"x":null`),
	} {
		var e jose.Encrypted
		if err := jose.Unmarshal([]byte(text), &e); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

// A value that held a message before keeps nothing of it.
func TestEncryptedUnmarshalForgets(t *testing.T) {
	t.Parallel()
	k := keys(t)
	first, second := encrypted(t, "secret", k["P-256"], k["RSA"]), encrypted(t, "secret", k["RSA"])
	e := throughWire(t, first)
	if err := jose.Unmarshal(must[[]byte](t)(jose.Marshal(second)), &e); err != nil {
		t.Fatal(err)
	}
	if got, want := fmt.Sprint(e), fmt.Sprint(second); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// Any other character in any text is refused.
func TestDecryptRefusesAnyChange(t *testing.T) {
	t.Parallel()
	k := keys(t)
	e := encrypted(t, "secret", k["P-256"])
	r := &e.Recipients[0]
	for member, text := range []*string{&e.Protected, &e.AAD, &e.IV, &e.Ciphertext, &e.Tag, &r.EncryptedKey, &r.Header.Algorithm, (*string)(&r.Header.KID), &r.Header.EPK.X, &r.Header.EPK.Y, &r.Header.EPK.Kty, &r.Header.EPK.Crv} {
		original := *text
		for i := range original {
			*text = original[:i] + string(otherCharacter(original[i])) + original[i+1:]
			if _, err := e.Decrypt(k["P-256"], aad); err == nil {
				t.Errorf("text %d with %q at %d: accepted", member, (*text)[i], i)
			}
		}
		*text = original
	}
	if _, err := e.Decrypt(k["P-256"], aad); err != nil {
		t.Errorf("the control: %v", err)
	}
}
