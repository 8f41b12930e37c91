package portal

import (
	"errors"
	"io"
	"time"

	"golang.org/x/mod/sumdb/tlog"

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
	head       *Version // the version that it follows; nil of a first one
}

// append stores an entry as the next version of its Identifier, and its leaf
// in the log, in one transaction. The caller has judged that it may follow.
func (s *Service) append(tx Tx, e entry) (err error) {
	if e.head == nil {
		if err := bind(tx, e); err != nil {
			return err
		}
	}
	v := Version{
		Identifier: e.identifier, ID: e.version, Owner: e.owner, Signer: e.signer,
		Body: e.body, Stored: s.Now().UTC().Truncate(time.Second),
	}
	if _, err := io.ReadFull(s.Rand, v.Salt[:]); err != nil {
		return err
	}
	leaf := ledger.Leaf{Kind: e.kind, Label: e.label, Commitment: ledger.Commit(v.Salt, v.ID), Time: v.Stored}
	if e.head != nil {
		if leaf.Previous, err = leafHash(tx, e.head.Index); err != nil {
			return err
		}
		v.Sequence = e.head.Sequence + 1
	}
	leaf.Sequence = v.Sequence
	if v.Index, err = addLeaf(tx, leaf); err != nil {
		return err
	}
	return tx.AddVersion(v)
}

// leafHash reads the hash of a leaf: the tree keeps it.
func leafHash(tx Tx, index int64) (ledger.Hash, error) {
	stored, err := tx.ReadHashes([]int64{tlog.StoredHashIndex(0, index)})
	if err != nil {
		return ledger.Hash{}, err
	}
	return stored[0], nil
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
