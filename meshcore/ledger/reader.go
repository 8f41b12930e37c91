package ledger

import (
	"context"

	"golang.org/x/mod/sumdb/tlog"
)

// Fetch reads a path below the log: "checkpoint", "tile/0/000.p/5".
type Fetch func(ctx context.Context, path string) ([]byte, error)

// Reader reads from a source that is not trusted, and verifies what it reads
// against one checkpoint. Its errors are those of Fetch, [ErrMalformed] for
// files of a wrong form, and [ErrInconsistent]. It keeps the tiles that it has
// verified, and serves one goroutine.
type Reader struct {
	ctx   context.Context
	head  Checkpoint
	tiles *tiles
	roots map[int64]Hash
}

// NewReader returns the reader of a checkpoint that was verified before.
func NewReader(ctx context.Context, head Checkpoint, fetch Fetch) *Reader {
	t := &tiles{ctx: ctx, fetch: fetch, kept: map[tlog.Tile][]byte{}}
	return &Reader{ctx: ctx, head: head, tiles: t, roots: map[int64]Hash{}}
}

// RootAt returns the root of the tree at an earlier size. That it can be
// derived from the same tiles is the proof of consistency.
func (r *Reader) RootAt(size int64) (Hash, error) {
	if err := r.within(0, size); err != nil {
		return Hash{}, err
	}
	if size == r.head.Size {
		return r.head.Root, nil
	}
	if root, ok := r.roots[size]; ok {
		return root, nil
	}
	root, err := tlog.TreeHash(size, r.hashes())
	if err != nil {
		return Hash{}, r.tiles.failure(err)
	}
	r.roots[size] = root
	return root, nil
}

// RangeAt returns the right edge of the tree at an earlier size.
func (r *Reader) RangeAt(size int64) (Range, error) {
	if err := r.within(0, size); err != nil {
		return Range{}, err
	}
	if size == 0 {
		return Range{}, nil
	}
	hashes, err := r.hashes().ReadHashes(edge(size))
	if err != nil {
		return Range{}, r.tiles.failure(err)
	}
	return RestoreRange(size, hashes)
}

// within requires 0 <= from <= to <= the size of a tree that can be.
func (r *Reader) within(from, to int64) error {
	if from < 0 || from > to || to > r.head.Size {
		return inconsistent("there are no leaves %d to %d in a tree of %d", from, to, r.head.Size)
	}
	if r.head.Size > MaxSize || r.head.Size == 0 && r.head.Root != EmptyRoot {
		return inconsistent("there is no such tree of %d", r.head.Size)
	}
	return nil
}

func (r *Reader) hashes() tlog.HashReader {
	r.tiles.err = nil
	return tlog.TileHashReader(tlog.Tree{N: r.head.Size, Hash: r.head.Root}, r.tiles)
}
