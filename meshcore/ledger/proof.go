package ledger

import "golang.org/x/mod/sumdb/tlog"

// ProveInclusion proves that leaf index is in the tree of the given size.
func ProveInclusion(size, index int64, r tlog.HashReader) ([]Hash, error) {
	if index < 0 || index >= size || size > MaxSize {
		return nil, inconsistent("there is no leaf %d in a tree of %d", index, size)
	}
	return tlog.ProveRecord(size, index, r)
}

// CheckInclusion checks such a proof. It answers hostile input with
// [ErrInconsistent].
func CheckInclusion(proof []Hash, size int64, root Hash, index int64, leaf Hash) error {
	if index < 0 || index >= size || size > MaxSize {
		return inconsistent("there is no leaf %d in a tree of %d", index, size)
	}
	if err := tlog.CheckRecord(proof, size, root, index, leaf); err != nil {
		return inconsistent("leaf %d: %v", index, err)
	}
	return nil
}

// CheckConsistency checks that the newer tree extends the older one, else it
// returns [ErrInconsistent]. Every tree extends the empty one, and itself, with
// an empty proof.
func CheckConsistency(proof []Hash, newSize int64, newRoot Hash, oldSize int64, oldRoot Hash) error {
	if oldSize < 0 || oldSize > newSize || newSize > MaxSize {
		return inconsistent("a tree of %d does not extend one of %d", newSize, oldSize)
	}
	if oldSize == 0 {
		if oldRoot != EmptyRoot || newSize == 0 && newRoot != EmptyRoot || len(proof) > 0 {
			return inconsistent("a tree of %d does not extend this empty one", newSize)
		}
		return nil
	}
	if err := tlog.CheckTree(proof, newSize, newRoot, oldSize, oldRoot); err != nil {
		return inconsistent("from %d to %d: %v", oldSize, newSize, err)
	}
	return nil
}

// MarshalProof concatenates hashes.
func MarshalProof(proof []Hash) []byte {
	out := make([]byte, 0, len(proof)*len(Hash{}))
	for _, h := range proof {
		out = append(out, h[:]...)
	}
	return out
}

// ParseProof splits what MarshalProof joined; a proof has at most 63 hashes.
func ParseProof(b []byte) ([]Hash, error) {
	if len(b)%len(Hash{}) != 0 || len(b) > 63*len(Hash{}) {
		return nil, malformed("a proof is a sequence of hashes, this has %d bytes", len(b))
	}
	proof := make([]Hash, len(b)/len(Hash{}))
	for i := range proof {
		copy(proof[i][:], b[i*len(Hash{}):])
	}
	return proof, nil
}
