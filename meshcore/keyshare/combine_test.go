package keyshare_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"meshportal/meshcore/keyshare"
	"meshportal/meshcore/udf"
)

const escrow = udf.Fingerprint("MCUDO-BXJXE-3NDCD-BUNTX-XWJ5F-MRNKA")

// opens reports whether secret is that of the worked example.
func opens(secret [16]byte) bool {
	return udf.Match(udf.Of(udf.ContentEscrow, secret[:]), escrow)
}

// other returns a share of another kit of the same form and place as text.
func other(t *testing.T, text string) string {
	t.Helper()
	b := []byte(text)
	b[12] ^= 3 // another letter of the alphabet in the middle
	if _, err := keyshare.Parse(string(b)); err != nil || string(b) == text {
		t.Fatalf("%s is no share: %v", b, err)
	}
	return string(b)
}

func TestCombineRefuses(t *testing.T) {
	t.Parallel()
	const three = "GALO2-IZJPU-SY7WS-UVYWR-F43IB-YSAC"
	for _, test := range []struct {
		rule, says string
		texts      []string
	}{
		{"at least one share", "no share", nil},
		{"at least a quorum", "2 shares are needed, 1 was given", []string{share1}},
		{"all of an n-of-n kit", "2 of 2 shares are needed, 1 was given", []string{xorText1}},
		{"one quorum for all", "share 2 of those given is of another kit", []string{share1, three}},
		{"one form for all", "share 2 of those given is of another kit", []string{share1, xorText2}},
		{"distinct numbers", "have the number 1", []string{share1, other(t, share1)}},
		{"no share twice", "given before", []string{share1, share1}},
		{"no n-of-n share twice", "given before", []string{xorText1, xorText1}},
		{"no more n-of-n shares than n", "do not fit", []string{xorText1, xorText2, other(t, xorText1)}},
		{"shares beyond the quorum fit", "do not fit", []string{share1, share2, other(t, share3)}},
	} {
		t.Run(test.rule, func(t *testing.T) {
			t.Parallel()
			secret, err := keyshare.Combine(parseAll(t, test.texts))
			if err == nil || secret != [16]byte{} || !strings.Contains(err.Error(), test.says) {
				t.Errorf("got %x, %v, want an error with %q", secret, err, test.says)
			}
		})
	}
	if _, err := keyshare.Combine(make([]keyshare.Share, 2)); err == nil {
		t.Error("empty shares are combined")
	}
}

func TestRecover(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, says string
		texts      []string
		bad        []int
		want       error
	}{
		{name: "a quorum", texts: []string{share3, share1}},
		{name: "all shares", texts: []string{share1, share2, share3}},
		{name: "a share twice", texts: []string{share1, share1, share3}},
		{name: "n of n", texts: []string{xorText2, xorText1}},
		{name: "the first is wrong", texts: []string{other(t, share1), share2, share3}, bad: []int{0}},
		{name: "the last is wrong", texts: []string{share1, share2, other(t, share3)}, bad: []int{2}},
		{name: "wrong and right of one number", texts: []string{other(t, share1), share1, share2}, bad: []int{0}},
		{name: "one is of another kit", texts: []string{xorText1, share1, share2}, bad: []int{0}},
		{name: "an n-of-n share too many", texts: []string{xorText1, other(t, xorText1), xorText2}, bad: []int{1}},
		{name: "nothing", want: keyshare.ErrTooFew, says: "no share was given"},
		{name: "too few", texts: []string{share1}, want: keyshare.ErrTooFew, says: "2 shares are needed, 1 was given"},
		{name: "too few of n of n", texts: []string{xorText1, xorText1}, want: keyshare.ErrTooFew, says: "2 of 2 shares are needed, 1 was given"},
		{name: "one of two is wrong", texts: []string{share1, other(t, share2)}, want: keyshare.ErrNoMatch, says: "at least one is wrong"},
		{name: "one of two of two is wrong", texts: []string{xorText1, other(t, xorText2)}, want: keyshare.ErrNoMatch, says: "at least one is wrong"},
		{name: "two kits", texts: []string{share1, xorText1}, want: keyshare.ErrNoMatch, says: "not all of one kit"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			secret, bad, err := keyshare.Recover(parseAll(t, test.texts), opens)
			if !slices.Equal(bad, test.bad) || !errors.Is(err, test.want) || opens(secret) != (test.want == nil) {
				t.Errorf("got %x, bad %v, %v, want bad %v, %v", secret, bad, err, test.bad, test.want)
			}
			if err != nil && !strings.Contains(err.Error(), test.says) {
				t.Errorf("got %q, want %q", err, test.says)
			}
		})
	}
}

func TestRecoverTriesEveryQuorum(t *testing.T) {
	t.Parallel()
	_, random := source(2)
	secret := [16]byte{1, 2, 3}
	made := split(t, random, secret, 7, 15)
	foreign := split(t, random, [16]byte{9}, 7, 15)
	given := append(slices.Clone(foreign[:8]), made[8:]...)
	got, bad, err := keyshare.Recover(given, func(s [16]byte) bool { return s == secret })
	if err != nil || got != secret || !slices.Equal(bad, []int{0, 1, 2, 3, 4, 5, 6, 7}) {
		t.Errorf("got %x, bad %v, %v", got, bad, err)
	}
	if _, _, err := keyshare.Recover(append(foreign, made...), func(s [16]byte) bool { return s == secret }); !errors.Is(err, keyshare.ErrNoMatch) {
		t.Errorf("30 different shares: %v", err)
	}
	if _, _, err := keyshare.Recover(make([]keyshare.Share, 1), opens); err == nil {
		t.Error("an empty share recovers")
	}
}
