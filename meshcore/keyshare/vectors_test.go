package keyshare_test

import (
	"bytes"
	"encoding/hex"
	"testing"

	"meshportal/meshcore/keyshare"
	"meshportal/meshcore/udf"
)

type vector struct {
	Threshold, Shares int
	Key               string
	Coefficients      []string
	ShareBytes        []string
	ShareTexts        []string
	Recovered         []string
	EscrowIdentifier  udf.Fingerprint
}

// random returns what Split must draw to make the shares of v.
func (v vector) random() []byte {
	var b []byte
	for _, c := range v.Coefficients {
		b = append(append(b, unhex(c)...), 0) // 17 bytes an element, little-endian
	}
	if v.Threshold == v.Shares {
		for _, s := range v.ShareBytes[:v.Shares-1] {
			b = append(b, unhex(s)[1:]...)
		}
	}
	return b
}

func unhex(s string) []byte {
	b, err := hex.DecodeString(s)
	if err != nil {
		panic(err)
	}
	return b
}

func vectors(t *testing.T) []vector {
	var file struct{ Examples []vector }
	reference(t, "shamir.json", &file)
	if len(file.Examples) == 0 {
		t.Fatal("shamir.json has no examples")
	}
	return file.Examples
}

func TestSplitVectors(t *testing.T) {
	t.Parallel()
	for _, v := range vectors(t) {
		random := bytes.NewReader(v.random())
		shares, err := keyshare.Split(random, [16]byte(unhex(v.Key)), v.Threshold, v.Shares)
		if err != nil || len(shares) != v.Shares || random.Len() != 0 {
			t.Fatalf("%d of %d: %d shares, %v, %d random bytes left", v.Threshold, v.Shares, len(shares), err, random.Len())
		}
		for i, s := range shares {
			if hex.EncodeToString(s.Bytes()) != v.ShareBytes[i] || s.String() != v.ShareTexts[i] || s.Threshold() != v.Threshold {
				t.Errorf("share %d: got %x = %s, want %s = %s", i+1, s.Bytes(), s, v.ShareBytes[i], v.ShareTexts[i])
			}
			if want := i + 1; v.Threshold < v.Shares && s.Number() != want || v.Threshold == v.Shares && s.Number() != 0 {
				t.Errorf("share %d has number %d", want, s.Number())
			}
		}
	}
}

func TestCombineVectors(t *testing.T) {
	t.Parallel()
	for _, v := range vectors(t) {
		for _, texts := range [][]string{v.Recovered, v.ShareTexts} {
			secret, err := keyshare.Combine(parseAll(t, texts))
			if hex.EncodeToString(secret[:]) != v.Key || err != nil {
				t.Errorf("%d of %d: got %x, %v, want %s", v.Threshold, v.Shares, secret, err, v.Key)
			}
			if got := udf.Of(udf.ContentEscrow, secret[:]); got != v.EscrowIdentifier {
				t.Errorf("got escrow entry %s, want %s", got, v.EscrowIdentifier)
			}
		}
	}
}

func parseAll(t *testing.T, texts []string) []keyshare.Share {
	t.Helper()
	var shares []keyshare.Share
	for _, text := range texts {
		s, err := keyshare.Parse(text)
		if err != nil || s.String() != text {
			t.Fatalf("Parse(%s): got %s, %v", text, s, err)
		}
		shares = append(shares, s)
	}
	return shares
}
