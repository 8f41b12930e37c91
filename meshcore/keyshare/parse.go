package keyshare

import (
	"bytes"
	"errors"
	"fmt"

	"meshportal/meshcore/udf"
)

// Parse reads a share text without check letters; case, dashes and spaces do
// not matter. Everything else must be as [Share.String] writes it, so that a
// share has one text (protocol.md Part I d.5). No error quotes the share.
func Parse(text string) (Share, error) {
	letters, err := udf.Letters(text)
	if err != nil {
		return Share{}, fmt.Errorf("share: %w", err)
	}
	return fromLetters(letters)
}

func fromLetters(letters string) (Share, error) {
	if !plainLength(len(letters)) {
		return Share{}, fmt.Errorf("no share has %d characters; most have 28 or 29", len(letters))
	}
	b, err := encoding.DecodeString(letters)
	if err != nil || encoding.EncodeToString(b) != letters {
		return Share{}, errors.New("the last character of the share is not one that a share ends with")
	}
	return fromBytes(b)
}

// plainLength reports whether n characters of base32 are a whole share: a
// header byte and 1 to 17 bytes of value.
func plainLength(n int) bool {
	size := n * 5 / 8
	return size >= 2 && size <= 1+valueSize && encoding.EncodedLen(size) == n
}

func fromBytes(b []byte) (Share, error) {
	s := Share{header: b[0]}
	copy(s.value[:], b[1:])
	switch {
	case s.Threshold() < MinQuorum:
		return Share{}, errors.New("the share's first character is none that a share begins with")
	case s.all() && len(b) != 1+SecretSize:
		return Share{}, fmt.Errorf("the share has %d bytes, one of %d of %[2]d has %d", len(b), s.Threshold(), 1+SecretSize)
	case s.all():
		return s, nil
	case s.Threshold() == MaxShares:
		return Share{}, errors.New("the share is of a kit of more than 15 shares")
	case !bytes.Equal(shortest(b[1:]), b[1:]):
		return Share{}, errors.New("the share's value is not in its shortest form")
	case b[len(b)-1] >= 0x80 || s.y().Cmp(modulus) >= 0:
		return Share{}, errors.New("the share's value is out of range")
	}
	return s, nil
}
