package ledger_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"meshportal/meshcore/ledger"
	"meshportal/meshcore/ledger/ledgertest"
)

// edgeAt is the edge of a log that someone remembers.
func edgeAt(l *ledgertest.Log, size int64) (r ledger.Range) {
	for i := range size {
		r.Append(leafHash(l, i))
	}
	return r
}

func visitNone(t *testing.T) func(int64, ledger.Leaf) error {
	return func(index int64, _ ledger.Leaf) error {
		t.Errorf("leaf %d is visited", index)
		return nil
	}
}

func TestExtend(t *testing.T) {
	t.Parallel()
	l := logOf(700)
	for _, from := range []int64{0, 1, 254, 255, 256, 257, 511, 512, 600, 699, 700} {
		for _, to := range []int64{from, from + 1, 256, 512, 513, 700} {
			if to >= from && to <= 700 {
				extend(t, l, from, to)
			}
		}
	}
}

func extend(t *testing.T, l *ledgertest.Log, from, to int64) {
	t.Helper()
	next, visited := l.Checkpoint(origin, to, noon), from
	got, err := ledger.Extend(t.Context(), edgeAt(l, from), next, l.Fetch, func(index int64, leaf ledger.Leaf) error {
		if index != visited || leaf.Hash() != leafHash(l, index) {
			t.Errorf("%d to %d: visited %d as leaf %d", from, to, leaf.Sequence, index)
		}
		visited++
		return nil
	})
	check(t, err)
	if got.Size() != to || got.Root() != next.Root || visited != to {
		t.Errorf("%d to %d: got %d, visited up to %d", from, to, got.Size(), visited)
	}
}

// More leaves than are held at a time come in portions.
func TestExtendInPortions(t *testing.T) {
	t.Parallel()
	l := logOf(20_600)
	extend(t, l, 0, 20_600)
	extend(t, l, 100, 20_599)
	l.Paths = nil
	extend(t, l, 600, 20_600)
	for _, path := range l.Paths {
		if !strings.HasPrefix(path, "tile/entries/") {
			t.Errorf("%s is read for a single portion", path)
		}
	}
}

// A leaf changed in a later portion: the leaves before are visited, for they
// are in the tree, the others are not.
func TestExtendDetectsInLaterPortion(t *testing.T) {
	t.Parallel()
	l := logOf(20_600)
	next, last := head(l), int64(0)
	l.Replace = only("tile/entries/079", func(b []byte) ([]byte, error) { b[100] ^= 1; return b, nil })
	got, err := ledger.Extend(t.Context(), ledger.Range{}, next, l.Fetch, func(index int64, _ ledger.Leaf) error {
		last = index
		return nil
	})
	wantError(t, err, ledger.ErrInconsistent)
	if got.Size() != 0 || last >= 20_000 {
		t.Errorf("got %d, visited up to %d", got.Size(), last)
	}
}

func TestExtendDetects(t *testing.T) {
	t.Parallel()
	l := logOf(700)
	next := head(l)
	other := next
	other.Root = flip(other.Root)
	huge := next
	huge.Size = 1 << 62
	foreign := edgeAt(logOf(299), 299)
	foreign.Append(ledger.Hash{1})
	full := ledger.Checkpoint{Origin: origin, Root: ledger.Hash{1}, Time: noon}
	for name, c := range map[string]struct {
		from ledger.Range
		next ledger.Checkpoint
	}{
		"a shorter log":              {edgeAt(l, 700), l.Checkpoint(origin, 699, noon)},
		"another root":               {edgeAt(l, 300), other},
		"another root, same size":    {edgeAt(l, 700), other},
		"memory of another log":      {foreign, next},
		"a size beyond all":          {edgeAt(l, 300), huge},
		"an empty log with a root":   {ledger.Range{}, full},
		"a log that was wiped again": {edgeAt(l, 1), l.Checkpoint(origin, 0, noon)},
	} {
		got, err := ledger.Extend(t.Context(), c.from, c.next, l.Fetch, visitNone(t))
		if !errors.Is(err, ledger.ErrInconsistent) {
			t.Errorf("%s: got %v", name, err)
		}
		if got.Size() != c.from.Size() || got.Root() != c.from.Root() {
			t.Errorf("%s: the range has moved", name)
		}
	}
}

func TestExtendReadsDamage(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		replace func([]byte) ([]byte, error)
		want    error
	}{
		"a leaf changed":     {func(b []byte) ([]byte, error) { b[30] ^= 1; return b, nil }, ledger.ErrInconsistent},
		"a leaf in its past": {exchange(0, 1), ledger.ErrInconsistent},
		"a bundle cut off":   {func(b []byte) ([]byte, error) { return b[:len(b)-1], nil }, ledger.ErrMalformed},
		"a leaf too few":     {func(b []byte) ([]byte, error) { return b[2+int(b[1]):], nil }, ledger.ErrMalformed},
		"a leaf too many":    {func(b []byte) ([]byte, error) { return append(b, 0, 0), nil }, ledger.ErrMalformed},
		"nothing":            {func([]byte) ([]byte, error) { return nil, nil }, ledger.ErrMalformed},
		"a page of HTML":     {func([]byte) ([]byte, error) { return []byte("<!DOCTYPE html>"), nil }, ledger.ErrMalformed},
		"far too much":       {func([]byte) ([]byte, error) { return ledger.MarshalBundle(make256(60_000)), nil }, ledger.ErrMalformed},
		"failure":            {func([]byte) ([]byte, error) { return nil, errUnreachable }, errUnreachable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := logOf(600)
			next := head(l)
			l.Replace = only("tile/entries/001", c.replace)
			_, err := ledger.Extend(t.Context(), edgeAt(l, 100), next, l.Fetch, visitNone(t))
			wantError(t, err, c.want)
		})
	}
}

// exchange swaps two leaves of a bundle.
func exchange(i, j int) func([]byte) ([]byte, error) {
	return func(b []byte) ([]byte, error) {
		leaves, err := ledger.ParseBundle(b)
		leaves[i], leaves[j] = leaves[j], leaves[i]
		return ledger.MarshalBundle(leaves), err
	}
}

func make256(length int) [][]byte {
	leaves := make([][]byte, ledger.TileWidth)
	for i := range leaves {
		leaves[i] = bytes.Repeat([]byte{'x'}, length)
	}
	return leaves
}

// protocol.md II.5: a log whose tree is right may still hold what is no leaf.
func TestExtendRefusesWhatIsNoLeaf(t *testing.T) {
	t.Parallel()
	l := logOf(3)
	l.Add([]byte("mesh-leaf/2\n"))
	visited := 0
	got, err := ledger.Extend(t.Context(), ledger.Range{}, head(l), l.Fetch, func(int64, ledger.Leaf) error { visited++; return nil })
	wantError(t, err, ledger.ErrInconsistent)
	if visited != 3 || got.Size() != 0 {
		t.Errorf("visited %d, got %d", visited, got.Size())
	}
}

func TestExtendEndsWithVisit(t *testing.T) {
	t.Parallel()
	l, stop := logOf(10), errors.New("stop")
	got, err := ledger.Extend(t.Context(), ledger.Range{}, head(l), l.Fetch, func(index int64, _ ledger.Leaf) error {
		if index == 4 {
			return stop
		}
		return nil
	})
	wantError(t, err, stop)
	if got.Size() != 0 {
		t.Errorf("the range has moved to %d", got.Size())
	}
}
