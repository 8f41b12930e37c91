package ledger_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"meshportal/meshcore/ledger"
)

func tile(level int, n int64, width int) tlog.Tile {
	return tlog.Tile{H: ledger.TileHeight, L: level, N: n, W: width}
}

func TestTilePath(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]tlog.Tile{
		"tile/0/000":                          tile(0, 0, 256),
		"tile/0/x001/234.p/5":                 tile(0, 1234, 5),
		"tile/0/x001/x234/067":                tile(0, 1234067, 256), // C2SP tlog-tiles
		"tile/0/x001/000":                     tile(0, 1000, 256),
		"tile/0/999":                          tile(0, 999, 256),
		"tile/1/000.p/255":                    tile(1, 0, 255),
		"tile/5/000.p/1":                      tile(5, 0, 1),
		"tile/entries/000.p/1":                tile(ledger.EntryLevel, 0, 1),
		"tile/entries/x123/x456/789":          tile(ledger.EntryLevel, 123456789, 256),
		"tile/0/x001/x099/x511/x627/775.p/10": tile(0, 1<<40-1, 10),
	} {
		got, err := ledger.ParseTilePath(path)
		check(t, err)
		if got != want {
			t.Errorf("%s: got %+v, want %+v", path, got, want)
		}
		if got := ledger.TilePath(want); got != path {
			t.Errorf("got %s, want %s", got, path)
		}
	}
}

// The example of C2SP tlog-tiles: a tree of 70,000.
func TestTilesOf70000(t *testing.T) {
	t.Parallel()
	count := map[string]int{}
	for _, tile := range tlog.NewTiles(ledger.TileHeight, 0, 70_000) {
		path := ledger.TilePath(tile)
		if _, err := ledger.ParseTilePath(path); err != nil {
			t.Error(err)
		}
		if tile.W == ledger.TileWidth {
			path = path[:len("tile/0/")]
		}
		count[path]++
	}
	for path, want := range map[string]int{"tile/0/": 273, "tile/0/273.p/112": 1, "tile/1/": 1, "tile/1/001.p/17": 1, "tile/2/000.p/1": 1} {
		if count[path] != want {
			t.Errorf("%s: got %d, want %d", path, count[path], want)
		}
	}
}

func TestParseTilePathRefuses(t *testing.T) {
	t.Parallel()
	for _, path := range []string{
		"", "checkpoint", "tile", "tile/", "tile/0", "tile/0/", "/tile/0/000", "tile/0/000/", "tile//000", "Tile/0/000", "tile/0//000",
		"tile/00/000", "tile/+0/000", "tile/-1/000", "tile/6/000", "tile/63/000", "tile/0x0/000", "tile/data/000", "tile/8/0/000", "tile/Entries/000",
		"tile/0/0", "tile/0/00", "tile/0/0000", "tile/0/1234", "tile/0/-01", "tile/0/+01", "tile/0/x000/000", "tile/0/001/000",
		"tile/0/x001/x000", "tile/0/x001", "tile/0/x001000", "tile/0/00x1/234", "tile/0/xx01/234", "tile/0/X001/234", "tile/0/x01/234", "tile/0/x001/23",
		"tile/0/000.p", "tile/0/000.p/", "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/01", "tile/0/000.p/+1", "tile/0/000.p/-1", "tile/0/000.p/1/",
		"tile/0/000.p/1.p/1", "tile/0/000.P/1", "tile/0/.p/1", "tile/0/x000.p/1", "tile/0/../000", "tile/0/000?", "tile/0/000\n", "tile/0/000\x00", "tile/0/ 00",
		"tile/0/x001/x099/x511/x627/776", "tile/5/001", "tile/4/256", "tile/0/x999/x999/x999/x999/x999/x999/999",
		"tile/0/x009/x223/x372/x036/x854/x775/807", "tile/0/" + strings.Repeat("x001/", 20) + "000", "tile/entries", "tile/entries/", "tile/entries/0",
	} {
		got, err := ledger.ParseTilePath(path)
		wantError(t, err, ledger.ErrMalformed)
		if got != (tlog.Tile{}) {
			t.Errorf("%q: got %+v beside an error", path, got)
		}
	}
}

func TestBundleTile(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ index, size, n, width int64 }{{0, 1, 0, 1}, {0, 256, 0, 256}, {255, 257, 0, 256}, {256, 257, 1, 1}, {600, 700, 2, 188}} {
		if got, want := ledger.BundleTile(c.index, c.size), tile(ledger.EntryLevel, c.n, int(c.width)); got != want {
			t.Errorf("leaf %d of %d: got %+v, want %+v", c.index, c.size, got, want)
		}
	}
}

func TestBundle(t *testing.T) {
	t.Parallel()
	leaves := [][]byte{[]byte("one"), {}, bytes.Repeat([]byte{7}, 65535)}
	b := ledger.MarshalBundle(leaves)
	if !bytes.HasPrefix(b, []byte("\x00\x03one\x00\x00\xff\xff\x07")) {
		t.Errorf("got %x", b[:10])
	}
	got, err := ledger.ParseBundle(b)
	check(t, err)
	if !slices.EqualFunc(got, leaves, bytes.Equal) {
		t.Error("the bundle is read otherwise than written")
	}
	_ = append(got[0], 'x', 'x', 'x')
	if len(got[1]) != 0 || !bytes.Equal(b, ledger.MarshalBundle(leaves)) {
		t.Error("a leaf reaches into the next")
	}
}

func TestParseBundleRefuses(t *testing.T) {
	t.Parallel()
	for _, b := range []string{"\x00", "\x00\x01", "\x00\x03on", "\x00\x03one\x00", "\xff\xffa", strings.Repeat("\x00\x00", 257)} {
		got, err := ledger.ParseBundle([]byte(b))
		wantError(t, err, ledger.ErrMalformed)
		if got != nil {
			t.Errorf("got %q beside an error", got)
		}
	}
}

func TestMarshalBundleRefusesLongLeaf(t *testing.T) {
	t.Parallel()
	defer func() {
		if recover() == nil {
			t.Error("a leaf that is too long is cut")
		}
	}()
	ledger.MarshalBundle([][]byte{make([]byte, 65536)})
}

func FuzzParseTilePath(f *testing.F) {
	for _, seed := range []string{"", "tile/0/x001/234.p/5", "tile/entries/000", "tile/5/000.p/255", "tile/0/x001/x099/x511/x627/775"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, path string) {
		got, err := ledger.ParseTilePath(path)
		if err != nil {
			return
		}
		if ledger.TilePath(got) != path || got.N < 0 || got.W < 1 || got.W > ledger.TileWidth {
			t.Errorf("read %q as %+v", path, got)
		}
	})
}

func FuzzParseBundle(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte("\x00\x03one\x00\x00"))
	f.Add([]byte("\xff\xffshort"))
	f.Fuzz(func(t *testing.T, b []byte) {
		leaves, err := ledger.ParseBundle(b)
		if err == nil && !bytes.Equal(ledger.MarshalBundle(leaves), b) {
			t.Errorf("read %x, wrote %x", b, ledger.MarshalBundle(leaves))
		}
	})
}
