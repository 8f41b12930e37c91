package ledger_test

import (
	"bytes"
	"crypto/sha256"
	"strings"
	"testing"
	"time"

	"meshportal/meshcore/ledger"
)

const (
	zeros  = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
	ones   = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE="
	twos   = "AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI="
	first  = "mesh-leaf/1\npersonal\n" + ones + "\n0\n-\n" + twos + "\n2026-03-01T12:00:00Z\n"
	second = "mesh-leaf/1\nerased\n" + ones + "\n1\n" + zeros + "\n" + twos + "\n2026-03-01T12:00:00Z\n"
)

func TestLeaf(t *testing.T) {
	t.Parallel()
	ones, twos := ledger.Hash(bytes.Repeat([]byte{1}, 32)), ledger.Hash(bytes.Repeat([]byte{2}, 32))
	for text, want := range map[string]ledger.Leaf{
		first:  {Kind: ledger.KindPersonal, Label: ones, Commitment: twos, Time: noon},
		second: {Kind: ledger.KindErased, Label: ones, Sequence: 1, Commitment: twos, Time: noon},
	} {
		got, err := ledger.ParseLeaf([]byte(text))
		check(t, err)
		if got != want {
			t.Errorf("got %+v, want %+v", got, want)
		}
		if got := string(want.Marshal()); got != text {
			t.Errorf("got %q, want %q", got, text)
		}
		// RFC 6962, 2.1: SHA-256(0x00 || leaf)
		if got, want := want.Hash(), ledger.Hash(sha256.Sum256([]byte("\x00"+text))); got != want {
			t.Errorf("hash: got %s, want %s", got, want)
		}
	}
}

func TestLeafMarshalWritesUTCInSeconds(t *testing.T) {
	t.Parallel()
	l := ledger.Leaf{Kind: ledger.KindEscrow, Time: noon.Add(time.Millisecond).In(time.FixedZone("east", 3600))}
	got, err := ledger.ParseLeaf(l.Marshal())
	check(t, err)
	if !got.Time.Equal(noon) {
		t.Errorf("got %s, want %s", got.Time, noon)
	}
}

func TestParseLeafRefuses(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"nothing":                  "",
		"no line":                  "\n\n\n\n\n\n\n",
		"another header":           strings.Replace(first, "leaf/1", "leaf/2", 1),
		"another kind":             strings.Replace(first, "personal", "person", 1),
		"kind in capitals":         strings.Replace(first, "personal", "Personal", 1),
		"no kind":                  strings.Replace(first, "personal", "", 1),
		"six lines":                strings.Replace(first, "\n-\n", "\n", 1),
		"eight lines":              first + "\n",
		"line without end":         strings.TrimSuffix(first, "\n"),
		"text behind":              first + "x",
		"CR LF":                    strings.ReplaceAll(first, "\n", "\r\n"),
		"CR within base64":         strings.Replace(first, "AQEB", "AQ\rEB", 1),
		"space behind":             strings.Replace(first, "\n0\n", "\n0 \n", 1),
		"sequence 0 with previous": strings.Replace(first, "\n-\n", "\n"+zeros+"\n", 1),
		"sequence 0, no previous":  strings.Replace(first, "\n-\n", "\n\n", 1),
		"sequence 1 with -":        strings.Replace(second, zeros, "-", 1),
		"leading zero":             strings.Replace(second, "\n1\n", "\n01\n", 1),
		"plus":                     strings.Replace(second, "\n1\n", "\n+1\n", 1),
		"minus":                    strings.Replace(second, "\n1\n", "\n-1\n", 1),
		"minus zero":               strings.Replace(first, "\n0\n", "\n-0\n", 1),
		"hexadecimal":              strings.Replace(second, "\n1\n", "\n0x1\n", 1),
		"sequence of 65 bits":      strings.Replace(second, "\n1\n", "\n18446744073709551616\n", 1),
		"base64 for URLs":          strings.Replace(first, "AQEB", "_-EB", 1),
		"base64 without padding":   strings.ReplaceAll(first, "=", ""),
		"loose bits in base64":     strings.Replace(first, "AQE=", "AQF=", 1),
		"short hash":               strings.Replace(first, ones, "AQE=", 1),
		"no commitment":            strings.Replace(first, twos, "-", 1),
		"no time":                  strings.Replace(first, "2026-03-01T12:00:00Z", "", 1),
		"offset":                   strings.Replace(first, "00Z", "00+00:00", 1),
		"fraction":                 strings.Replace(first, "00Z", "00.5Z", 1),
		"comma":                    strings.Replace(first, "00Z", "00,0Z", 1),
		"small letters":            strings.Replace(first, "T12", "t12", 1),
		"no such day":              strings.Replace(first, "03-01", "02-30", 1),
		"leap second":              strings.Replace(first, "00Z", "60Z", 1),
		"one digit":                strings.Replace(first, "T12", "T2", 1),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := ledger.ParseLeaf([]byte(text))
			wantError(t, err, ledger.ErrMalformed)
			if got != (ledger.Leaf{}) {
				t.Errorf("got %+v beside an error", got)
			}
		})
	}
}

// protocol.md II.5 states both as SHA-256 of a prefix and what follows.
func TestLabelAndCommit(t *testing.T) {
	t.Parallel()
	if got, want := ledger.Label("MB2GK"), ledger.Hash(sha256.Sum256([]byte("mesh-label/1\nMB2GK"))); got != want {
		t.Errorf("label: got %s, want %s", got, want)
	}
	salt, version := [32]byte{1}, [32]byte{2}
	text := "mesh-body/1\n" + string(salt[:]) + string(version[:])
	if got, want := ledger.Commit(salt, version), ledger.Hash(sha256.Sum256([]byte(text))); got != want {
		t.Errorf("commitment: got %s, want %s", got, want)
	}
}

func FuzzParseLeaf(f *testing.F) {
	for _, seed := range []string{"", first, second, first + second, strings.ReplaceAll(first, "=", "")} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		l, err := ledger.ParseLeaf(text)
		if err == nil && !bytes.Equal(l.Marshal(), text) {
			t.Errorf("read %q, wrote %q", text, l.Marshal())
		}
	})
}
