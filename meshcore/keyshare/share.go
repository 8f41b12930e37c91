package keyshare

import (
	"encoding/base32"
	"slices"

	"meshportal/meshcore/udf"
)

// SecretSize is the length of the shared secret in bytes.
const SecretSize = 16

// The limits of a kit: MinQuorum <= quorum <= shares <= MaxShares
// (protocol.md Part I d.5).
const (
	MinQuorum = 2
	MaxShares = 15
)

const (
	xorMark   = 15             // the low nibble of every share of the n-of-n form
	valueSize = SecretSize + 1 // a value modulo p, little-endian
)

var encoding = base32.StdEncoding.WithPadding(base32.NoPadding)

// Share is one share of a secret, complete and well-formed unless it is the
// zero value. Shares can be compared with ==. Whoever holds a quorum of them
// holds the secret: they are never logged.
type Share struct {
	header byte
	value  [valueSize]byte // little-endian; the last byte is 0 in the n-of-n form
}

// Threshold returns how many shares rebuild the secret: 2 to 15.
func (s Share) Threshold() int { return int(s.header >> 4) }

// Number returns the share's place, from 1, or 0 in the n-of-n form, whose
// shares do not know theirs.
func (s Share) Number() int {
	if s.all() {
		return 0
	}
	return int(s.header&15) + 1
}

// all reports whether s is of the n-of-n form, which needs every share.
func (s Share) all() bool { return s.header&15 == xorMark }

// sameKit reports whether s and o could be shares of one secret.
func (s Share) sameKit(o Share) bool {
	return s.Threshold() == o.Threshold() && s.all() == o.all()
}

// Bytes returns the share as protocol.md Part I d.5 writes it: 17 or 18 bytes,
// rarely fewer.
func (s Share) Bytes() []byte {
	value := s.value[:]
	if s.all() {
		value = value[:SecretSize]
	} else {
		value = shortest(value)
	}
	return slices.Concat([]byte{s.header}, value)
}

// shortest cuts a little-endian value to the fewest bytes that are its two's
// complement: the highest bit, the sign, stays zero.
func shortest(value []byte) []byte {
	for len(value) > 1 && value[len(value)-1] == 0 && value[len(value)-2] < 0x80 {
		value = value[:len(value)-1]
	}
	return value
}

// String returns the share text: base32 in groups of five.
func (s Share) String() string { return udf.Grouped(s.letters()) }

func (s Share) letters() string { return encoding.EncodeToString(s.Bytes()) }
