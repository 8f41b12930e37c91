package ledger

import (
	"encoding/base64"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
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
func ParseToken(s string) (Token, error) {
	cut := strings.LastIndexByte(s, ' ')
	if cut < 0 {
		return Token{}, malformed("a token has the form: origin size root predecessor")
	}
	block, err := ParseBlockToken(s[:cut])
	if err != nil {
		return Token{}, err
	}
	t := Token{Origin: block.Origin, Size: block.Size, Root: block.Root}
	if t.First = s[cut+1:] == "-"; t.First {
		return t, nil
	}
	predecessor, err := decode(s[cut+1:])
	if err != nil {
		return Token{}, err
	}
	t.Predecessor = predecessor
	return t, nil
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
func ParseBlockToken(s string) (BlockToken, error) {
	fields := strings.Split(s, " ")
	if len(fields) != 3 || !validOrigin(fields[0]) {
		return BlockToken{}, malformed("a block token has the form: origin size root")
	}
	size, err := parseSize(fields[1])
	if err != nil {
		return BlockToken{}, err
	}
	root, err := decode(fields[2])
	if err != nil {
		return BlockToken{}, err
	}
	return BlockToken{Origin: fields[0], Size: size, Root: root}, nil
}

// validOrigin reports whether s can be the name of a note key (C2SP
// signed-note), and is short enough for a host name and a path.
func validOrigin(s string) bool {
	return s != "" && len(s) <= 255 && utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool {
		return r == '+' || unicode.IsSpace(r) || unicode.IsControl(r)
	})
}
