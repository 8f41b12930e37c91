package ledger

import (
	"context"

	"golang.org/x/mod/sumdb/tlog"
)

// tiles is the tlog.TileReader of a Reader.
type tiles struct {
	ctx   context.Context
	fetch Fetch
	kept  map[tlog.Tile][]byte // verified
	err   error                // why ReadTiles failed
}

// Height implements tlog.TileReader.
func (t *tiles) Height() int { return TileHeight }

// SaveTiles implements tlog.TileReader: it keeps what was authenticated.
func (t *tiles) SaveTiles(read []tlog.Tile, data [][]byte) {
	for i, tile := range read {
		t.kept[tile] = data[i]
	}
}

// ReadTiles implements tlog.TileReader.
func (t *tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	data := make([][]byte, len(wanted))
	for i, tile := range wanted {
		if data[i], t.err = t.read(tile); t.err != nil {
			return nil, t.err
		}
	}
	return data, nil
}

func (t *tiles) read(tile tlog.Tile) ([]byte, error) {
	if data, ok := t.kept[tile]; ok {
		return data, nil
	}
	path := TilePath(tile)
	data, err := t.fetch(t.ctx, path)
	if err == nil && len(data) != tile.W*len(Hash{}) {
		err = malformed("the tile %s has %d bytes", path, len(data))
	}
	return data, err
}

// failure tells a tile that could not be read from a tree that is wrong.
func (t *tiles) failure(err error) error {
	if t.err != nil {
		return t.err
	}
	return inconsistent("%v", err)
}
