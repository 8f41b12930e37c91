package ledgertest

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"meshportal/meshcore/ledger"
)

// Log is a log in memory, honest unless Replace is set. The zero value is
// empty; it serves one goroutine.
type Log struct {
	// Replace changes what is served for a path; nil changes nothing.
	Replace func(path string, data []byte, err error) ([]byte, error)
	// Paths are those that were fetched, in order.
	Paths []string

	leaves [][]byte
	hashes []ledger.Hash // by stored hash index
}

// Add appends a leaf and returns its index.
func (l *Log) Add(leaf []byte) int64 {
	index := l.Size()
	hashes, err := tlog.StoredHashes(index, leaf, l)
	if err != nil {
		panic(err)
	}
	l.leaves, l.hashes = append(l.leaves, leaf), append(l.hashes, hashes...)
	return index
}

// Size returns the number of leaves.
func (l *Log) Size() int64 { return int64(len(l.leaves)) }

// Leaf returns the bytes of a leaf.
func (l *Log) Leaf(index int64) []byte { return l.leaves[index] }

// ReadHashes implements tlog.HashReader.
func (l *Log) ReadHashes(indexes []int64) ([]ledger.Hash, error) {
	hashes := make([]ledger.Hash, len(indexes))
	for i, index := range indexes {
		if index < 0 || index >= int64(len(l.hashes)) {
			return nil, fmt.Errorf("no hash %d", index)
		}
		hashes[i] = l.hashes[index]
	}
	return hashes, nil
}

// Checkpoint returns the state of the log at a size that it has or had.
func (l *Log) Checkpoint(origin string, size int64, at time.Time) ledger.Checkpoint {
	root, err := ledger.Root(size, l)
	if err != nil {
		panic(err)
	}
	return ledger.Checkpoint{Origin: origin, Size: size, Root: root, Time: at}
}

// Fetch implements [ledger.Fetch] for tiles and entry bundles.
func (l *Log) Fetch(_ context.Context, path string) ([]byte, error) {
	l.Paths = append(l.Paths, path)
	data, err := l.read(path)
	if l.Replace != nil {
		return l.Replace(path, data, err)
	}
	return data, err
}

func (l *Log) read(path string) ([]byte, error) {
	t, err := ledger.ParseTilePath(path)
	if err != nil {
		return nil, err
	}
	first := t.N * ledger.TileWidth
	last := first + int64(t.W)
	switch {
	case last > l.Size()>>(ledger.TileHeight*max(t.L, 0)):
		return nil, fmt.Errorf("no tile %s in a log of %d", path, l.Size())
	case t.L == ledger.EntryLevel:
		return ledger.MarshalBundle(l.leaves[first:last]), nil
	}
	return tlog.ReadTileData(t, l)
}
