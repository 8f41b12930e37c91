package ledger

import "iter"

// Leaf returns the bytes of one leaf, not verified: compare their hash.
func (r *Reader) Leaf(index int64) ([]byte, error) {
	var found []byte
	for leaf, err := range r.Leaves(index, index+1) {
		if err != nil {
			return nil, err
		}
		found = leaf
	}
	return found, nil
}

// Leaves yields the bytes of the leaves from..to-1 in order, not verified:
// append their hashes to a [Range] and compare its root, as [Extend] does. An
// error ends it.
func (r *Reader) Leaves(from, to int64) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		if err := r.within(from, to); err != nil {
			yield(nil, err)
			return
		}
		for index := from; index < to; {
			leaves, err := r.bundle(index)
			if err != nil {
				yield(nil, err)
				return
			}
			leaves = leaves[index%TileWidth:]
			leaves = leaves[:min(int64(len(leaves)), to-index)]
			for _, leaf := range leaves {
				if !yield(leaf, nil) {
					return
				}
			}
			index += int64(len(leaves))
		}
	}
}

// bundle reads the entry bundle with leaf index, as wide as the tree lets it
// be. What is longer than leaves are is not kept in memory.
func (r *Reader) bundle(index int64) ([][]byte, error) {
	t := BundleTile(index, r.head.Size)
	path := TilePath(t)
	data, err := r.tiles.fetch(r.ctx, path)
	if err != nil {
		return nil, err
	}
	if len(data) > t.W*(2+maxLeaf) {
		return nil, malformed("the entry bundle %s has %d bytes", path, len(data))
	}
	leaves, err := ParseBundle(data)
	if err != nil {
		return nil, err
	}
	if len(leaves) != t.W {
		return nil, malformed("the entry bundle %s has %d leaves", path, len(leaves))
	}
	return leaves, nil
}
