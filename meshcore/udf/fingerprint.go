package udf

import (
	"crypto/subtle"
	"fmt"
	"strings"
)

const (
	letterCount = Bits / 5                                // characters without dashes
	textLength  = letterCount + letterCount/groupSize - 1 // characters with dashes
)

// Fingerprint is the text of a fingerprint: upper case, groups of five joined
// by dashes, 35 characters for 150 bits. What comes from outside must pass
// [Parse] (from people) or [Fingerprint.Valid] (from the wire) first.
type Fingerprint string

// Parse reads a fingerprint as people write it, in any case and with or
// without dashes and spaces, and returns its one canonical text. It accepts
// 150 bits of version 0x60 or 0x88 alone.
func Parse(s string) (Fingerprint, error) {
	letters, err := Letters(s)
	if err != nil {
		return "", fmt.Errorf("fingerprint: %w", err)
	}
	if len(letters) != letterCount {
		return "", fmt.Errorf("a fingerprint has %d characters without dashes, this one has %d", letterCount, len(letters))
	}
	if v := version(letters); v != versionSHA2 && v != versionRandom {
		return "", fmt.Errorf("a fingerprint begins with MA to MD or RA to RD, this one has the unknown version 0x%02x", v)
	}
	return Fingerprint(Grouped(letters)), nil
}

// version returns the first byte of a value whose letters are of the alphabet.
func version(letters string) byte {
	return byte(strings.IndexByte(alphabet, letters[0])<<3 | strings.IndexByte(alphabet, letters[1])>>2)
}

// Valid reports whether f is the canonical text of 150 bits of version 0x60 or
// 0x88. Documents and messages carry only such values.
func (f Fingerprint) Valid() bool {
	if len(f) != textLength {
		return false
	}
	parsed, err := Parse(string(f))
	return err == nil && parsed == f
}

// IsRandom reports whether f is a valid random identifier rather than the
// digest of something.
func (f Fingerprint) IsRandom() bool {
	return f.Valid() && version(string(f)) == versionRandom
}

// String returns the text itself.
func (f Fingerprint) String() string { return string(f) }

// Groups returns the groups of five, for display.
func (f Fingerprint) Groups() []string { return strings.Split(string(f), "-") }

// Match reports whether a and b are the same valid fingerprint. Its time does
// not depend on where they differ. Two empty values do not match.
func Match(a, b Fingerprint) bool {
	same := subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1
	return same && a.Valid()
}
