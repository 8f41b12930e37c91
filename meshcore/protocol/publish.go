package protocol

import (
	"github.com/go-jose/go-jose/v4/json"
)

// PublishRequest publishes one tagged entry: SignedPersonalProfile,
// SignedApplicationProfile or OfflineEscrowEntry.
type PublishRequest struct {
	MeshRequest
	Entry json.RawMessage `json:"Entry,omitempty"`
}

// PublishResponse carries the note of its own commit.
type PublishResponse struct {
	MeshResponse
	CheckpointValue string `json:"CheckpointValue,omitempty"`
}

// GetRequest asks for entries by Account or Identifier. Multiple asks for all
// kept versions, oldest first; Full adds DataItems (protocol.md II.7).
type GetRequest struct {
	MeshRequest
	Identifier string     `json:"Identifier,omitempty"`
	Account    string     `json:"Account,omitempty"`
	KeyValues  []KeyValue `json:"KeyValues,omitempty"`
	Multiple   bool       `json:"Multiple,omitempty"`
	Full       bool       `json:"Full,omitempty"`

	Records bool `json:"-"` // sent as GetRecords: the DataItems alone
}

// GetResponse carries tagged entries, each with exactly the bytes published.
type GetResponse struct {
	MeshResponse
	Entries   []json.RawMessage `json:"Entries,omitempty"`
	DataItems []DataItem        `json:"DataItems,omitempty"`
}

// GetRecordsResponse carries the DataItems alone.
type GetRecordsResponse struct {
	MeshResponse
	DataItems []DataItem `json:"DataItems,omitempty"`
}

// DataItem is one version with its place in the log and the proof of it
// (protocol.md II.5): TransactionID is the log index and PriorTransactionID
// that of the label's previous leaf, in decimal; Text the entry's exact bytes;
// Keys are those named by the Key… constants.
type DataItem struct {
	TransactionID      string     `json:"TransactionID"`
	PrimaryKey         string     `json:"PrimaryKey"`
	PriorTransactionID string     `json:"PriorTransactionID,omitempty"`
	Action             string     `json:"Action"`
	Added              string     `json:"Added"`
	Keys               []KeyValue `json:"Keys"`
	Text               string     `json:"Text,omitempty"`
}

// The Keys of a DataItem. All but KeySize (decimal) are standard base64.
const (
	KeyLeaf         = "leaf"         // the leaf's bytes
	KeySalt         = "salt"         // opens the leaf's commitment
	KeyPreviousSalt = "previousSalt" // opens that of the label's previous leaf; absent at sequence 0
	KeySize         = "size"         // of the tree that proof is for
	KeyProof        = "proof"        // inclusion proof, concatenated hashes
)

// Value returns the value of a key of the item, or "".
func (d *DataItem) Value(key string) string {
	for _, kv := range d.Keys {
		if kv.Key == key {
			return kv.Value
		}
	}
	return ""
}

// Transaction implements [Request].
func (*PublishRequest) Transaction() string { return "Publish" }

// Transaction implements [Request].
func (r *GetRequest) Transaction() string {
	if r.Records {
		return "GetRecords"
	}
	return "Get"
}

// Type implements [Response].
func (*PublishResponse) Type() string { return "PublishResponse" }

// Type implements [Response].
func (*GetResponse) Type() string { return "GetResponse" }

// Type implements [Response].
func (*GetRecordsResponse) Type() string { return "GetRecordsResponse" }
