package protocol

import (
	"bytes"
	"crypto/ed25519"
	"crypto/x509"
	"encoding/asn1"
	"encoding/base64"
	"math/big"
	"strings"
	"testing"
	"time"

	"meshportal/meshcore/jose"
)

// The vector of RFC 9421 B.2.6, with its own components and parameters.
func TestBaseRFC9421(t *testing.T) {
	t.Parallel()
	c := components{
		{"date", "Tue, 20 Apr 2021 02:07:55 GMT"},
		{"@method", "POST"},
		{"@path", "/foo"},
		{"@authority", "example.com"},
		{"content-type", "application/json"},
		{"content-length", "18"},
	}
	parameters := c.list() + `;created=1618884473;keyid="test-key-ed25519"`
	want := `"date": Tue, 20 Apr 2021 02:07:55 GMT
"@method": POST
"@path": /foo
"@authority": example.com
"content-type": application/json
"content-length": 18
"@signature-params": ("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519"`
	got := c.base(parameters)
	if got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	der, err := base64.StdEncoding.DecodeString("MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=")
	if err != nil {
		t.Fatal(err)
	}
	key, err := x509.ParsePKIXPublicKey(der)
	if err != nil {
		t.Fatal(err)
	}
	value, ok := readByteSequence("sig-b26=:wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==:", "sig-b26=")
	if !ok || !ed25519.Verify(key.(ed25519.PublicKey), []byte(got), value) {
		t.Error("the vector does not verify")
	}
}

// The digest of RFC 9421 B.2, whose body is {"hello": "world"}.
func TestContentDigestRFC9530(t *testing.T) {
	t.Parallel()
	const want = "sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:"
	if got := contentDigest([]byte(`{"hello": "world"}`)); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

var (
	testBody = []byte(`{"Status":{}}`)
	testTime = time.Date(2026, 5, 4, 3, 2, 1, 999, time.UTC)
)

const (
	testTarget = "https://portal.example/.well-known/mmm/"
	testNonce  = "AAECAwQFBgcICQoLDA0ODw"
)

func signed1(t *testing.T, signer jose.Signer) Signature {
	t.Helper()
	s, err := SignCall(signer, testTarget, testBody, TagDoor, testTime, testNonce)
	if err != nil {
		t.Fatal(err)
	}
	return *s
}

func TestSignCall(t *testing.T) {
	t.Parallel()
	for name, signer := range signers(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, key := signed1(t, signer), signer.PublicKey()
			if err := s.Verify(key, testBody, TagDoor); err != nil {
				t.Error(err)
			}
			if err := s.VerifyHeaders(key, TagDoor); err != nil {
				t.Error(err)
			}
			p, err := s.Parse()
			want := Params{testTime.Truncate(time.Second), testNonce, key.KID(), name, TagDoor}
			if err != nil || p != want {
				t.Errorf("got %v, %v, want %v", p, err, want)
			}
			s.ContentType = "application/json; charset=utf-8" // sent so, and covered as received
			resign(t, &s, signer)
			if err := s.Verify(key, testBody, TagDoor); err != nil {
				t.Error(err)
			}
		})
	}
}

// resign signs s again as it stands.
func resign(t *testing.T, s *Signature, signer jose.Signer) {
	t.Helper()
	value, err := signer.Sign([]byte(s.base()))
	if err != nil {
		t.Fatal(err)
	}
	s.Value = label + byteSequence(value)
}

// Every covered part, changed alone, is refused; and whatever is not of the
// one form is refused even if its signature is good.
func TestChangedSignatures(t *testing.T) {
	t.Parallel()
	input := func(old, new string) func(*Signature) {
		return func(s *Signature) { s.Input = strings.Replace(s.Input, old, new, 1) }
	}
	changes := map[string]struct {
		change func(*Signature)
		form   bool // refused also when signed again
	}{
		"method":                 {func(s *Signature) { s.Method = "PUT" }, true},
		"target":                 {func(s *Signature) { s.TargetURI = "https://other.example/.well-known/mmm/" }, false},
		"target path":            {func(s *Signature) { s.TargetURI += "x" }, false},
		"target with line feed":  {func(s *Signature) { s.TargetURI += "\n\"x\": y" }, true},
		"target empty":           {func(s *Signature) { s.TargetURI = "" }, true},
		"media type":             {func(s *Signature) { s.ContentType = "text/plain" }, true},
		"media type's charset":   {func(s *Signature) { s.ContentType = "application/json;charset=utf-8" }, false},
		"digest":                 {func(s *Signature) { s.Digest = contentDigest([]byte("x")) }, false},
		"digest algorithm":       {func(s *Signature) { s.Digest = strings.Replace(s.Digest, "sha-256", "sha-512", 1) }, true},
		"two digests":            {func(s *Signature) { s.Digest += ", " + s.Digest }, true},
		"digest too short":       {func(s *Signature) { s.Digest = "sha-256=:AAAA:" }, true},
		"no digest":              {func(s *Signature) { s.Digest = "" }, true},
		"time":                   {input("created=1777863721", "created=1777863722"), false},
		"time with zero":         {input("created=1", "created=01"), true},
		"time with sign":         {input("created=1", "created=+1"), true},
		"time negative":          {input("created=1", "created=-1"), true},
		"time with fraction":     {input(";nonce", ".0;nonce"), true},
		"time quoted":            {input("created=1777863721", `created="1777863721"`), true},
		"time beyond":            {input("created=1", "created=9999999999999"), true},
		"time missing":           {input(";created=1777863721", ""), true},
		"nonce":                  {input(testNonce, "BBECAwQFBgcICQoLDA0ODw"), false},
		"nonce short":            {input(testNonce, "AAECAwQFBgcICQoLDA0O"), true},
		"nonce long":             {input(testNonce, testNonce+"AA"), true},
		"nonce empty":            {input(testNonce, ""), true},
		"nonce with spare bits":  {input(testNonce, "AAECAwQFBgcICQoLDA0ODx"), true},
		"nonce with line feed":   {input(testNonce, testNonce+"\n"), true},
		"nonce padded":           {input(testNonce, testNonce+"=="), true},
		"nonce escaped":          {input(testNonce, `\`+testNonce), true},
		"keyid":                  {input(`keyid="M`, `keyid="MB`), true},
		"keyid in lower case":    {func(s *Signature) { s.Input = lowerKeyID(s.Input) }, true},
		"alg":                    {swapAlgorithm, true},
		"alg RSA":                {func(s *Signature) { swapAlgorithm(s); *s = withAlg(*s, "rsa-pss-sha512") }, true},
		"alg HMAC":               {func(s *Signature) { *s = withAlg(*s, "hmac-sha256") }, true},
		"tag":                    {input(`tag="mesh"`, `tag="mesh-signin"`), true},
		"tag unknown":            {input(`tag="mesh"`, `tag="web"`), true},
		"tag missing":            {input(`;tag="mesh"`, ""), true},
		"label":                  {input("mesh=(", "sig1=("), true},
		"component missing":      {input(` "content-digest"`, ""), true},
		"component added":        {input(`"content-digest"`, `"content-digest" "date"`), true},
		"components in disorder": {input(`"@method" "@target-uri"`, `"@target-uri" "@method"`), true},
		"component parameter":    {input(`"@method"`, `"@method";req`), true},
		"parameter added":        {func(s *Signature) { s.Input += ";expires=1777863999" }, true},
		"parameter repeated":     {func(s *Signature) { s.Input += `;tag="mesh"` }, true},
		"parameters in disorder": {input(`;alg="`, `;tag="mesh";alg="`), true},
		"space":                  {input(";nonce", "; nonce"), true},
		"space at the end":       {func(s *Signature) { s.Input += " " }, true},
		"two signatures":         {func(s *Signature) { s.Input += ", sig2=()" }, true},
		"no input":               {func(s *Signature) { s.Input = "" }, true},
	}
	for alg, signer := range signers(t) {
		key := signer.PublicKey()
		for name, c := range changes {
			s := signed1(t, signer)
			c.change(&s)
			if s == signed1(t, signer) && alg == algEd25519 {
				t.Errorf("%s: %s changes nothing", alg, name)
			}
			wantError(t, s.Verify(key, testBody, TagDoor), Unauthenticated, "", "")
			wantError(t, s.VerifyHeaders(key, TagDoor), Unauthenticated, "", "")
			if c.form {
				resign(t, &s, signer)
				wantError(t, s.VerifyHeaders(key, TagDoor), Unauthenticated, "", "")
			}
		}
	}
}

func lowerKeyID(input string) string {
	before, rest, _ := strings.Cut(input, `keyid="`)
	id, after, _ := strings.Cut(rest, `"`)
	return before + `keyid="` + strings.ToLower(id) + `"` + after
}

func withAlg(s Signature, alg string) Signature {
	for _, old := range []string{algEd25519, algP256} {
		s.Input = strings.Replace(s.Input, `alg="`+old+`"`, `alg="`+alg+`"`, 1)
	}
	return s
}

func swapAlgorithm(s *Signature) {
	if strings.Contains(s.Input, algEd25519) {
		*s = withAlg(*s, algP256)
		return
	}
	*s = withAlg(*s, algEd25519)
}

func TestChangedSignatureValues(t *testing.T) {
	t.Parallel()
	for alg, signer := range signers(t) {
		s := signed1(t, signer)
		raw, ok := readByteSequence(s.Value, label)
		if !ok || len(raw) != 64 {
			t.Fatalf("%s: the value is %s", alg, s.Value)
		}
		flipped := bytes.Clone(raw)
		flipped[63] ^= 1
		for name, value := range map[string]string{
			"flipped bit":   label + byteSequence(flipped),
			"zeros":         label + byteSequence(make([]byte, 64)),
			"empty":         label + "::",
			"nothing":       "",
			"shorter":       label + byteSequence(raw[:63]),
			"longer":        label + byteSequence(append(bytes.Clone(raw), 0)),
			"another label": "sig1=" + byteSequence(raw),
			"two":           s.Value + ", " + s.Value,
			"a parameter":   s.Value + ";x",
			"line feed":     label + ":" + "\n" + s.Value[len(label)+1:],
			"no padding":    strings.Replace(s.Value, "==:", ":", 1),
			"spare bits":    spareBits(s.Value),
			"base64url":     label + ":" + base64.URLEncoding.EncodeToString(bytes.Repeat([]byte{0xff}, 64)) + ":",
			"DER":           label + byteSequence(der(t, raw)),
		} {
			c := s
			c.Value = value
			if err := c.Verify(signer.PublicKey(), testBody, TagDoor); err == nil {
				t.Errorf("%s: %s was accepted", alg, name)
			}
		}
	}
}

// spareBits sets the four bits before "==" that no byte uses.
func spareBits(value string) string {
	i := strings.Index(value, "==:") - 1
	return value[:i] + string(value[i]+1) + value[i+1:]
}

// der writes the halves of a signature as ECDSA has them elsewhere.
func der(t *testing.T, raw []byte) []byte {
	t.Helper()
	out, err := asn1.Marshal([]*big.Int{new(big.Int).SetBytes(raw[:32]), new(big.Int).SetBytes(raw[32:])})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestVerifyAnotherBody(t *testing.T) {
	t.Parallel()
	signer := signers(t)[algEd25519]
	s := signed1(t, signer)
	wantError(t, s.Verify(signer.PublicKey(), []byte(`{"Status": {}}`), TagDoor), Unauthenticated, "", "Content-Digest")
	wantError(t, s.Verify(signer.PublicKey(), nil, TagDoor), Unauthenticated, "", "Content-Digest")
}

func TestVerifyAnotherKey(t *testing.T) {
	t.Parallel()
	a, b := signers(t), signers(t)
	s := signed1(t, a[algEd25519])
	for _, other := range []jose.PublicKey{b[algEd25519].PublicKey(), a[algP256].PublicKey()} {
		wantError(t, s.Verify(other, testBody, TagDoor), Unauthenticated, "", "another key")
	}
	// the key named is right, the signature is another's
	resign(t, &s, b[algEd25519])
	wantError(t, s.Verify(a[algEd25519].PublicKey(), testBody, TagDoor), Unauthenticated, "", "does not verify")
}

func TestVerifyAnotherTag(t *testing.T) {
	t.Parallel()
	signer := signers(t)[algEd25519]
	s := signed1(t, signer)
	wantError(t, s.Verify(signer.PublicKey(), testBody, TagSignIn), Unauthenticated, "", "purpose")
	signIn, err := SignCall(signer, testTarget, testBody, TagSignIn, testTime, testNonce)
	if err != nil {
		t.Fatal(err)
	}
	wantError(t, signIn.Verify(signer.PublicKey(), testBody, TagDoor), Unauthenticated, "", "purpose")
	if err := signIn.Verify(signer.PublicKey(), testBody, TagSignIn); err != nil {
		t.Error(err)
	}
}

func TestRSASignsNoCalls(t *testing.T) {
	t.Parallel()
	if _, err := SignCall(rsaSigner(t), testTarget, testBody, TagDoor, testTime, testNonce); err == nil {
		t.Error("an RSA key signed a call")
	}
	signer := signers(t)[algEd25519]
	s := signed1(t, signer)
	wantError(t, s.Verify(rsaSigner(t).PublicKey(), testBody, TagDoor), Unauthenticated, "", "Ed25519 or P-256")
}

func TestSignCallRefuses(t *testing.T) {
	t.Parallel()
	signer := signers(t)[algEd25519]
	for name, c := range map[string]struct{ target, tag, nonce string }{
		"no target":         {"", TagDoor, testNonce},
		"target with space": {testTarget + " x", TagDoor, testNonce},
		"unknown tag":       {testTarget, "web", testNonce},
		"short nonce":       {testTarget, TagDoor, "AAAA"},
		"quote in nonce":    {testTarget, TagDoor, `";alg="x`},
	} {
		if _, err := SignCall(signer, c.target, testBody, c.tag, testTime, c.nonce); err == nil {
			t.Errorf("%s: signed", name)
		}
	}
}

func TestNewNonce(t *testing.T) {
	t.Parallel()
	got, err := NewNonce(bytes.NewReader([]byte("\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f")))
	if err != nil || got != testNonce {
		t.Errorf("got %s, %v, want %s", got, err, testNonce)
	}
	if _, err := NewNonce(strings.NewReader("short")); err == nil {
		t.Error("a short source made a nonce")
	}
}
