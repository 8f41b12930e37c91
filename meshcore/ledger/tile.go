package ledger

import (
	"encoding/binary"
	"fmt"
	"math"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// TileHeight is the height of the tiles of C2SP tlog-tiles: 256 hashes wide.
const TileHeight = 8

// TileWidth is the number of hashes, or of leaves, in a full tile or bundle.
const TileWidth = 1 << TileHeight

// maxLevel is the highest level of tiles in a tree of MaxSize leaves.
const maxLevel = 5

// EntryLevel is the level of a tlog.Tile that stands for an entry bundle.
const EntryLevel = -1

// TilePath returns the path of a tile or entry bundle below the log:
// tile/0/x001/234, with .p/N behind a partial one.
func TilePath(t tlog.Tile) string {
	level := strconv.Itoa(t.L)
	if t.L == EntryLevel {
		level = "entries"
	}
	number := fmt.Sprintf("%03d", t.N%1000)
	for n := t.N / 1000; n > 0; n /= 1000 {
		number = fmt.Sprintf("x%03d/%s", n%1000, number)
	}
	if t.W < TileWidth {
		number += ".p/" + strconv.Itoa(t.W)
	}
	return "tile/" + level + "/" + number
}

// ParseTilePath reads exactly what TilePath writes, for the tiles that a tree of
// up to [MaxSize] leaves can have.
func ParseTilePath(path string) (tlog.Tile, error) {
	t, ok := parseTile(path)
	if !ok || TilePath(t) != path {
		return tlog.Tile{}, malformed("%.80q is not the path of a tile", path)
	}
	return t, nil
}

func parseTile(path string) (t tlog.Tile, ok bool) {
	t = tlog.Tile{H: TileHeight, W: TileWidth}
	rest, ok := strings.CutPrefix(path, "tile/")
	if !ok || len(path) > 64 {
		return t, false
	}
	level, rest, ok := strings.Cut(rest, "/")
	if level == "entries" {
		t.L = EntryLevel
	} else if l, err := strconv.Atoi(level); err != nil || l < 0 || l > maxLevel {
		return t, false
	} else {
		t.L = l
	}
	if number, width, partial := strings.Cut(rest, ".p/"); partial {
		w, err := strconv.Atoi(width)
		if err != nil || w < 1 || w >= TileWidth {
			return t, false
		}
		t.W, rest = w, number
	}
	n, err := strconv.ParseInt(strings.NewReplacer("x", "", "/", "").Replace(rest), 10, 64)
	t.N = n
	return t, ok && err == nil && n >= 0 && n <= MaxSize>>(TileHeight*(1+max(t.L, 0)))
}

// BundleTile returns the entry bundle with leaf index, as it is in a tree of
// the given size.
func BundleTile(index, size int64) tlog.Tile {
	n := index / TileWidth
	return tlog.Tile{H: TileHeight, L: EntryLevel, N: n, W: int(min(TileWidth, size-n*TileWidth))}
}

// MarshalBundle joins leaves, each behind its length in two bytes. A leaf has at
// most 65,535 bytes.
func MarshalBundle(leaves [][]byte) []byte {
	var out []byte
	for _, leaf := range leaves {
		if len(leaf) > math.MaxUint16 {
			panic("ledger: the leaf does not fit into an entry bundle")
		}
		out = binary.BigEndian.AppendUint16(out, uint16(len(leaf)))
		out = append(out, leaf...)
	}
	return out
}

// ParseBundle splits what MarshalBundle joined; at most 256 leaves.
func ParseBundle(b []byte) ([][]byte, error) {
	var leaves [][]byte
	for len(b) > 0 {
		if len(b) < 2 || len(b)-2 < int(binary.BigEndian.Uint16(b)) || len(leaves) == TileWidth {
			return nil, malformed("the entry bundle is cut off or too long")
		}
		n := 2 + int(binary.BigEndian.Uint16(b))
		leaves = append(leaves, b[2:n:n])
		b = b[n:]
	}
	return leaves, nil
}
