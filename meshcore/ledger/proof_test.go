package ledger_test

import (
	"bytes"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"meshportal/meshcore/ledger"
)

// Every size up to 700: three leaves and three older trees each, and the same
// with one thing wrong.
func TestProofs(t *testing.T) {
	t.Parallel()
	l, random := logOf(700), rand.New(rand.NewPCG(1, 2))
	for size := int64(1); size <= l.Size(); size++ {
		root := l.Checkpoint(origin, size, noon).Root
		for _, index := range []int64{0, random.Int64N(size), size - 1} {
			proof, err := ledger.ProveInclusion(size, index, l)
			check(t, err)
			inclusion(t, proof, size, root, index, leafHash(l, index))
		}
		for _, older := range []int64{1, 1 + random.Int64N(size), size} {
			proof, err := tlog.ProveTree(size, older, l)
			check(t, err)
			consistency(t, proof, size, root, older, l.Checkpoint(origin, older, noon).Root)
		}
	}
}

func inclusion(t *testing.T, proof []ledger.Hash, size int64, root ledger.Hash, index int64, leaf ledger.Hash) {
	t.Helper()
	check(t, ledger.CheckInclusion(proof, size, root, index, leaf))
	for i, err := range []error{
		ledger.CheckInclusion(proof, size, flip(root), index, leaf),
		ledger.CheckInclusion(proof, size, root, index, flip(leaf)),
		ledger.CheckInclusion(append(slices.Clone(proof), root), size, root, index, leaf),
		ledger.CheckInclusion(proof, size, root, -1, leaf),
		ledger.CheckInclusion(proof, size, root, size, leaf),
	} {
		if err == nil {
			t.Errorf("leaf %d of %d: case %d is accepted", index, size, i)
		}
	}
	if len(proof) > 0 {
		wantError(t, ledger.CheckInclusion(proof[1:], size, root, index, leaf), ledger.ErrInconsistent)
		wantError(t, ledger.CheckInclusion(proof, size, root, index^1, leaf), ledger.ErrInconsistent)
	}
}

func consistency(t *testing.T, proof []ledger.Hash, size int64, root ledger.Hash, older int64, olderRoot ledger.Hash) {
	t.Helper()
	check(t, ledger.CheckConsistency(proof, size, root, older, olderRoot))
	for i, err := range []error{
		ledger.CheckConsistency(proof, size, flip(root), older, olderRoot),
		ledger.CheckConsistency(proof, size, root, older, flip(olderRoot)),
		ledger.CheckConsistency(append(slices.Clone(proof), root), size, root, older, olderRoot),
		ledger.CheckConsistency(proof, older-1, root, older, olderRoot),
	} {
		if err == nil {
			t.Errorf("%d to %d: case %d is accepted", older, size, i)
		}
	}
}

func flip(h ledger.Hash) ledger.Hash {
	h[31] ^= 1
	return h
}

func TestProofsOfHostileSizes(t *testing.T) {
	t.Parallel()
	empty, some := ledger.EmptyRoot, ledger.Hash{1}
	check(t, ledger.CheckConsistency(nil, 0, empty, 0, empty))
	check(t, ledger.CheckConsistency(nil, 7, some, 0, empty))
	for i, err := range []error{
		ledger.CheckConsistency(nil, 0, some, 0, empty),
		ledger.CheckConsistency(nil, 7, some, 0, some),
		ledger.CheckConsistency([]ledger.Hash{some}, 7, some, 0, empty),
		ledger.CheckConsistency(nil, 7, some, -1, empty),
		ledger.CheckConsistency(nil, -1, some, -1, some),
		ledger.CheckConsistency(nil, 6, some, 7, some),
		ledger.CheckConsistency(nil, math.MaxInt64, some, 7, some),
		ledger.CheckConsistency(nil, math.MaxInt64, some, math.MaxInt64, flip(some)),
		ledger.CheckConsistency(make([]ledger.Hash, 63), ledger.MaxSize, some, ledger.MaxSize-1, some),
		ledger.CheckInclusion(nil, 0, empty, 0, empty),
		ledger.CheckInclusion(nil, -5, empty, -6, empty),
		ledger.CheckInclusion(nil, math.MaxInt64, some, 0, some),
		ledger.CheckInclusion(nil, math.MinInt64, some, math.MinInt64, some),
		ledger.CheckInclusion(make([]ledger.Hash, 63), ledger.MaxSize, some, 5, some),
	} {
		if err == nil {
			t.Errorf("case %d is accepted", i)
		} else {
			wantError(t, err, ledger.ErrInconsistent)
		}
	}
	for size, index := range map[int64]int64{0: 0, 4: 4, 5: -1, math.MaxInt64: 0} {
		_, err := ledger.ProveInclusion(size, index, logOf(4))
		wantError(t, err, ledger.ErrInconsistent)
	}
	for _, size := range []int64{-1, math.MinInt64, math.MaxInt64} {
		_, err := ledger.Root(size, logOf(4))
		wantError(t, err, ledger.ErrMalformed)
	}
}

func TestMarshalProof(t *testing.T) {
	t.Parallel()
	for n := range 64 {
		proof := make([]ledger.Hash, n)
		for i := range proof {
			proof[i][i%32] = byte(i + 1)
		}
		got, err := ledger.ParseProof(ledger.MarshalProof(proof))
		check(t, err)
		if !slices.Equal(got, proof) {
			t.Errorf("%d hashes: got %v", n, got)
		}
	}
	for _, n := range []int{1, 31, 33, 64 * 32} {
		_, err := ledger.ParseProof(make([]byte, n))
		wantError(t, err, ledger.ErrMalformed)
	}
}

func FuzzCheckProof(f *testing.F) {
	f.Add([]byte{}, int64(1), int64(0))
	f.Add(bytes.Repeat([]byte{1}, 64), int64(4), int64(2))
	f.Add(bytes.Repeat([]byte{1}, 63*32), int64(math.MaxInt64), int64(math.MaxInt64-1))
	f.Fuzz(func(t *testing.T, b []byte, size, other int64) {
		proof, err := ledger.ParseProof(b)
		if err != nil {
			return
		}
		if !bytes.Equal(ledger.MarshalProof(proof), b) {
			t.Error("the proof is written otherwise than read")
		}
		if size != 1 && ledger.CheckInclusion(proof, size, ledger.Hash{9}, other, ledger.Hash{8}) == nil {
			t.Error("an invented proof is accepted")
		}
		if ledger.CheckConsistency(proof, size, ledger.Hash{9}, other, ledger.Hash{8}) == nil {
			t.Error("an invented proof is accepted")
		}
	})
}
