package ledger

import (
	"math/bits"
	"slices"

	"golang.org/x/mod/sumdb/tlog"
)

// Range is the right edge of a tree: the roots of the complete subtrees that a
// tree of its size is made of, largest first. It is all that is needed to
// append leaves and to know the root. The zero value is the empty tree.
type Range struct {
	size   int64
	hashes []Hash
}

// RestoreRange puts together what Size and Hashes took apart. Whether it is the
// edge of the right tree, only its Root tells.
func RestoreRange(size int64, hashes []Hash) (Range, error) {
	if size < 0 || size > MaxSize || len(hashes) != bits.OnesCount64(uint64(size)) {
		return Range{}, malformed("the edge of a tree of %d leaves does not have %d hashes", size, len(hashes))
	}
	return Range{size, slices.Clone(hashes)}, nil
}

// Append adds a leaf by its hash. It leaves copies of the Range as they are.
func (r *Range) Append(leaf Hash) {
	kept := len(r.hashes) - bits.TrailingZeros64(^uint64(r.size))
	for _, left := range slices.Backward(r.hashes[kept:]) {
		leaf = tlog.NodeHash(left, leaf)
	}
	r.size, r.hashes = r.size+1, append(slices.Clip(r.hashes[:kept]), leaf)
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
