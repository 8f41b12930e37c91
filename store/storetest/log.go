package storetest

import (
	"fmt"
	"testing"

	"meshportal/meshcore/ledger"
	"meshportal/meshcore/portal"
)

func testLeaves(t *testing.T, s portal.Store) {
	var leaves [][]byte
	update(t, s, func(tx portal.Tx) error {
		size, err := tx.LogSize()
		same(t, "size before", size, err, 0)
		for i := range int64(300) {
			leaf := fmt.Appendf(nil, "mesh-leaf/1\n%d\n", i)
			leaves = append(leaves, leaf)
			err = first(err, tx.AddLeaf(i, leaf))
		}
		size, sizeErr := tx.LogSize()
		same(t, "size within", size, sizeErr, 300)
		return err
	})
	view(t, s, func(tx portal.Tx) {
		got, err := tx.Leaves(0, 300)
		same(t, "all", got, err, leaves)
		got, err = tx.Leaves(255, 257)
		same(t, "some", got, err, leaves[255:257])
		got, err = tx.Leaves(300, 300)
		empty(t, "none", got, err)
		got, err = tx.Leaves(299, 301)
		missing(t, "one too many", got, err)
	})
	if err := s.Update(t.Context(), func(tx portal.Tx) error { return tx.AddLeaf(5, nil) }); err == nil {
		t.Error("a leaf was replaced")
	}
}

func testHashes(t *testing.T, s portal.Store) {
	all := make([]ledger.Hash, 500)
	for i := range all {
		all[i] = hash(byte(i))
		all[i][0] = byte(i >> 8)
	}
	var next int64
	for _, n := range []int{0, 1, 2, 3, 36, 64, 100, 294} {
		update(t, s, func(tx portal.Tx) error { return tx.AddHashes(next, all[next:next+int64(n)]) })
		next += int64(n)
	}
	view(t, s, func(tx portal.Tx) {
		got, err := tx.ReadHashes(nil)
		empty(t, "none", got, err)
		for _, n := range []int{1, 2, 3, 5, 63, 64, 65, 200} {
			var indexes []int64
			var want []ledger.Hash
			for i := range n { // scattered, falling, with repetitions
				index := (499*int64(n) - 7*int64(i)) % 500
				indexes, want = append(indexes, index, index), append(want, all[index], all[index])
			}
			got, err := tx.ReadHashes(indexes)
			same(t, fmt.Sprintf("%d hashes", n), got, err, want)
		}
		got, err = tx.ReadHashes([]int64{3, 500, 4})
		missing(t, "one missing", got, err)
	})
	if err := s.Update(t.Context(), func(tx portal.Tx) error { return tx.AddHashes(499, all[:2]) }); err == nil {
		t.Error("a hash was replaced")
	}
}
