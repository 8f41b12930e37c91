package keyshare

import (
	"crypto/subtle"
	"errors"
	"fmt"
	"slices"
)

// Combine rebuilds the secret from at least a quorum of shares of one kit,
// each given once; every share beyond the quorum must fit too. A wrong share
// among just a quorum goes unnoticed here: compare the fingerprint of the
// result, as [Recover] does.
func Combine(shares []Share) (secret [SecretSize]byte, err error) {
	if err := oneKit(shares); err != nil {
		return secret, err
	}
	quorum := shares[0].Threshold()
	if len(shares) < quorum {
		return secret, tooFew(shares)
	}
	secret, ok := rebuild(shares[:quorum])
	for _, s := range shares[quorum:] {
		ok = ok && fits(shares[:quorum], s)
	}
	if !ok {
		return [SecretSize]byte{}, refuse(ErrNoMatch, "the shares do not fit together: at least one is wrong, or of another kit")
	}
	return secret, nil
}

// oneKit requires shares of the same quorum and form with distinct places.
func oneKit(shares []Share) error {
	if len(shares) == 0 {
		return refuse(ErrTooFew, "no share was given")
	}
	for i, s := range shares {
		switch first := shares[0]; {
		case s.Threshold() < MinQuorum:
			return errors.New("a share is empty")
		case !s.sameKit(first):
			return fmt.Errorf("share %d of those given is of another kit than the first", i+1)
		case slices.Contains(shares[:i], s):
			return fmt.Errorf("share %d of those given was given before", i+1)
		case slices.ContainsFunc(shares[:i], s.samePlace):
			return fmt.Errorf("two different shares have the number %d", s.Number())
		}
	}
	return nil
}

// samePlace reports whether s and o claim the same place in their kit.
func (s Share) samePlace(o Share) bool { return !s.all() && s.Number() == o.Number() }

// distinct returns shares without repetitions.
func distinct(shares []Share) []Share {
	var once []Share
	for _, s := range shares {
		if !slices.Contains(once, s) {
			once = append(once, s)
		}
	}
	return once
}

// rebuild returns the secret of exactly a quorum of shares, and false if they
// give a value that is too great for one.
func rebuild(quorum []Share) (secret [SecretSize]byte, ok bool) {
	if quorum[0].all() {
		for _, s := range quorum {
			subtle.XORBytes(secret[:], secret[:], s.value[:SecretSize])
		}
		return secret, true
	}
	value := element(interpolate(quorum, 0))
	return [SecretSize]byte(value[:SecretSize]), value[SecretSize] == 0
}

// fits reports whether s is one of the shares that a quorum determines.
func fits(quorum []Share, s Share) bool {
	if slices.Contains(quorum, s) {
		return true
	}
	return !s.all() && s.sameKit(quorum[0]) && s.value == element(interpolate(quorum, s.Number()))
}

// tooFew says how many more are needed. Only the n-of-n form knows n.
func tooFew(given []Share) error {
	need, were := fmt.Sprintf("%d", given[0].Threshold()), "were"
	if given[0].all() {
		need += " of " + need
	}
	if len(given) == 1 {
		were = "was"
	}
	return refuse(ErrTooFew, "%s shares are needed, %d %s given", need, len(given), were)
}
