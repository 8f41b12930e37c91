package ledger

import (
	"context"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// Fetch reads a path below the log: "checkpoint", "tile/0/000.p/5".
type Fetch func(ctx context.Context, path string) ([]byte, error)

// Reader reads from a source that is not trusted, and verifies what it reads
// against one checkpoint. It keeps the tiles that it has seen.
type Reader struct {
	ctx   context.Context
	head  Checkpoint
	fetch Fetch
	tiles map[tlog.Tile][]byte
	roots map[int64]Hash
	err   error // of the last failed fetch
}

// NewReader returns the reader of a checkpoint that was verified before.
func NewReader(ctx context.Context, head Checkpoint, fetch Fetch) *Reader {
	return &Reader{ctx: ctx, head: head, fetch: fetch, tiles: map[tlog.Tile][]byte{}, roots: map[int64]Hash{}}
}

// RootAt returns the root of the tree at an earlier size. That it can be
// derived from the same tiles is the proof of consistency.
func (r *Reader) RootAt(size int64) (Hash, error) {
	switch {
	case size < 0 || size > r.head.Size:
		return Hash{}, fmt.Errorf("%w: there is no tree of %d leaves in one of %d", ErrInconsistent, size, r.head.Size)
	case size == 0:
		return EmptyRoot, nil
	case size == r.head.Size:
		return r.head.Root, nil
	}
	if root, ok := r.roots[size]; ok {
		return root, nil
	}
	root, err := tlog.TreeHash(size, r.hashes())
	if err != nil {
		return root, r.failure(err)
	}
	r.roots[size] = root
	return root, nil
}

// RangeAt returns the right edge of the tree at an earlier size.
func (r *Reader) RangeAt(size int64) (Range, error) {
	if size < 0 || size > r.head.Size {
		return Range{}, fmt.Errorf("%w: there is no tree of %d leaves in one of %d", ErrInconsistent, size, r.head.Size)
	}
	if size == 0 {
		return Range{}, nil
	}
	hashes, err := r.hashes().ReadHashes(edge(size))
	if err != nil {
		return Range{}, r.failure(err)
	}
	return RestoreRange(size, hashes)
}

// Leaf returns the bytes of one leaf, not verified: compare their hash.
func (r *Reader) Leaf(index int64) ([]byte, error) {
	if index < 0 || index >= r.head.Size {
		return nil, fmt.Errorf("%w: there is no leaf %d", ErrInconsistent, index)
	}
	leaves, err := bundle(r.ctx, r.fetch, index, r.head.Size)
	if err != nil {
		return nil, err
	}
	return leaves[index%TileWidth], nil
}

func (r *Reader) hashes() tlog.HashReader {
	r.err = nil
	return tlog.TileHashReader(tlog.Tree{N: r.head.Size, Hash: r.head.Root}, r)
}

// failure tells a fetch that failed from a tree that is wrong.
func (r *Reader) failure(err error) error {
	if r.err != nil {
		return r.err
	}
	return fmt.Errorf("%w: %v", ErrInconsistent, err)
}

// Height implements tlog.TileReader.
func (r *Reader) Height() int { return TileHeight }

// SaveTiles implements tlog.TileReader: it keeps what was authenticated.
func (r *Reader) SaveTiles(tiles []tlog.Tile, data [][]byte) {
	for i, t := range tiles {
		r.tiles[t] = data[i]
	}
}

// ReadTiles implements tlog.TileReader.
func (r *Reader) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	out := make([][]byte, len(tiles))
	for i, t := range tiles {
		data, ok := r.tiles[t]
		if !ok {
			if data, r.err = r.fetch(r.ctx, TilePath(t)); r.err != nil {
				return nil, r.err
			}
		}
		if len(data) != t.W*len(Hash{}) {
			return nil, fmt.Errorf("the tile %s has %d bytes", TilePath(t), len(data))
		}
		out[i] = data
	}
	return out, nil
}

// bundle reads the entry bundle with leaf index, as wide as size lets it be.
func bundle(ctx context.Context, fetch Fetch, index, size int64) ([][]byte, error) {
	t := BundleTile(index, size)
	data, err := fetch(ctx, TilePath(t))
	if err != nil {
		return nil, err
	}
	leaves, err := ParseBundle(data)
	if err != nil {
		return nil, fmt.Errorf("%w: %v", ErrInconsistent, err)
	}
	if len(leaves) != t.W {
		return nil, fmt.Errorf("%w: the bundle %s has %d leaves", ErrInconsistent, TilePath(t), len(leaves))
	}
	return leaves, nil
}
