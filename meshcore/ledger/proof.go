package ledger

import (
	"crypto/sha256"
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// ErrInconsistent says that two statements about the log cannot both be true:
// it was not only appended to, or a leaf is not where it is said to be.
var ErrInconsistent = errors.New("ledger: the log is inconsistent")

// EmptyRoot is the root of a tree without leaves (RFC 6962).
var EmptyRoot = Hash(sha256.Sum256(nil))

// ProveInclusion proves that leaf index is in the tree of the given size.
func ProveInclusion(size, index int64, r tlog.HashReader) ([]Hash, error) {
	if index < 0 || index >= size {
		return nil, fmt.Errorf("ledger: there is no leaf %d in a tree of %d", index, size)
	}
	return tlog.ProveRecord(size, index, r)
}

// CheckInclusion checks such a proof. It answers hostile input with an error.
func CheckInclusion(proof []Hash, size int64, root Hash, index int64, leaf Hash) error {
	if index < 0 || index >= size {
		return fmt.Errorf("%w: there is no leaf %d in a tree of %d", ErrInconsistent, index, size)
	}
	if err := tlog.CheckRecord(proof, size, root, index, leaf); err != nil {
		return fmt.Errorf("%w: %v", ErrInconsistent, err)
	}
	return nil
}

// CheckConsistency checks that the newer tree extends the older one.
func CheckConsistency(proof []Hash, newSize int64, newRoot Hash, oldSize int64, oldRoot Hash) error {
	switch {
	case oldSize < 0 || oldSize > newSize:
		return fmt.Errorf("%w: a tree of %d does not extend one of %d", ErrInconsistent, newSize, oldSize)
	case oldSize == 0 && oldRoot == EmptyRoot, oldSize == newSize && oldRoot == newRoot:
		return nil
	case oldSize == 0 || oldSize == newSize:
		return fmt.Errorf("%w: two trees of %d leaves", ErrInconsistent, oldSize)
	}
	if err := tlog.CheckTree(proof, newSize, newRoot, oldSize, oldRoot); err != nil {
		return fmt.Errorf("%w: %v", ErrInconsistent, err)
	}
	return nil
}

// Root returns the root of the tree of the given size.
func Root(size int64, r tlog.HashReader) (Hash, error) {
	if size == 0 {
		return EmptyRoot, nil
	}
	return tlog.TreeHash(size, r)
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
		return nil, fmt.Errorf("ledger: a proof is a sequence of hashes, this has %d bytes", len(b))
	}
	proof := make([]Hash, len(b)/len(Hash{}))
	for i := range proof {
		copy(proof[i][:], b[i*len(Hash{}):])
	}
	return proof, nil
}
