package keyshare_test

import (
	"bytes"
	crand "crypto/rand"
	"errors"
	"io"
	"math/rand/v2"
	"testing"

	"meshportal/meshcore/keyshare"
)

// source returns a repeatable source of random bytes and choices.
func source(seed byte) (*rand.Rand, *rand.ChaCha8) {
	c := rand.NewChaCha8([32]byte{seed})
	return rand.New(c), c
}

func split(t *testing.T, r io.Reader, secret [16]byte, quorum, shares int) []keyshare.Share {
	t.Helper()
	made, err := keyshare.Split(r, secret, quorum, shares)
	if err != nil {
		t.Fatalf("%d of %d: %v", quorum, shares, err)
	}
	return made
}

func TestAnyQuorumRebuildsTheSecret(t *testing.T) {
	t.Parallel()
	choose, random := source(1)
	for shares := 2; shares <= keyshare.MaxShares; shares++ {
		for quorum := 2; quorum <= shares; quorum++ {
			var secret [16]byte
			random.Read(secret[:])
			made := split(t, random, secret, quorum, shares)
			choose.Shuffle(shares, func(i, j int) { made[i], made[j] = made[j], made[i] })
			for n := quorum; n <= shares; n++ {
				if got, err := keyshare.Combine(made[:n]); err != nil || got != secret {
					t.Errorf("%d shares of %d of %d: got %x, %v, want %x", n, quorum, shares, got, err, secret)
				}
			}
			if _, err := keyshare.Combine(made[:quorum-1]); !errors.Is(err, keyshare.ErrTooFew) {
				t.Errorf("%d shares of %d of %d: %v", quorum-1, quorum, shares, err)
			}
		}
	}
}

func TestQuorumAndSharesAreFrom2To15(t *testing.T) {
	t.Parallel()
	for shares := -1; shares <= 17; shares++ {
		for quorum := -1; quorum <= 17; quorum++ {
			_, err := keyshare.Split(crand.Reader, [16]byte{1}, quorum, shares)
			if allowed := 2 <= quorum && quorum <= shares && shares <= 15; (err == nil) != allowed {
				t.Errorf("%d of %d: %v", quorum, shares, err)
			}
		}
	}
}

func TestCoefficientsAreUniformModuloP(t *testing.T) {
	t.Parallel()
	tooGreat := append(bytes.Repeat([]byte{0xff}, 16), 1)    // 2^129-1
	greatest := append([]byte{0xe6}, tooGreat[1:]...)        // 2^129-26 = p-1
	random := bytes.NewReader(append(tooGreat, greatest...)) // the first is drawn again
	made := split(t, random, [16]byte{5}, 2, 3)              // 5 - x
	for i, want := range []string{"2004", "2103", "2202"} {
		if got := made[i].Bytes(); !bytes.Equal(got, unhex(want)) {
			t.Errorf("share %d: got %x, want %s", i+1, got, want)
		}
	}
}

func TestBrokenRandomSourceIsRefused(t *testing.T) {
	t.Parallel()
	for name, r := range map[string]io.Reader{
		"always ones": bytes.NewReader(bytes.Repeat([]byte{0xff}, 1000)),
		"short":       bytes.NewReader(make([]byte, 16)),
	} {
		if _, err := keyshare.Split(r, [16]byte{1}, 3, 5); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	if _, err := keyshare.Split(bytes.NewReader(make([]byte, 16)), [16]byte{1}, 3, 3); err == nil {
		t.Error("a short source makes 3 of 3 shares")
	}
	if _, err := keyshare.Split(crand.Reader, [16]byte{}, 2, 2); err == nil {
		t.Error("2 of 2 equal shares of nothing are made")
	}
}
