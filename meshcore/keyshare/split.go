package keyshare

import (
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"math/big"
)

// Split divides secret into shares, any quorum of which rebuild it:
// 2 <= quorum <= shares <= 15. All randomness comes from r, which is
// crypto/rand.Reader outside tests.
func Split(r io.Reader, secret [SecretSize]byte, quorum, shares int) ([]Share, error) {
	if quorum < MinQuorum || quorum > shares || shares > MaxShares {
		return nil, fmt.Errorf("%d of %d shares: a kit has %d to %d shares and needs at least %[3]d of them",
			quorum, shares, MinQuorum, MaxShares)
	}
	if quorum == shares {
		return splitAll(r, secret, shares)
	}
	return splitSome(r, secret, quorum, shares)
}

// splitSome returns points of a polynomial whose value at 0 is the secret.
func splitSome(r io.Reader, secret [SecretSize]byte, quorum, shares int) ([]Share, error) {
	coefficients := []*big.Int{integer(secret[:])}
	for range quorum - 1 {
		c, err := draw(r)
		if err != nil {
			return nil, err
		}
		coefficients = append(coefficients, c)
	}
	made := make([]Share, shares)
	for i := range made {
		made[i] = Share{byte(quorum<<4 | i), element(evaluate(coefficients, i+1))}
	}
	return made, nil
}

// splitAll returns strings whose exclusive or is the secret.
func splitAll(r io.Reader, secret [SecretSize]byte, shares int) ([]Share, error) {
	made := make([]Share, shares)
	rest := secret
	for i := range made {
		made[i].header = byte(shares<<4 | xorMark)
		if i == shares-1 {
			copy(made[i].value[:], rest[:])
			break
		}
		if _, err := io.ReadFull(r, made[i].value[:SecretSize]); err != nil {
			return nil, fmt.Errorf("random share: %w", err)
		}
		subtle.XORBytes(rest[:], rest[:], made[i].value[:SecretSize])
	}
	if len(distinct(made)) != shares { // Combine would refuse them
		return nil, errors.New("two shares are the same: the secret or the random source is not random")
	}
	return made, nil
}
