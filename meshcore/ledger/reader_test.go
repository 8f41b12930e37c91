package ledger_test

import (
	"errors"
	"strings"
	"testing"

	"meshportal/meshcore/ledger"
	"meshportal/meshcore/ledger/ledgertest"
)

var errUnreachable = errors.New("unreachable")

func TestReader(t *testing.T) {
	t.Parallel()
	for _, newest := range []int64{0, 1, 2, 255, 256, 257, 511, 512, 700} {
		l := logOf(int(newest))
		r := ledger.NewReader(t.Context(), head(l), l.Fetch)
		for size := int64(0); size <= newest; size++ {
			want := l.Checkpoint(origin, size, noon).Root
			got, err := r.RootAt(size)
			check(t, err)
			edge, err := r.RangeAt(size)
			check(t, err)
			if got != want || edge.Root() != want || edge.Size() != size {
				t.Fatalf("%d of %d: got %s and %s, want %s", size, newest, got, edge.Root(), want)
			}
		}
	}
}

// A tile is read once.
func TestReaderKeepsTiles(t *testing.T) {
	t.Parallel()
	l := logOf(700)
	r := ledger.NewReader(t.Context(), head(l), l.Fetch)
	for size := range l.Size() {
		_, err := r.RootAt(size)
		check(t, err)
	}
	if want := 4; len(l.Paths) != want { // 0/000, 0/001, 0/002.p/188, 1/000.p/2
		t.Errorf("read %q, want %d", l.Paths, want)
	}
}

func TestReaderOfDeepTree(t *testing.T) {
	t.Parallel()
	l := logOf(66_000)
	for _, size := range []int64{1, 255, 256, 65_535, 65_536, 65_537, 65_999} {
		r := ledger.NewReader(t.Context(), head(l), l.Fetch)
		edge, err := r.RangeAt(size)
		check(t, err)
		if want := l.Checkpoint(origin, size, noon).Root; edge.Root() != want {
			t.Errorf("%d: got %s, want %s", size, edge.Root(), want)
		}
	}
}

func TestReaderRefusesSizes(t *testing.T) {
	t.Parallel()
	l := logOf(10)
	huge := head(l)
	huge.Size = 1<<62 + 1
	full := l.Checkpoint(origin, 0, noon)
	full.Root = ledger.Hash{1}
	for _, c := range []struct {
		head ledger.Checkpoint
		size int64
	}{{head(l), -1}, {head(l), 11}, {huge, 5}, {huge, huge.Size}, {full, 0}} {
		r := ledger.NewReader(t.Context(), c.head, l.Fetch)
		_, err := r.RootAt(c.size)
		wantError(t, err, ledger.ErrInconsistent)
		_, err = r.RangeAt(c.size)
		wantError(t, err, ledger.ErrInconsistent)
	}
}

// Whatever tile is changed, no earlier root is other than it was.
func TestReaderDetects(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		replace func([]byte) ([]byte, error)
		want    error
	}{
		"another tile": {func(b []byte) ([]byte, error) { b[len(b)-1] ^= 1; return b, nil }, ledger.ErrInconsistent},
		"short tile":   {func(b []byte) ([]byte, error) { return b[32:], nil }, ledger.ErrMalformed},
		"long tile":    {func(b []byte) ([]byte, error) { return append(b, b[:32]...), nil }, ledger.ErrMalformed},
		"cut tile":     {func(b []byte) ([]byte, error) { return b[1:], nil }, ledger.ErrMalformed},
		"no tile":      {func([]byte) ([]byte, error) { return nil, nil }, ledger.ErrMalformed},
		"failure":      {func([]byte) ([]byte, error) { return nil, errUnreachable }, errUnreachable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, changed := range []string{"tile/0/000", "tile/0/002.p/188", "tile/1/000.p/2"} {
				l := logOf(700)
				newest := head(l)
				l.Replace = only(changed, c.replace)
				r := ledger.NewReader(t.Context(), newest, l.Fetch)
				_, err := r.RootAt(3)
				wantError(t, err, c.want)
				_, err = r.RangeAt(3)
				wantError(t, err, c.want)
				l.Replace = nil // what was refused is not kept
				_, err = r.RootAt(3)
				check(t, err)
			}
		})
	}
}

// only replaces what is served for one path.
func only(changed string, replace func([]byte) ([]byte, error)) func(string, []byte, error) ([]byte, error) {
	return func(path string, data []byte, err error) ([]byte, error) {
		if path == changed {
			return replace(data)
		}
		return data, err
	}
}

// A log that was written anew has the same tiles nowhere.
func TestReaderOfAnotherLog(t *testing.T) {
	t.Parallel()
	honest, evil := logOf(300), new(ledgertest.Log)
	for i := range int64(300) {
		leaf := honest.Leaf(i)
		if i == 7 {
			leaf = []byte(strings.Replace(string(leaf), "2026", "2027", 1))
		}
		evil.Add(leaf)
	}
	r := ledger.NewReader(t.Context(), head(evil), evil.Fetch)
	for size := int64(1); size < 300; size++ {
		root, err := r.RootAt(size)
		check(t, err)
		if same := root == honest.Checkpoint(origin, size, noon).Root; same != (size <= 7) {
			t.Errorf("at %d the roots are the same: %v", size, same)
		}
	}
	r = ledger.NewReader(t.Context(), head(honest), evil.Fetch)
	_, err := r.RootAt(3)
	wantError(t, err, ledger.ErrInconsistent)
}

func TestLeaves(t *testing.T) {
	t.Parallel()
	l := logOf(700)
	r := ledger.NewReader(t.Context(), head(l), l.Fetch)
	for _, c := range [][2]int64{{0, 0}, {0, 1}, {0, 700}, {255, 257}, {256, 512}, {300, 301}, {699, 700}, {700, 700}} {
		at := c[0]
		for leaf, err := range r.Leaves(c[0], c[1]) {
			check(t, err)
			if string(leaf) != string(l.Leaf(at)) {
				t.Fatalf("leaf %d of %v: got %q", at, c, leaf)
			}
			at++
		}
		if at != c[1] {
			t.Errorf("%v: ended at %d", c, at)
		}
	}
	for range r.Leaves(0, 700) {
		break
	}
	leaf, err := r.Leaf(256)
	check(t, err)
	if string(leaf) != string(l.Leaf(256)) {
		t.Errorf("got %q", leaf)
	}
}

func TestLeavesRefuses(t *testing.T) {
	t.Parallel()
	l := logOf(300)
	r := ledger.NewReader(t.Context(), head(l), l.Fetch)
	for _, c := range [][2]int64{{-1, 5}, {5, 4}, {0, 301}, {301, 301}} {
		for _, err := range r.Leaves(c[0], c[1]) {
			wantError(t, err, ledger.ErrInconsistent)
		}
	}
	for _, index := range []int64{-1, 300, 1<<63 - 1} {
		_, err := r.Leaf(index)
		wantError(t, err, ledger.ErrInconsistent)
	}
}
