package udf

import (
	"fmt"
	"strings"
	"unicode"
)

const (
	alphabet  = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567" // RFC 4648, section 6
	groupSize = 5
)

// Letters returns the base32 characters of s in upper case. Dashes of any kind
// and white space are dropped; any other character is refused. Case is that
// of ASCII alone, so that no foreign letter turns into one of the alphabet.
func Letters(s string) (string, error) {
	var b strings.Builder
	position := 0
	for _, r := range s {
		position++
		switch {
		case 'A' <= r && r <= 'Z', '2' <= r && r <= '7':
			b.WriteByte(byte(r))
		case 'a' <= r && r <= 'z':
			b.WriteByte(byte(r) - 'a' + 'A')
		case unicode.IsSpace(r), unicode.Is(unicode.Pd, r):
		default:
			return "", fmt.Errorf("the character %q at position %d is none of A-Z and 2-7", r, position)
		}
	}
	return b.String(), nil
}

// Grouped joins letters in groups of five by dashes; the last may be shorter.
func Grouped(letters string) string {
	var b strings.Builder
	for i := range len(letters) {
		if i > 0 && i%groupSize == 0 {
			b.WriteByte('-')
		}
		b.WriteByte(letters[i])
	}
	return b.String()
}
