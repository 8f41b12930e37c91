package ledger

import (
	"context"

	"golang.org/x/mod/sumdb/tlog"
)

// maxHeld is how many leaves Extend holds in memory at a time.
const maxHeld = 20_000

// Extend reads every leaf between old and next, rebuilds the tree from them and
// requires next's root, else it returns [ErrInconsistent]. It calls visit for
// each leaf in order, and only for leaves that next's root is known to cover:
// up to 20,000 leaves are all verified first, more in portions, each against
// the root that next's tree had there. An error of visit ends it; after any
// error the Range is old.
func Extend(ctx context.Context, old Range, next Checkpoint, fetch Fetch, visit func(index int64, l Leaf) error) (Range, error) {
	r, reached := NewReader(ctx, next, fetch), old
	for {
		to, err := r.portion(reached.Size())
		if err != nil {
			return old, err
		}
		if reached, err = r.extend(reached, to, visit); err != nil {
			return old, err
		}
		if to == next.Size {
			return reached, nil
		}
	}
}

// portion says up to which leaf to read in one go: whole bundles, or to the end.
func (r *Reader) portion(from int64) (to int64, err error) {
	if to = r.head.Size; to-from > maxHeld {
		to = (from + maxHeld) / TileWidth * TileWidth
	}
	return to, r.within(from, to)
}

func (r *Reader) extend(from Range, to int64, visit func(int64, Leaf) error) (Range, error) {
	reached := from
	var leaves [][]byte
	for leaf, err := range r.Leaves(from.Size(), to) {
		if err != nil {
			return from, err
		}
		reached.Append(tlog.RecordHash(leaf))
		leaves = append(leaves, leaf)
	}
	root, err := r.RootAt(to)
	if err != nil {
		return from, err
	}
	if reached.Root() != root {
		return from, inconsistent("the leaves do not add up to the root of %d", to)
	}
	return reached, visitAll(from.Size(), leaves, visit)
}

// visitAll reads verified leaves: one that is none, the log itself has written.
func visitAll(first int64, leaves [][]byte, visit func(int64, Leaf) error) error {
	for i, text := range leaves {
		index := first + int64(i)
		leaf, err := ParseLeaf(text)
		if err != nil {
			return inconsistent("leaf %d: %v", index, err)
		}
		if err := visit(index, leaf); err != nil {
			return err
		}
	}
	return nil
}
