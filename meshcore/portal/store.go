package portal

import (
	"context"
	"errors"
	"time"

	"meshportal/meshcore"
	"meshportal/meshcore/ledger"
	"meshportal/meshcore/udf"
)

// ErrNotFound is what a Tx returns for a record that does not exist.
var ErrNotFound = errors.New("not found")

// Store keeps the portal's state. Update makes read, check and write one
// durable transaction: when it returns nil, the writes survive a power loss.
// It may run f again from the start (a serializable engine retries), so f has
// no effect outside its Tx. View gives a consistent read-only snapshot.
type Store interface {
	View(ctx context.Context, f func(Tx) error) error
	Update(ctx context.Context, f func(Tx) error) error
}

// Tx is one transaction. Its methods are dumb: get, put, list. Get methods
// return [ErrNotFound]; lists are empty instead. Put replaces.
type Tx interface {
	// Savepoint runs f; if f fails, what f wrote is undone, its error is
	// returned, and the transaction goes on.
	Savepoint(f func() error) error

	AccountTx
	VersionTx
	ConnectionTx
	SessionTx
	LogTx
}

// AccountTx keeps accounts, who owns which key, and settings.
type AccountTx interface {
	Account(name meshcore.Account) (Account, error)
	AccountOf(profile udf.Fingerprint) (Account, error)
	Accounts() ([]Account, error) // all, by name
	PutAccount(Account) error
	// ErasuresDue lists suspended accounts whose EraseAfter is not after now.
	ErasuresDue(now time.Time) ([]Account, error)

	Key(kid udf.Fingerprint) (Key, error)
	Keys(profile udf.Fingerprint) ([]Key, error)
	PutKey(Key) error

	Setting(name string) (string, error)
	PutSetting(name, value string) error

	// UseNonce remembers the nonce of a signed call until it expires; used
	// is true if it was remembered already. Expired ones are forgotten.
	UseNonce(nonce string, expires, now time.Time) (used bool, err error)
}

// VersionTx keeps versions of documents and to whom their Identifiers belong.
type VersionTx interface {
	Binding(identifier udf.Fingerprint) (Binding, error)
	Bindings(owner udf.Fingerprint) ([]Binding, error)
	PutBinding(Binding) error
	// BindingsUnlisted lists application bindings that no profile has listed
	// since before the given time, and that still have bodies.
	BindingsUnlisted(before time.Time) ([]Binding, error)

	Head(identifier udf.Fingerprint) (Version, error)
	VersionByID(identifier udf.Fingerprint, id meshcore.VersionID) (Version, error)
	VersionAt(identifier udf.Fingerprint, sequence uint64) (Version, error)
	// Versions lists the kept versions (those with a body), oldest first.
	Versions(identifier udf.Fingerprint) ([]Version, error)
	// Recent lists an owner's versions before a leaf, the newest first, at
	// most limit of them, whatever was erased included. Their Body is nil.
	Recent(owner udf.Fingerprint, before int64, limit int) ([]Version, error)
	AddVersion(Version) error
	// EraseVersion forgets body and salt; the row and its leaf stay.
	EraseVersion(identifier udf.Fingerprint, sequence uint64) error
	// Usage counts an owner's versions stored since a time, and the bytes of
	// all its bodies.
	Usage(owner udf.Fingerprint, since time.Time) (published int, bytes int64, err error)
}

// ConnectionTx keeps requests to join, invitations and blocks.
type ConnectionTx interface {
	Connection(profile, device udf.Fingerprint) (Connection, error)
	// ConnectionByKey finds the newest by the device's authentication key.
	ConnectionByKey(kid udf.Fingerprint) (Connection, error)
	Connections(profile udf.Fingerprint) ([]Connection, error) // all kept ones, oldest first
	PutConnection(Connection) error
	// ForgetConnections drops those whose Forget is not after now.
	ForgetConnections(now time.Time) error

	Invitation(hash [32]byte) (Invitation, error)
	Invitations(profile udf.Fingerprint) ([]Invitation, error)
	PutInvitation(Invitation) error
	DeleteInvitation(hash [32]byte) error

	Blocked(profile udf.Fingerprint) ([]udf.Fingerprint, error)
	PutBlock(profile, device udf.Fingerprint) error
	DeleteBlock(profile, device udf.Fingerprint) error
}

// SessionTx keeps web sessions, and when each device was seen last.
type SessionTx interface {
	Session(hash [32]byte) (Session, error)
	Sessions(profile udf.Fingerprint) ([]Session, error) // newest first
	PutSession(Session) error
	// SeeSession moves Seen of a session that is there; an unknown one is nothing.
	SeeSession(hash [32]byte, at time.Time) error
	DeleteSession(hash [32]byte) error
	// ForgetSessions drops those that were not started, or not seen, after
	// these times.
	ForgetSessions(startedBefore, seenBefore time.Time) error

	Sightings(profile udf.Fingerprint) ([]Sighting, error)
	PutSighting(Sighting) error
	DeleteSighting(device udf.Fingerprint) error
}

// LogTx keeps the transparency log: leaves by index, and the hashes of the
// tree by tlog's stored hash index.
type LogTx interface {
	LogSize() (int64, error)
	// Leaves returns the leaves from..to-1, in order.
	Leaves(from, to int64) ([][]byte, error)
	AddLeaf(index int64, leaf []byte) error
	// ReadHashes returns the hashes with these stored hash indexes, in order.
	ReadHashes(indexes []int64) ([]ledger.Hash, error)
	// AddHashes stores consecutive hashes beginning at a stored hash index.
	AddHashes(first int64, hashes []ledger.Hash) error
}
