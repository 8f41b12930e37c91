package portal

import (
	"errors"
	"fmt"
	"io"
	"time"

	"meshportal/meshcore"
	"meshportal/meshcore/ledger"
	"meshportal/meshcore/udf"
)

// entry is an accepted document on its way into the archive.
type entry struct {
	identifier udf.Fingerprint
	owner      udf.Fingerprint
	kind       ledger.Kind
	tag        string
	label      ledger.Hash
	version    meshcore.VersionID
	signer     udf.Fingerprint
	body       []byte
}

// append stores an entry as the next version of its Identifier, and its leaf
// in the log, in one transaction.
func (s *Service) append(tx Tx, e entry) error {
	if err := bind(tx, e); err != nil {
		return err
	}
	v := Version{
		Identifier: e.identifier, ID: e.version, Owner: e.owner, Signer: e.signer,
		Body: e.body, Stored: s.Now().UTC().Truncate(time.Second),
	}
	if _, err := io.ReadFull(s.Rand, v.Salt[:]); err != nil {
		return err
	}
	leaf := ledger.Leaf{Kind: e.kind, Label: e.label, Commitment: ledger.Commit(v.Salt, v.ID), Time: v.Stored}
	head, err := tx.Head(e.identifier)
	if err == nil {
		if leaf.Previous, err = leafHash(tx, head.Index); err != nil {
			return err
		}
		v.Sequence = head.Sequence + 1
	} else if !errors.Is(err, ErrNotFound) {
		return err
	}
	leaf.Sequence = v.Sequence
	if v.Index, err = addLeaf(tx, leaf); err != nil {
		return err
	}
	return tx.AddVersion(v)
}

// leafHash reads the hash of a leaf.
func leafHash(tx Tx, index int64) (ledger.Hash, error) {
	leaves, err := tx.Leaves(index, index+1)
	if err != nil {
		return ledger.Hash{}, err
	}
	if len(leaves) != 1 {
		return ledger.Hash{}, fmt.Errorf("portal: the log lacks leaf %d", index)
	}
	leaf, err := ledger.ParseLeaf(leaves[0])
	return leaf.Hash(), err
}

// bind ties an Identifier to its owner and tag at its first use.
func bind(tx Tx, e entry) error {
	b, err := tx.Binding(e.identifier)
	if errors.Is(err, ErrNotFound) {
		return tx.PutBinding(Binding{Identifier: e.identifier, Owner: e.owner, Kind: e.kind, Tag: e.tag, Label: e.label})
	}
	if err != nil {
		return err
	}
	return checkBinding(b, e.owner, e.kind, e.tag)
}

// eraseBodies forgets the kept versions of an Identifier; their leaves stay.
func eraseBodies(tx Tx, identifier udf.Fingerprint) error {
	versions, err := tx.Versions(identifier)
	if err != nil {
		return err
	}
	for _, v := range versions {
		if err := tx.EraseVersion(identifier, v.Sequence); err != nil {
			return err
		}
	}
	return nil
}
