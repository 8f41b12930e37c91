package catalog

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"meshportal/meshcore"
)

// Classes is a set of classes of characters.
type Classes uint8

// The classes. Symbols are few, such as most sites take.
const (
	Lower Classes = 1 << iota
	Upper
	Digits
	Symbols

	AllClasses = Lower | Upper | Digits | Symbols
)

// The length of a password, in characters.
const (
	DefaultLength = 20
	MinLength     = 8
	MaxLength     = 128
)

var alphabets = [...]string{
	"abcdefghijklmnopqrstuvwxyz",
	"ABCDEFGHIJKLMNOPQRSTUVWXYZ",
	"0123456789",
	"!#%+,-.:=?@_",
}

// attempts is more than a sound random source ever needs.
const attempts = 10_000

// Generate returns a password, uniform over all those of that length with at
// least one character of each class. A length of 0 is [DefaultLength], no
// class all of them.
func Generate(r io.Reader, length int, classes Classes) (string, error) {
	if length == 0 {
		length = DefaultLength
	}
	if length < MinLength || length > MaxLength {
		return "", meshcore.Invalid("a password has %d to %d characters", MinLength, MaxLength)
	}
	chosen := classes.alphabets()
	for range attempts {
		s, err := draw(r, length, strings.Join(chosen, ""))
		if err != nil {
			return "", fmt.Errorf("password: %w", err)
		}
		if hasAll(s, chosen) {
			return s, nil
		}
	}
	return "", errors.New("password: the random source repeats itself")
}

func (c Classes) alphabets() (chosen []string) {
	if c&AllClasses == 0 {
		c = AllClasses
	}
	for i, a := range alphabets {
		if c&(1<<i) != 0 {
			chosen = append(chosen, a)
		}
	}
	return chosen
}

func hasAll(s string, alphabets []string) bool {
	for _, a := range alphabets {
		if !strings.ContainsAny(s, a) {
			return false
		}
	}
	return true
}

// draw drops the bytes beyond the greatest multiple of the alphabet's length,
// so that every character is as likely as any other.
func draw(r io.Reader, length int, alphabet string) (string, error) {
	limit := 256 / len(alphabet) * len(alphabet)
	password := make([]byte, 0, length)
	random := make([]byte, length)
	for tries := 0; len(password) < length; tries++ {
		if tries == attempts {
			return "", errors.New("the random source repeats itself")
		}
		if _, err := io.ReadFull(r, random); err != nil {
			return "", err
		}
		for _, b := range random {
			if int(b) < limit && len(password) < length {
				password = append(password, alphabet[int(b)%len(alphabet)])
			}
		}
	}
	return string(password), nil
}
