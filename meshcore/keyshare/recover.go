package keyshare

import (
	"math/bits"
	"slices"
)

// Recover rebuilds the secret that matches accepts (that has the fingerprint
// of the escrow entry), whichever of the shares are wrong, as long as a quorum
// is right. It tries the first quorum, then all others, and returns the
// indexes in shares of those that do not belong to the secret; a share given
// twice is not wrong. Shares may be of several kits; at most 15 distinct ones
// are tried. The error is or wraps [ErrTooFew] or [ErrNoMatch].
func Recover(shares []Share, matches func(secret [SecretSize]byte) bool) (secret [SecretSize]byte, bad []int, err error) {
	once := distinct(shares)
	if len(once) > MaxShares {
		return secret, nil, refuse(ErrNoMatch, "%d different shares were given, a kit has at most %d", len(once), MaxShares)
	}
	kits := byKit(once)
	for _, kit := range kits {
		if secret, quorum := search(kit, matches); quorum != nil {
			return secret, misfits(quorum, shares), nil
		}
	}
	return secret, nil, whyNot(kits)
}

// byKit groups shares that could be of one secret, the greatest group first.
func byKit(shares []Share) [][]Share {
	var kits [][]Share
	for _, s := range shares {
		i := slices.IndexFunc(kits, func(kit []Share) bool { return s.sameKit(kit[0]) })
		if i < 0 {
			i, kits = len(kits), append(kits, nil)
		}
		kits[i] = append(kits[i], s)
	}
	slices.SortStableFunc(kits, func(a, b []Share) int { return len(b) - len(a) })
	return kits
}

// search tries every quorum of kit, the first shares first, and returns the
// secret and the quorum that gave it.
func search(kit []Share, matches func([SecretSize]byte) bool) (secret [SecretSize]byte, quorum []Share) {
	for set := uint(0); set < 1<<len(kit); set++ {
		if bits.OnesCount(set) != kit[0].Threshold() {
			continue
		}
		quorum = quorum[:0]
		for i, s := range kit {
			if set>>i&1 == 1 {
				quorum = append(quorum, s)
			}
		}
		if oneKit(quorum) != nil {
			continue
		}
		if secret, ok := rebuild(quorum); ok && matches(secret) {
			return secret, quorum
		}
	}
	return secret, nil
}

// misfits returns the indexes of the shares that quorum does not determine.
func misfits(quorum, shares []Share) (bad []int) {
	for i, s := range shares {
		if !fits(quorum, s) {
			bad = append(bad, i)
		}
	}
	return bad
}

// whyNot tells shares that are too few from shares that are wrong.
func whyNot(kits [][]Share) error {
	switch {
	case len(kits) == 0:
		return oneKit(nil)
	case len(kits[0]) >= kits[0][0].Threshold():
		return refuse(ErrNoMatch, "the shares do not give the secret of this kit: at least one is wrong, or of another kit")
	case len(kits) > 1:
		return refuse(ErrNoMatch, "the shares are not all of one kit")
	}
	return tooFew(kits[0])
}
