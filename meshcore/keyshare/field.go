package keyshare

import (
	"errors"
	"fmt"
	"io"
	"math/big"
	"slices"
)

// modulus is the prime 2^129 - 25.
var modulus = new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 129), big.NewInt(25))

// drawTries bounds the draws of one element: a second refusal has a chance of
// 2^-248, so a source that causes it is no random source.
const drawTries = 2

// draw returns an element uniform modulo p.
func draw(r io.Reader) (*big.Int, error) {
	var b [valueSize]byte
	for range drawTries {
		if _, err := io.ReadFull(r, b[:]); err != nil {
			return nil, fmt.Errorf("random coefficient: %w", err)
		}
		b[valueSize-1] &= 1
		if v := integer(b[:]); v.Cmp(modulus) < 0 {
			return v, nil
		}
	}
	return nil, errors.New("the random source repeats itself")
}

// integer reads little-endian bytes.
func integer(b []byte) *big.Int {
	reversed := slices.Clone(b)
	slices.Reverse(reversed)
	return new(big.Int).SetBytes(reversed)
}

// element writes v, below 2^136, as little-endian bytes.
func element(v *big.Int) (b [valueSize]byte) {
	v.FillBytes(b[:])
	slices.Reverse(b[:])
	return b
}

// evaluate returns the polynomial's value at x; the constant comes first.
func evaluate(coefficients []*big.Int, x int) *big.Int {
	at, sum := big.NewInt(int64(x)), new(big.Int)
	for _, c := range slices.Backward(coefficients) {
		sum.Mul(sum, at).Add(sum, c).Mod(sum, modulus)
	}
	return sum
}

// interpolate returns the value at x of the polynomial through points, whose
// numbers differ (Lagrange).
func interpolate(points []Share, x int) *big.Int {
	sum := new(big.Int)
	for i, p := range points {
		above, below := p.y(), big.NewInt(1)
		for j, q := range points {
			if i != j {
				above.Mul(above, big.NewInt(int64(x-q.Number()))).Mod(above, modulus)
				below.Mul(below, big.NewInt(int64(p.Number()-q.Number())))
			}
		}
		below.ModInverse(below.Mod(below, modulus), modulus)
		sum.Add(sum, above.Mul(above, below)).Mod(sum, modulus)
	}
	return sum
}

// y returns the share's value as a number.
func (s Share) y() *big.Int { return integer(s.value[:]) }
