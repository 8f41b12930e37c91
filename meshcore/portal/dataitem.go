package portal

import (
	"encoding/base64"
	"strconv"

	"meshportal/meshcore"
	"meshportal/meshcore/ledger"
	"meshportal/meshcore/protocol"
)

// dataItem is a version with its place in the log, the salts that open the
// commitments of its leaf and of the one before, and the proof that the tree
// of that size contains it (protocol.md II.5).
func dataItem(tx Tx, b Binding, v Version, size int64) (protocol.DataItem, error) {
	item := protocol.DataItem{
		TransactionID: strconv.FormatInt(v.Index, 10), PrimaryKey: string(v.Identifier),
		Action: "New", Added: meshcore.At(v.Stored).String(), Text: string(v.Body),
	}
	leaves, err := tx.Leaves(v.Index, v.Index+1)
	if err != nil {
		return item, err
	}
	proof, err := ledger.ProveInclusion(size, v.Index, hashes(tx))
	if err != nil {
		return item, err
	}
	add := func(key, value string) { item.Keys = append(item.Keys, protocol.KeyValue{Key: key, Value: value}) }
	add(protocol.KeyLeaf, base64.StdEncoding.EncodeToString(leaves[0]))
	add(protocol.KeySalt, base64.StdEncoding.EncodeToString(v.Salt[:]))
	if v.Sequence > 0 {
		previous, err := tx.VersionAt(v.Identifier, v.Sequence-1)
		if err != nil {
			return item, err
		}
		item.Action, item.PriorTransactionID = "Update", strconv.FormatInt(previous.Index, 10)
		if previous.Salt != [32]byte{} { // else it was erased with its body
			add(protocol.KeyPreviousSalt, base64.StdEncoding.EncodeToString(previous.Salt[:]))
		}
	}
	add(protocol.KeySize, strconv.FormatInt(size, 10))
	add(protocol.KeyProof, base64.StdEncoding.EncodeToString(ledger.MarshalProof(proof)))
	return item, nil
}
