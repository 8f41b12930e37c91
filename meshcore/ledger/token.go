package ledger

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
)

// Token is a NotaryToken (protocol.md II.3): the newest checkpoint that a
// signer held before it read what it changed, and the version that it changed.
type Token struct {
	Origin      string
	Size        int64
	Root        Hash
	Predecessor [32]byte // version id of the document edited
	First       bool     // there is no predecessor
}

// String writes `origin size root predecessor`.
func (t Token) String() string {
	predecessor := "-"
	if !t.First {
		predecessor = base64.StdEncoding.EncodeToString(t.Predecessor[:])
	}
	return BlockToken{t.Origin, t.Size, t.Root}.String() + " " + predecessor
}

// ParseToken reads exactly what String writes.
func ParseToken(s string) (t Token, err error) {
	cut := strings.LastIndexByte(s, ' ')
	if cut < 0 {
		return t, fmt.Errorf("ledger: a token has the form: origin size root predecessor")
	}
	block, err := ParseBlockToken(s[:cut])
	if err != nil {
		return t, err
	}
	t = Token{Origin: block.Origin, Size: block.Size, Root: block.Root}
	if t.First = s[cut+1:] == "-"; t.First {
		return t, nil
	}
	predecessor, err := decode(s[cut+1:])
	t.Predecessor = predecessor
	return t, err
}

// Block returns the first three fields.
func (t Token) Block() BlockToken { return BlockToken{t.Origin, t.Size, t.Root} }

// BlockToken is the first three fields of a token: a checkpoint.
type BlockToken struct {
	Origin string
	Size   int64
	Root   Hash
}

// String writes `origin size root`.
func (t BlockToken) String() string { return fmt.Sprintf("%s %d %s", t.Origin, t.Size, encode(t.Root)) }

// ParseBlockToken reads exactly what String writes.
func ParseBlockToken(s string) (t BlockToken, err error) {
	fields := strings.Split(s, " ")
	if len(fields) != 3 || fields[0] == "" || len(fields[0]) > 255 {
		return t, fmt.Errorf("ledger: a block token has the form: origin size root")
	}
	t.Origin = fields[0]
	if t.Size, err = strconv.ParseInt(fields[1], 10, 64); err != nil || t.Size < 0 || strconv.FormatInt(t.Size, 10) != fields[1] {
		return t, fmt.Errorf("ledger: the token's size %.20q is no number", fields[1])
	}
	t.Root, err = decode(fields[2])
	return t, err
}
