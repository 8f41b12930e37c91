package ledger

import (
	"crypto/sha256"
	"encoding/base64"

	"golang.org/x/mod/sumdb/tlog"
)

// Hash is a node of the tree, or another SHA-256 value of a leaf.
type Hash = tlog.Hash

// EmptyRoot is the root of a tree without leaves: the hash of nothing (RFC
// 6962, 2.1).
var EmptyRoot = Hash(sha256.Sum256(nil))

func encode(h Hash) string { return base64.StdEncoding.EncodeToString(h[:]) }

// decode reads the standard base64 of a hash, in its one canonical form.
func decode(s string) (Hash, error) {
	b, err := base64.StdEncoding.Strict().DecodeString(s)
	if err != nil || len(b) != len(Hash{}) || base64.StdEncoding.EncodeToString(b) != s {
		return Hash{}, malformed("%.60q is not a hash in base64", s)
	}
	return Hash(b), nil
}
