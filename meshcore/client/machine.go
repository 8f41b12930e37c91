package client

import (
	"errors"

	"meshportal/meshcore/jose"
	"meshportal/meshcore/udf"
)

// ErrNoRecord is what a Machine returns for a name that it does not hold.
var ErrNoRecord = errors.New("no such record")

// Machine is a device's memory: small records by name, and private keys. Its
// owner sees to it that one process uses it at a time.
type Machine interface {
	Provider
	// Read returns a record, or [ErrNoRecord].
	Read(name string) ([]byte, error)
	// Write stores a record durably and at once: after a crash it holds the
	// old value or the new one.
	Write(name string, data []byte) error
	// Remove forgets a record; one that is not there is no error.
	Remove(name string) error
	// List returns the names that begin with prefix, sorted.
	List(prefix string) ([]string, error)
}

// Provider keeps private keys and uses them: files, WebCrypto, or memory in
// tests. A key is durable before its Generate returns and is never handed out.
type Provider interface {
	// GenerateSigning makes an Ed25519 key.
	GenerateSigning() (jose.Signer, error)
	// GenerateEncryption makes a P-256 key for key agreement.
	GenerateEncryption() (jose.Decrypter, error)
	// Signer finds a signing key by fingerprint, or [ErrNoRecord].
	Signer(kid udf.Fingerprint) (jose.Signer, error)
	// Decrypter finds an encryption key by fingerprint, or [ErrNoRecord].
	Decrypter(kid udf.Fingerprint) (jose.Decrypter, error)
	// Forget destroys a key.
	Forget(kid udf.Fingerprint) error
}
