package ledger

import (
	"fmt"
	"math/bits"

	"golang.org/x/mod/sumdb/tlog"
)

// Range is the right edge of a tree: the roots of the complete subtrees that a
// tree of its size is made of, largest first. It is all that is needed to
// append leaves and to know the root. The zero value is the empty tree.
type Range struct {
	size   int64
	hashes []Hash
}

// RestoreRange takes a Range apart and together again.
func RestoreRange(size int64, hashes []Hash) (Range, error) {
	if size < 0 || len(hashes) != bits.OnesCount64(uint64(size)) {
		return Range{}, fmt.Errorf("ledger: the edge of a tree of %d leaves does not have %d hashes", size, len(hashes))
	}
	return Range{size, append([]Hash{}, hashes...)}, nil
}

// Append adds a leaf by its hash.
func (r *Range) Append(leaf Hash) {
	hashes := append(append([]Hash{}, r.hashes...), leaf)
	for n := r.size; n&1 == 1; n >>= 1 {
		last := len(hashes) - 1
		hashes[last-1] = tlog.NodeHash(hashes[last-1], hashes[last])
		hashes = hashes[:last]
	}
	r.size, r.hashes = r.size+1, hashes
}

// Size returns the number of leaves.
func (r *Range) Size() int64 { return r.size }

// Hashes returns the edge, largest subtree first; never nil.
func (r *Range) Hashes() []Hash { return append([]Hash{}, r.hashes...) }

// Root returns the root of the tree.
func (r *Range) Root() Hash {
	if r.size == 0 {
		return EmptyRoot
	}
	root := r.hashes[len(r.hashes)-1]
	for i := len(r.hashes) - 2; i >= 0; i-- {
		root = tlog.NodeHash(r.hashes[i], root)
	}
	return root
}

// edge lists the stored hash indexes of the edge of a tree.
func edge(size int64) []int64 {
	var indexes []int64
	start := int64(0)
	for level := 62; level >= 0; level-- {
		if width := int64(1) << level; size&width != 0 {
			indexes = append(indexes, tlog.StoredHashIndex(level, start>>level))
			start += width
		}
	}
	return indexes
}
