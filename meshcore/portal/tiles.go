package portal

import (
	"context"

	"golang.org/x/mod/sumdb/tlog"

	"meshportal/meshcore/ledger"
	"meshportal/meshcore/protocol"
)

// ReadLog serves the log as C2SP tlog-tiles: "checkpoint", tiles and entry
// bundles, up to the released size.
func (s *Service) ReadLog(ctx context.Context, path string) ([]byte, error) {
	if path == "checkpoint" {
		newest, err := s.checkpoint()
		if err != nil {
			return nil, err
		}
		return newest.note, nil
	}
	tile, err := ledger.ParseTilePath(path)
	if err != nil || !s.has(tile) {
		return nil, protocol.Refuse(protocol.NotFound, "the log has no %.80s", path)
	}
	var data []byte
	err = s.store.View(ctx, func(tx Tx) error {
		data, err = readTile(tx, tile)
		return err
	})
	if err != nil {
		return nil, unavailable(err)
	}
	return data, nil
}

// has reports whether a tile of that width is complete in the released tree.
func (s *Service) has(t tlog.Tile) bool {
	shift := ledger.TileHeight * max(t.L, 0)
	return t.N*ledger.TileWidth+int64(t.W) <= s.released.Load().Size>>shift
}

func readTile(tx Tx, t tlog.Tile) ([]byte, error) {
	if t.L != ledger.EntryLevel {
		return tlog.ReadTileData(t, hashes(tx))
	}
	first := t.N * ledger.TileWidth
	leaves, err := tx.Leaves(first, first+int64(t.W))
	if err != nil {
		return nil, err
	}
	return ledger.MarshalBundle(leaves), nil
}
