package meshcore

import (
	"crypto/hkdf"
	"crypto/sha512"

	"meshportal/meshcore/jose"
	"meshportal/meshcore/udf"
)

// OfflineEscrowEntry holds a person's master keys, encrypted under a secret
// that exists as shares on paper alone. Its Identifier is the fingerprint of
// that secret. Without EncryptedData it says that the kit was retired
// (protocol.md II.12).
type OfflineEscrowEntry struct {
	Identifier    udf.Fingerprint `json:"Identifier"`
	EncryptedData *jose.Sealed    `json:"EncryptedData,omitempty"`
}

// EscrowTag is the type name that tags an escrow entry.
const EscrowTag = "OfflineEscrowEntry"

// Entry returns the tagged JSON that Publish carries.
func (e *OfflineEscrowEntry) Entry() ([]byte, error) { return Tagged(EscrowTag, e) }

// ParseEscrow reads the tagged JSON of an escrow entry and checks its form.
func ParseEscrow(entry []byte) (*OfflineEscrowEntry, error) {
	e := new(OfflineEscrowEntry)
	if err := decode(entry, EscrowTag, e); err != nil {
		return nil, err
	}
	if !e.Identifier.Valid() || e.Identifier.IsRandom() {
		return nil, Invalid("OfflineEscrowEntry: the Identifier %.50q is not the fingerprint of a secret", string(e.Identifier))
	}
	if e.EncryptedData == nil {
		return e, nil
	}
	if err := e.EncryptedData.Check(); err != nil {
		return nil, Invalid("OfflineEscrowEntry: %v", err)
	}
	return e, nil
}

// EscrowID returns the Identifier of the entry under secret.
func EscrowID(secret [16]byte) udf.Fingerprint { return udf.Of(udf.ContentEscrow, secret[:]) }

// EscrowedKeySet is the content of an escrow entry: the master signature key
// and the master escrow key.
type EscrowedKeySet struct {
	MasterSignatureKey jose.PrivateParameters   `json:"MasterSignatureKey"`
	MasterEscrowKeys   []jose.PrivateParameters `json:"MasterEscrowKeys"`
}

// SealEscrow encrypts keys under secret.
func SealEscrow(keys *EscrowedKeySet, secret [16]byte) (*OfflineEscrowEntry, error) {
	plain, err := Tagged("EscrowedKeySet", keys)
	if err != nil {
		return nil, err
	}
	id := EscrowID(secret)
	key, err := escrowKey(secret, id)
	if err != nil {
		return nil, err
	}
	sealed, err := jose.Seal(key, plain, []byte(id))
	if err != nil {
		return nil, err
	}
	return &OfflineEscrowEntry{Identifier: id, EncryptedData: &sealed}, nil
}

// Open decrypts the entry. The caller compares the fingerprint of the master
// key with the profile's.
func (e *OfflineEscrowEntry) Open(secret [16]byte) (*EscrowedKeySet, error) {
	id := EscrowID(secret)
	if e.Identifier != id {
		return nil, Invalid("OfflineEscrowEntry: the shares are those of %s, the entry is %s", id, e.Identifier)
	}
	if e.EncryptedData == nil {
		return nil, Invalid("OfflineEscrowEntry: this recovery kit was retired")
	}
	key, err := escrowKey(secret, id)
	if err != nil {
		return nil, err
	}
	plain, err := e.EncryptedData.Open(key, []byte(id))
	if err != nil {
		return nil, Invalid("OfflineEscrowEntry: %v", err)
	}
	keys := new(EscrowedKeySet)
	if err := decode(plain, "EscrowedKeySet", keys); err != nil {
		return nil, err
	}
	if len(keys.MasterEscrowKeys) != 1 {
		return nil, Invalid("EscrowedKeySet: exactly one master escrow key")
	}
	return keys, nil
}

// escrowKey is HKDF-SHA-512 over the secret, salted with the Identifier.
func escrowKey(secret [16]byte, id udf.Fingerprint) (key [32]byte, err error) {
	b, err := hkdf.Key(sha512.New, secret[:], []byte(id), "mesh offline escrow", len(key))
	copy(key[:], b)
	return key, err
}
