package ledger_test

import (
	"encoding/hex"
	"slices"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"meshportal/meshcore/ledger"
)

// The reference tree of the Certificate Transparency test data (RFC 9162,
// google/certificate-transparency, merkle_tree_test).
var (
	referenceLeaves = []string{"", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"}
	referenceRoots  = []string{
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
		"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
		"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
		"aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
		"d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
		"4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
		"76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
		"ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
		"5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
	}
)

func TestRangeOfReferenceTree(t *testing.T) {
	t.Parallel()
	var r ledger.Range
	for size, want := range referenceRoots {
		root := r.Root()
		if got := hex.EncodeToString(root[:]); got != want {
			t.Errorf("root of %d: got %s, want %s", size, got, want)
		}
		if size < len(referenceLeaves) {
			leaf, err := hex.DecodeString(referenceLeaves[size])
			check(t, err)
			r.Append(tlog.RecordHash(leaf))
		}
	}
}

func TestRange(t *testing.T) {
	t.Parallel()
	l := logOf(700)
	var r ledger.Range
	for size := int64(0); size <= l.Size(); size++ {
		want := l.Checkpoint(origin, size, noon)
		if r.Size() != size || r.Root() != want.Root {
			t.Fatalf("at %d: got %d, %s, want %s", size, r.Size(), r.Root(), want.Root)
		}
		restored, err := ledger.RestoreRange(size, r.Hashes())
		check(t, err)
		if restored.Size() != size || restored.Root() != want.Root || !slices.Equal(restored.Hashes(), r.Hashes()) {
			t.Fatalf("at %d: restored differs", size)
		}
		if size < l.Size() {
			r = restored
			r.Append(leafHash(l, size))
		}
	}
}

// A copy of a Range goes its own way, however both grow.
func TestRangeCopies(t *testing.T) {
	t.Parallel()
	l := logOf(40)
	for size := range int64(32) {
		var r ledger.Range
		for i := range size {
			r.Append(leafHash(l, i))
		}
		want, other := r.Root(), r
		for i := range int64(3) {
			other.Append(leafHash(l, 35+i))
		}
		if r.Root() != want || r.Size() != size {
			t.Errorf("at %d: the copy changed the original", size)
		}
		for i := size; i < 33; i++ {
			r.Append(leafHash(l, i))
		}
		if r.Root() != l.Checkpoint(origin, 33, noon).Root {
			t.Errorf("at %d: the copy changed what the original became", size)
		}
	}
}

func TestRestoreRangeRefuses(t *testing.T) {
	t.Parallel()
	for size, hashes := range map[int64]int{-1: 64, -2: 0, 0: 1, 1: 0, 3: 1, 4: 2, ledger.MaxSize + 1: 1, 1 << 62: 1} {
		_, err := ledger.RestoreRange(size, make([]ledger.Hash, hashes))
		wantError(t, err, ledger.ErrMalformed)
	}
}
