package portal

import (
	"time"

	"meshportal/meshcore"
	"meshportal/meshcore/ledger"
	"meshportal/meshcore/udf"
)

// AccountStatus is the state of an account, in the drafts' words.
type AccountStatus string

// The states of an account.
const (
	Open      AccountStatus = "Open"
	Suspended AccountStatus = "Suspended" // a DeleteRequest waits for EraseAfter
	Closed    AccountStatus = "Closed"    // erased; the name stays taken
)

// Account binds a name to a profile, once and for ever.
type Account struct {
	Name          meshcore.Account
	Profile       udf.Fingerprint
	Status        AccountStatus
	Created       time.Time
	Modified      time.Time
	DeleteRequest []byte    // the tagged SignedDeleteRequest, while Suspended and after
	EraseAfter    time.Time // zero unless Suspended
}

// KeyUse is what a device key is for.
type KeyUse string

// The uses of a device key.
const (
	SignatureUse      KeyUse = "signature"
	AuthenticationUse KeyUse = "authentication"
	EncryptionUse     KeyUse = "encryption"
	MasterUse         KeyUse = "master" // master, escrow and genesis keys
)

// Key says to which device of which profile a key belongs. Removed keys are
// kept: they are refused in that profile for ever (protocol.md II.4.2).
type Key struct {
	ID      udf.Fingerprint
	Profile udf.Fingerprint
	Device  udf.Fingerprint // "" for MasterUse
	Use     KeyUse
	Removed bool
}

// Binding ties an Identifier to its owner and payload tag for ever. Kind
// escrow has the tag OfflineEscrowEntry.
type Binding struct {
	Identifier udf.Fingerprint
	Owner      udf.Fingerprint
	Kind       ledger.Kind
	Tag        string
	Label      ledger.Hash
	Unlisted   time.Time // since when no profile lists it; zero while listed, or not an application
}

// Version is one stored version of a document.
type Version struct {
	Identifier udf.Fingerprint
	Sequence   uint64 // from 0, contiguous: the leaf's
	ID         meshcore.VersionID
	Owner      udf.Fingerprint
	Index      int64           // of its leaf in the log
	Signer     udf.Fingerprint // "" for escrow entries
	Salt       [32]byte
	Body       []byte // the entry's exact bytes; nil once erased
	Stored     time.Time
}

// Connection is one request to join, and what became of it.
type Connection struct {
	Profile        udf.Fingerprint
	Device         udf.Fingerprint
	Authentication udf.Fingerprint // the device's authentication key
	Account        meshcore.Account
	RequestID      meshcore.VersionID
	Request        []byte   // the untagged SignedConnectionRequest
	Address        string   // address prefix of the sender (/32 or /64), "" if exempt
	Invitation     [32]byte // hash of the invitation it shows; zero if none
	InvitationID   string   // as sent
	Proof          string   // as sent
	Requested      time.Time
	Expires        time.Time
	Ended          Outcome
	Result         []byte // the untagged SignedConnectionResult
	ResultProof    string
	Forget         time.Time // when the record is dropped: 24 h after its end
}

// Outcome is how a request ended; "" while it lives or has only lapsed.
type Outcome string

// The outcomes of a request.
const (
	Live      Outcome = ""
	Done      Outcome = "done"      // Result is set
	Cancelled Outcome = "cancelled" // by the device itself
)

// Invitation is a reserved slot for one request (protocol.md II.8).
type Invitation struct {
	Hash    [32]byte // SHA-256 of the invitation's id
	Profile udf.Fingerprint
	Expires time.Time
	Device  udf.Fingerprint // the device that took the slot; "" while free
}

// Session is a browser that a device of a profile has signed in. It reads,
// and changes nothing but itself (protocol.md II.2).
type Session struct {
	Hash    [32]byte // SHA-256 of the id in the cookie, which is kept nowhere
	Profile udf.Fingerprint
	Device  udf.Fingerprint
	Key     udf.Fingerprint // the device's authentication key
	Started time.Time
	Seen    time.Time // to the minute
	Agent   string    // what the browser calls itself, shortened
	Address string    // address prefix of the sign-in (/32 or /64), "" if exempt
}

// Sighting is when a signed call or a web session of a device was seen last,
// to the minute.
type Sighting struct {
	Device  udf.Fingerprint
	Profile udf.Fingerprint
	Seen    time.Time
}
