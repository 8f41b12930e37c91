package ledger

import (
	"crypto/sha256"
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"
)

// Kind says what sort of document a leaf commits to.
type Kind string

// The kinds of leaves.
const (
	KindPersonal    Kind = "personal"
	KindApplication Kind = "application"
	KindEscrow      Kind = "escrow"
	KindErased      Kind = "erased"
)

// Leaf is one entry of the log (protocol.md II.5). Previous is the hash of the
// label's preceding leaf, and means nothing at sequence 0.
type Leaf struct {
	Kind       Kind
	Label      Hash
	Sequence   uint64
	Previous   Hash
	Commitment Hash
	Time       time.Time // whole seconds, UTC
}

const (
	leafHeader = "mesh-leaf/1"
	leafTime   = "2006-01-02T15:04:05Z"
	maxLeaf    = 256 // bytes; the longest is of 201
)

// Marshal writes the seven lines of the leaf, with the time cut to the second.
// The Kind is one of the four.
func (l Leaf) Marshal() []byte {
	previous := "-"
	if l.Sequence > 0 {
		previous = encode(l.Previous)
	}
	return fmt.Appendf(nil, "%s\n%s\n%s\n%d\n%s\n%s\n%s\n", leafHeader, l.Kind, encode(l.Label), l.Sequence, previous, encode(l.Commitment), l.Time.UTC().Format(leafTime))
}

// Hash returns the leaf hash of RFC 6962.
func (l Leaf) Hash() Hash { return tlog.RecordHash(l.Marshal()) }

// ParseLeaf reads exactly what Marshal writes.
func ParseLeaf(text []byte) (Leaf, error) {
	lines := strings.Split(string(text), "\n")
	if len(lines) != 8 || lines[7] != "" || lines[0] != leafHeader {
		return Leaf{}, malformed("a leaf has seven lines and begins with %s", leafHeader)
	}
	l, err := parseLines(lines)
	if err != nil {
		return Leaf{}, err
	}
	if string(l.Marshal()) != string(text) {
		return Leaf{}, malformed("the leaf is not in its canonical form")
	}
	return l, nil
}

func parseLines(lines []string) (l Leaf, err error) {
	l.Kind = Kind(lines[1])
	switch l.Kind {
	case KindPersonal, KindApplication, KindEscrow, KindErased:
	default:
		return l, malformed("unknown kind of leaf %.20q", lines[1])
	}
	if l.Label, err = decode(lines[2]); err != nil {
		return l, err
	}
	if l.Sequence, err = strconv.ParseUint(lines[3], 10, 64); err != nil {
		return l, malformed("the sequence %.20q is no number", lines[3])
	}
	if l.Sequence > 0 {
		if l.Previous, err = decode(lines[4]); err != nil {
			return l, err
		}
	}
	if l.Commitment, err = decode(lines[5]); err != nil {
		return l, err
	}
	if l.Time, err = time.Parse(leafTime, lines[6]); err != nil {
		return l, malformed("the time %.40q is not of the form %s", lines[6], leafTime)
	}
	return l, nil
}

// Label hides the key of a document: its Identifier, or for a PersonalProfile
// that of its administration entry, which strangers never see.
func Label(key string) Hash { return sha256.Sum256([]byte("mesh-label/1\n" + key)) }

// Commit hides a version id behind a salt.
func Commit(salt, version [32]byte) Hash {
	return sha256.Sum256(append(append([]byte("mesh-body/1\n"), salt[:]...), version[:]...))
}
