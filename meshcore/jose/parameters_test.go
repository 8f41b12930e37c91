package jose_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"meshportal/meshcore/jose"
)

func TestParameters(t *testing.T) {
	t.Parallel()
	for name, members := range map[string]string{"Ed25519": "PublicKeyOKP kid crv x", "P-256": "PublicKeyEC kid crv x y", "RSA": "PublicKeyRSA kid n e"} {
		key := keys(t)[name].PublicKey()
		text := must[[]byte](t)(jose.Marshal(key.Parameters()))
		if got := memberNames(t, text); got != members {
			t.Errorf("%s: members %s, want %s", name, got, members)
		}
		var p jose.Parameters
		if err := jose.Unmarshal(text, &p); err != nil {
			t.Fatal(err)
		}
		if again, err := p.PublicKey(); err != nil || !again.Equal(key) || again.KID() != key.KID() {
			t.Errorf("%s: got %v, %v", name, again.KID(), err)
		}
	}
}

// memberNames lists the names in text in their order.
func memberNames(t *testing.T, text []byte) string {
	t.Helper()
	var names []string
	for _, part := range strings.FieldsFunc(string(text), func(r rune) bool { return strings.ContainsRune("{}[],", r) }) {
		name, _, _ := strings.Cut(part, ":")
		names = append(names, strings.Trim(name, `"`))
	}
	return strings.Join(names, " ")
}

func TestParametersRefuses(t *testing.T) {
	t.Parallel()
	okp, ec, rsa := keys(t)["Ed25519"], keys(t)["P-256"], keys(t)["RSA"]
	other := keys(t)
	for _, test := range []struct {
		name string
		spin func(p *jose.Parameters)
	}{
		{"nothing", func(p *jose.Parameters) { *p = jose.Parameters{} }},
		{"two keys", func(p *jose.Parameters) { p.RSA = nil }},
		{"three keys", func(*jose.Parameters) {}},
		{"OKP: kid of another key", only(func(o *jose.OKP) { o.KID = other["Ed25519"].PublicKey().KID() })},
		{"OKP: kid in lower case", only(func(o *jose.OKP) { o.KID = "m" + o.KID[1:] })},
		{"OKP: no kid", only(func(o *jose.OKP) { o.KID = "" })},
		{"OKP: X25519", only(func(o *jose.OKP) { o.Crv = "X25519" })},
		{"OKP: Ed448", only(func(o *jose.OKP) { o.Crv = "Ed448" })},
		{"OKP: curve in lower case", only(func(o *jose.OKP) { o.Crv = "ed25519" })},
		{"OKP: padded", only(func(o *jose.OKP) { o.X += "=" })},
		{"OKP: line feed", only(func(o *jose.OKP) { o.X = o.X[:20] + "\n" + o.X[20:] })},
		{"OKP: spare bits", only(func(o *jose.OKP) { o.X = spare(o.X) })},
		{"OKP: standard base64", only(func(o *jose.OKP) { o.X = "+/" + o.X[2:] })},
		{"OKP: 31 bytes", only(func(o *jose.OKP) { o.X = b64(strings.Repeat("x", 31)) })},
		{"OKP: 33 bytes", only(func(o *jose.OKP) { o.X = b64(strings.Repeat("x", 33)) })},
		{"OKP: small order", only(func(o *jose.OKP) { o.X = b64(strings.Repeat("\x00", 32)) })},
		{"OKP: empty", only(func(o *jose.OKP) { o.X = "" })},
		{"OKP: private part", only(func(o *jose.OKP) { o.D = okp.Parameters().OKP.D })},
		{"EC: kid of another key", only(func(e *jose.EC) { e.KID = other["P-256"].PublicKey().KID() })},
		{"EC: P-384", only(func(e *jose.EC) { e.Crv = "P-384" })},
		{"EC: secp256k1", only(func(e *jose.EC) { e.Crv = "secp256k1" })},
		{"EC: off the curve", only(func(e *jose.EC) { e.Y = e.X })},
		{"EC: zero", only(func(e *jose.EC) { e.X = b64(strings.Repeat("\x00", 32)); e.Y = e.X })},
		{"EC: x beyond the field", only(func(e *jose.EC) { e.X = b64(strings.Repeat("\xff", 32)) })},
		{"EC: 33 bytes", only(func(e *jose.EC) { e.X = "AA" + e.X[1:] + "A" })},
		{"EC: no y", only(func(e *jose.EC) { e.Y = "" })},
		{"EC: padded", only(func(e *jose.EC) { e.Y += "=" })},
		{"EC: spare bits", only(func(e *jose.EC) { e.Y = spare(e.Y) })},
		{"EC: private part", only(func(e *jose.EC) { e.D = ec.Parameters().EC.D })},
		{"RSA: kid of another key", only(func(r *jose.RSA) { r.KID = okp.PublicKey().KID() })},
		{"RSA: exponent 3", only(func(r *jose.RSA) { r.E = "Aw" })},
		{"RSA: exponent with a zero before it", only(func(r *jose.RSA) { r.E = "AAEAAQ" })},
		{"RSA: no exponent", only(func(r *jose.RSA) { r.E = "" })},
		{"RSA: exponent of 9 bytes", only(func(r *jose.RSA) { r.E = b64("\x01\x00\x00\x00\x00\x00\x01\x00\x01") })},
		{"RSA: zero before the modulus", only(func(r *jose.RSA) { r.N = b64("\x00" + string(rsaKey().N.Bytes())) })},
		{"RSA: no modulus", only(func(r *jose.RSA) { r.N = "" })},
		{"RSA: 1024 bits", only(func(r *jose.RSA) { r.N = b64(string(number(1024, 1).Bytes())) })},
		{"RSA: 8192 bits", only(func(r *jose.RSA) { r.N = b64(string(number(8192, 1).Bytes())) })},
		{"RSA: padded", only(func(r *jose.RSA) { r.N += "==" })},
		{"RSA: spare bits", only(func(r *jose.RSA) { r.N = spare(r.N) })},
		{"RSA: private part", only(func(r *jose.RSA) { r.D = "AQ" })},
		{"RSA: CRT part", only(func(r *jose.RSA) { r.QI = "AQ" })},
	} {
		p := jose.Parameters{OKP: okp.PublicKey().Parameters().OKP, EC: ec.PublicKey().Parameters().EC, RSA: rsa.PublicKey().Parameters().RSA}
		test.spin(&p)
		if key, err := p.PublicKey(); err == nil || key.KID() != "" {
			t.Errorf("%s: accepted", test.name)
		}
	}
}

// only leaves one key in the parameters, changed.
func only[K jose.OKP | jose.EC | jose.RSA](spin func(*K)) func(*jose.Parameters) {
	return func(p *jose.Parameters) {
		all := *p
		*p = jose.Parameters{}
		switch spin := any(spin).(type) {
		case func(*jose.OKP):
			spin(all.OKP)
			p.OKP = all.OKP
		case func(*jose.EC):
			spin(all.EC)
			p.EC = all.EC
		case func(*jose.RSA):
			spin(all.RSA)
			p.RSA = all.RSA
		}
	}
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

// spare sets a spare bit of the last character, which a lax reader ignores.
// It wants a text of whole bytes that leave some.
func spare(text string) string {
	last := len(text) - 1
	return text[:last] + string(alphabet[strings.IndexByte(alphabet, text[last])|1])
}

func FuzzParameters(f *testing.F) {
	for _, key := range keys(f) {
		f.Add(must[[]byte](f)(jose.Marshal(key.PublicKey().Parameters())))
	}
	f.Add([]byte(`{"PublicKeyOKP":null,"PublicKeyEC":{}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var p jose.Parameters
		if jose.Unmarshal(data, &p) != nil {
			return
		}
		key, err := p.PublicKey()
		if err != nil {
			return
		}
		if got := key.Parameters(); !reflect.DeepEqual(got, p) || !key.KID().Valid() {
			t.Errorf("%s is read as %v", data, got)
		}
	})
}

// The keys of the original in the form of II.1 have the fingerprints that the
// original printed.
func TestParametersReference(t *testing.T) {
	t.Parallel()
	var file struct {
		Keys map[string]struct{ N, E, Form string }
	}
	reference(t, "keys.json", &file)
	checked := 0
	for kid, k := range file.Keys {
		if k.Form != "spki" {
			continue
		}
		p := jose.Parameters{RSA: &jose.RSA{N: k.N, E: k.E}}
		if err := json.Unmarshal([]byte(`"`+kid+`"`), &p.RSA.KID); err != nil {
			t.Fatal(err)
		}
		if _, err := p.PublicKey(); err != nil {
			t.Errorf("%s: %v", kid, err)
		}
		checked++
	}
	if checked == 0 {
		t.Error("no key was checked")
	}
}

// reference reads a file of the reference vectors, which stand outside the
// repository: in $MESH_REFERENCE or ../shared/reference.
func reference(t *testing.T, name string, v any) {
	t.Helper()
	dir := os.Getenv("MESH_REFERENCE")
	if dir == "" {
		dir = filepath.Join("..", "shared", "reference")
	}
	if !filepath.IsAbs(dir) {
		dir = filepath.Join(moduleRoot(t), dir)
	}
	data, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil && os.Getenv("CI") == "true" {
		t.Fatalf("the reference vectors are absent: %v", err)
	}
	if err != nil {
		t.Skipf("the reference vectors are absent: %v", err)
	}
	if err := json.Unmarshal(data, v); err != nil {
		t.Fatal(err)
	}
}

func moduleRoot(t *testing.T) string {
	t.Helper()
	dir := must[string](t)(os.Getwd())
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if dir == filepath.Dir(dir) {
			t.Fatal("no go.mod above the test")
		}
		dir = filepath.Dir(dir)
	}
}
