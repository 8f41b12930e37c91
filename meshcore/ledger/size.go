package ledger

import (
	"strconv"

	"golang.org/x/mod/sumdb/tlog"
)

// MaxSize bounds the number of leaves. No log gets there, and what a hostile
// one claims beyond it could overflow the arithmetic of tlog.
const MaxSize = 1<<48 - 1

// parseSize reads a number of leaves in its one canonical form.
func parseSize(s string) (int64, error) {
	size, err := strconv.ParseInt(s, 10, 64)
	if err != nil || size < 0 || size > MaxSize || strconv.FormatInt(size, 10) != s {
		return 0, malformed("%.20q is not a number of leaves", s)
	}
	return size, nil
}

// Root returns the root of the tree of the given size.
func Root(size int64, r tlog.HashReader) (Hash, error) {
	if size < 0 || size > MaxSize {
		return Hash{}, malformed("a tree does not have %d leaves", size)
	}
	return tlog.TreeHash(size, r)
}
