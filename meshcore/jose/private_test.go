package jose_test

import (
	"bytes"
	"crypto"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/big"
	"strings"
	"testing"

	"meshportal/meshcore/jose"
)

func TestPrivateParameters(t *testing.T) {
	t.Parallel()
	for name, members := range map[string]string{
		"Ed25519": "PrivateKeyOKP kid crv x d", "P-256": "PrivateKeyEC kid crv x y d", "RSA": "PrivateKeyRSA kid n e d p q dp dq qi",
	} {
		key := keys(t)[name]
		text := must[[]byte](t)(jose.Marshal(key.Parameters()))
		if got := memberNames(t, text); got != members {
			t.Errorf("%s: members %s, want %s", name, got, members)
		}
		var p jose.PrivateParameters
		if err := jose.Unmarshal(text, &p); err != nil {
			t.Fatal(err)
		}
		again, err := p.PrivateKey()
		if err != nil || !again.PublicKey().Equal(key.PublicKey()) {
			t.Fatalf("%s: got %v, %v", name, again, err)
		}
		signed := must[jose.Signature](t)(jose.Sign([]byte("x"), again))
		if _, err := signed.Verify(key.PublicKey()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// smallKey is the P-256 key with the number 3, as this package writes it.
func smallKey() jose.PrivateParameters {
	d := make([]byte, 32)
	d[31] = 3
	raw, _ := ecdsa.ParseRawPrivateKey(elliptic.P256(), d)
	key, _ := jose.NewPrivateKey(raw)
	return key.Parameters()
}

// Small numbers keep their 32 bytes.
func TestPrivateParametersFixedLength(t *testing.T) {
	t.Parallel()
	p := smallKey()
	if want := b64(strings.Repeat("\x00", 31) + "\x03"); p.EC.D != want {
		t.Errorf("got %s, want %s", p.EC.D, want)
	}
	if key, err := p.PrivateKey(); err != nil || key.PublicKey().KID() != p.EC.KID {
		t.Error(err)
	}
}

func TestPrivateParametersRefuses(t *testing.T) {
	t.Parallel()
	mine, other := keys(t), keys(t)
	otherRSA := must[jose.PrivateKey](t)(jose.NewPrivateKey(must[*rsa.PrivateKey](t)(rsa.GenerateKey(rand.Reader, 2048))))
	order := string(elliptic.P256().Params().N.Bytes())
	for _, test := range []struct {
		name string
		spin func(p *jose.PrivateParameters)
	}{
		{"nothing", func(p *jose.PrivateParameters) { *p = jose.PrivateParameters{} }},
		{"two keys", func(p *jose.PrivateParameters) { p.OKP = nil }},
		{"OKP: seed of another key", private(func(o *jose.OKP) { o.D = other["Ed25519"].Parameters().OKP.D })},
		{"OKP: kid of another key", private(func(o *jose.OKP) { o.KID = other["Ed25519"].PublicKey().KID() })},
		{"OKP: no seed", private(func(o *jose.OKP) { o.D = "" })},
		{"OKP: seed and public key", private(func(o *jose.OKP) { o.D = b64(strings.Repeat("x", 64)) })},
		{"OKP: spare bits", private(func(o *jose.OKP) { o.D = spare(o.D) })},
		{"EC: number of another key", private(func(e *jose.EC) { e.D = other["P-256"].Parameters().EC.D })},
		{"EC: point of another key", private(func(e *jose.EC) { d := e.D; *e = *other["P-256"].Parameters().EC; e.D = d })},
		{"EC: zero", private(func(e *jose.EC) { e.D = b64(strings.Repeat("\x00", 32)) })},
		{"EC: the order", private(func(e *jose.EC) { e.D = b64(order) })},
		{"EC: 31 bytes", private(func(e *jose.EC) { e.D = b64(strings.Repeat("x", 31)) })},
		{"EC: no number", private(func(e *jose.EC) { e.D = "" })},
		{"RSA: d of another key", private(func(r *jose.RSA) { r.D = otherRSA.Parameters().RSA.D })},
		{"RSA: primes of another key", private(func(r *jose.RSA) { o := otherRSA.Parameters().RSA; r.P, r.Q = o.P, o.Q })},
		{"RSA: private part of another key", private(func(r *jose.RSA) {
			n, kid := r.N, r.KID
			*r = *otherRSA.Parameters().RSA
			r.N, r.KID = n, kid
		})},
		{"RSA: q in qi, as the original once wrote", private(func(r *jose.RSA) { r.QI = r.Q })},
		{"RSA: dp and dq exchanged", private(func(r *jose.RSA) { r.DP, r.DQ = r.DQ, r.DP })},
		{"RSA: wrong dp", private(func(r *jose.RSA) { r.DP = "AQ" })},
		{"RSA: no dq", private(func(r *jose.RSA) { r.DQ = "" })},
		{"RSA: p is 1, q the modulus", private(func(r *jose.RSA) { r.P, r.Q = "AQ", r.N })},
		{"RSA: zero before d", private(func(r *jose.RSA) { r.D = b64("\x00" + string(rsaKey().D.Bytes())) })},
	} {
		p := jose.PrivateParameters{OKP: mine["Ed25519"].Parameters().OKP, EC: mine["P-256"].Parameters().EC, RSA: mine["RSA"].Parameters().RSA}
		test.spin(&p)
		if key, err := p.PrivateKey(); err == nil || key != (jose.PrivateKey{}) {
			t.Errorf("%s: accepted", test.name)
		}
	}
}

// private leaves one key in the parameters, changed.
func private[K jose.OKP | jose.EC | jose.RSA](spin func(*K)) func(*jose.PrivateParameters) {
	return func(p *jose.PrivateParameters) {
		one := jose.Parameters(*p)
		only(spin)(&one)
		*p = jose.PrivateParameters(one)
	}
}

func TestNewPrivateKeyRefuses(t *testing.T) {
	t.Parallel()
	_, ed, _ := ed25519.GenerateKey(rand.Reader)
	foreign, _, _ := ed25519.GenerateKey(rand.Reader)
	p256 := must[*ecdsa.PrivateKey](t)(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))
	stranger := must[*ecdsa.PrivateKey](t)(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))
	mixed := *p256
	mixed.PublicKey = stranger.PublicKey
	p384 := must[*ecdsa.PrivateKey](t)(ecdsa.GenerateKey(elliptic.P384(), rand.Reader))
	wrong := *rsaKey()
	wrong.D = new(big.Int).Add(wrong.D, big.NewInt(2))
	for name, key := range map[string]crypto.PrivateKey{
		"nil": nil, "nil P-256": (*ecdsa.PrivateKey)(nil), "nil RSA": (*rsa.PrivateKey)(nil), "empty Ed25519": ed25519.PrivateKey{},
		"Ed25519 seed": ed[:32], "Ed25519 with a public half of another key": append(ed[:32:32], foreign...),
		"P-256 with a point of another key": &mixed, "P-384": p384, "RSA with a wrong exponent": &wrong,
		"public key": foreign, "some signer": struct{ crypto.Signer }{ed},
	} {
		if key, err := jose.NewPrivateKey(key); err == nil || key != (jose.PrivateKey{}) {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestPrivateKeyOperationsOfOtherTypes(t *testing.T) {
	t.Parallel()
	peer := must[*ecdh.PrivateKey](t)(ecdh.P256().GenerateKey(rand.Reader)).PublicKey()
	for name, key := range keys(t) {
		if _, err := key.Agree(peer); (err == nil) != (name == "P-256") {
			t.Errorf("%s: Agree: %v", name, err)
		}
		if _, err := key.Unwrap(make([]byte, 256)); err == nil {
			t.Errorf("%s: Unwrap of nothing succeeds", name)
		}
	}
	none := jose.PrivateKey{}
	if _, err := none.Sign(nil); err == nil {
		t.Error("no key signs")
	}
	x25519 := must[*ecdh.PrivateKey](t)(ecdh.X25519().GenerateKey(rand.Reader)).PublicKey()
	if _, err := keys(t)["P-256"].Agree(x25519); err == nil {
		t.Error("P-256 agrees with X25519")
	}
}

// However a key is printed or logged, alone or inside something, its secret
// does not appear.
func TestPrivateKeyIsNeverShown(t *testing.T) {
	t.Parallel()
	for name, key := range keys(t) {
		inside := struct{ Key jose.PrivateKey }{key}
		var out bytes.Buffer
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%T"} {
			fmt.Fprintf(&out, verb+verb+verb+verb+"\n", key, &key, inside, []jose.PrivateKey{key})
		}
		slog.New(slog.NewTextHandler(&out, nil)).Info("key", "key", key, "inside", inside)
		slog.New(slog.NewJSONHandler(&out, nil)).Info("key", "key", key, "inside", inside)
		json.NewEncoder(&out).Encode(inside)
		for form, secret := range secrets(key) {
			if strings.Contains(out.String(), secret) {
				t.Errorf("%s: shown as %s in\n%s", name, form, out.String())
			}
		}
		if got := key.String() + key.GoString(); strings.Count(got, string(key.PublicKey().KID())) != 2 {
			t.Errorf("%s: got %s", name, got)
		}
	}
}

// secrets returns pieces of the secret in the forms that fmt could print.
func secrets(key jose.PrivateKey) map[string]string {
	p := key.Parameters()
	text := ""
	switch {
	case p.OKP != nil:
		text = p.OKP.D
	case p.EC != nil:
		text = p.EC.D
	default:
		text = p.RSA.D
	}
	raw, _ := b64decode(text)
	return map[string]string{
		"base64": text[:12], "hexadecimal": fmt.Sprintf("%x", raw[:8]), "upper hexadecimal": fmt.Sprintf("%X", raw[:8]),
		"bytes": strings.Trim(fmt.Sprint(raw[:6]), "[]"), "number": new(big.Int).SetBytes(raw).String()[:20], "itself": string(raw[:8]),
	}
}
