package main

import (
	"crypto/rand"
	"encoding/json"

	"meshportal/meshcore/jose"
	"meshportal/meshcore/udf"
)

// Keys are records like others, by fingerprint.

func keyRecord(kid udf.Fingerprint) string { return "key/" + string(kid) }

// GenerateSigning implements client.Provider.
func (m *machine) GenerateSigning() (jose.Signer, error) {
	key, err := jose.GenerateEd25519(rand.Reader)
	if err != nil {
		return nil, err
	}
	return key, m.keepKey(key)
}

// GenerateEncryption implements client.Provider.
func (m *machine) GenerateEncryption() (jose.Decrypter, error) {
	key, err := jose.GenerateP256()
	if err != nil {
		return nil, err
	}
	return key, m.keepKey(key)
}

func (m *machine) keepKey(key jose.PrivateKey) error {
	data, err := json.Marshal(key.Parameters())
	if err != nil {
		return err
	}
	return m.Write(keyRecord(key.PublicKey().KID()), data)
}

// Signer implements client.Provider.
func (m *machine) Signer(kid udf.Fingerprint) (jose.Signer, error) { return m.key(kid) }

// Decrypter implements client.Provider.
func (m *machine) Decrypter(kid udf.Fingerprint) (jose.Decrypter, error) { return m.key(kid) }

func (m *machine) key(kid udf.Fingerprint) (jose.PrivateKey, error) {
	data, err := m.Read(keyRecord(kid))
	if err != nil {
		return jose.PrivateKey{}, err
	}
	var parameters jose.PrivateParameters
	if err := jose.Unmarshal(data, &parameters); err != nil {
		return jose.PrivateKey{}, err
	}
	return parameters.PrivateKey()
}

// Forget implements client.Provider.
func (m *machine) Forget(kid udf.Fingerprint) error { return m.Remove(keyRecord(kid)) }
