package keyshare_test

import (
	"encoding/base32"
	"math/big"
	"slices"
	"strings"
	"testing"

	"meshportal/meshcore/keyshare"
)

const (
	share1   = "EBJP5-7QKEW-DWWVQ-6JBUR-VJTPF-OAQA" // 2 of 3
	share2   = "EGSPX-6YSIY-E5DJJ-UQ7EC-SQGSJ-DZQA"
	share3   = "EL3PR-6A2M6-FTN5K-KYYTT-TWRUM-ZSQC"
	xorText1 = "F5TJJ-UWEEK-WNECF-AA4UT-SSD7N-GMQ" // 2 of 2
	xorText2 = "F5TJL-UGHE2-U5ID5-IBYRT-ERDSM-6LA"
)

func TestParseIgnoresCaseDashesAndSpaces(t *testing.T) {
	t.Parallel()
	for _, text := range []string{strings.ToLower(share1), strings.ReplaceAll(share1, "-", ""), " ebjp57QKEW  " + share1[12:] + "\n"} {
		if s, err := keyshare.Parse(text); err != nil || s.String() != share1 {
			t.Errorf("%q: got %s, %v", text, s, err)
		}
	}
}

func base(b ...byte) string {
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b)
}

// point returns the text of a polynomial share with the value p + delta.
func point(header byte, delta int64) string {
	p := new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 129), big.NewInt(25-delta))
	b := p.Bytes()
	slices.Reverse(b)
	return base(append([]byte{header}, b...)...)
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	sixteen := slices.Repeat([]byte{7}, 16)
	for _, test := range []struct{ rule, text, says string }{
		{"a share is not empty", "", "0 characters"},
		{"the length is one of whole bytes", share1[:32], "27 characters"},
		{"a share has at most 18 bytes", share1 + "AA", "31 characters"},
		{"spare bits are zero", share1[:33] + "B", "last character"},
		{"the alphabet has no 1", "1" + share1[1:], "'1'"},
		{"the quorum is at least 2", base(append([]byte{0x10}, sixteen...)...), "first character"},
		{"a value is below p", point(0x20, 0), "out of range"},
		{"a value is not negative", base(append([]byte{0x20}, slices.Repeat([]byte{0x80}, 16)...)...), "out of range"},
		{"a value is below 2^129", base(append([]byte{0x20}, append(sixteen, 2)...)...), "out of range"},
		{"two's complement is shortest", base(append([]byte{0x20}, append(sixteen, 0)...)...), "shortest"},
		{"an n-of-n share has 17 bytes", base(append([]byte{0x2f}, append(sixteen, 1)...)...), "18 bytes"},
		{"15 shares are not needed of 16", base(append([]byte{0xf0}, sixteen...)...), "more than 15"},
	} {
		t.Run(test.rule, func(t *testing.T) {
			t.Parallel()
			s, err := keyshare.Parse(test.text)
			if err == nil || s != (keyshare.Share{}) || !strings.Contains(err.Error(), test.says) {
				t.Errorf("got %v, %v, want an error with %q", s, err, test.says)
			}
		})
	}
}

func TestParseAcceptsExtremes(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		base(0x20, 0), base(0x20, 0x80, 0), base(0xee, 0x7f), point(0x20, -1),
		base(append([]byte{0x2f}, make([]byte, 16)...)...), base(append([]byte{0xff}, slices.Repeat([]byte{0xff}, 16)...)...),
	} {
		if s, err := keyshare.Parse(text); err != nil || strings.ReplaceAll(s.String(), "-", "") != text {
			t.Errorf("%s: got %s, %v", text, s, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{share1, xorText1, strings.ToLower(share2), "", "E", base(0x20, 0), point(0x20, 0), "\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := keyshare.Parse(text)
		if err != nil {
			return
		}
		if again, err := keyshare.Parse(s.String()); err != nil || again != s {
			t.Errorf("%q: Parse∘String is not the identity: %s, %v", text, again, err)
		}
		if k := s.Threshold(); k < 2 || k > 15 || s.Number() < 0 || s.Number() > 15 {
			t.Errorf("%q: quorum %d, number %d", text, k, s.Number())
		}
	})
}
