package ledger

import (
	"context"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// Extend reads every leaf between old and next, rebuilds the tree from them and
// requires next's root. Only then it calls visit for each, in order; an error
// of visit ends it. The leaves are held in memory meanwhile: callers bound the
// distance.
func Extend(ctx context.Context, old Range, next Checkpoint, fetch Fetch, visit func(index int64, l Leaf) error) (Range, error) {
	if old.Size() > next.Size {
		return old, fmt.Errorf("%w: a tree of %d does not extend one of %d", ErrInconsistent, next.Size, old.Size())
	}
	first, extended := old.Size(), old
	var leaves [][]byte
	for extended.Size() < next.Size {
		index := extended.Size()
		batch, err := bundle(ctx, fetch, index, next.Size)
		if err != nil {
			return old, err
		}
		for _, leaf := range batch[index%TileWidth:] {
			extended.Append(tlog.RecordHash(leaf))
			leaves = append(leaves, leaf)
		}
	}
	if extended.Root() != next.Root {
		return old, fmt.Errorf("%w: the leaves do not add up to the checkpoint of %d", ErrInconsistent, next.Size)
	}
	return extended, visitAll(first, leaves, visit)
}

func visitAll(first int64, leaves [][]byte, visit func(int64, Leaf) error) error {
	for i, text := range leaves {
		leaf, err := ParseLeaf(text)
		if err != nil {
			return fmt.Errorf("%w: leaf %d: %v", ErrInconsistent, first+int64(i), err)
		}
		if err := visit(first+int64(i), leaf); err != nil {
			return err
		}
	}
	return nil
}
