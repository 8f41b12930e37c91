package meshtest

import (
	"crypto/rand"
	"maps"
	"slices"
	"strings"
	"sync"

	"meshportal/meshcore/client"
	"meshportal/meshcore/jose"
	"meshportal/meshcore/udf"
)

// Machine is a client.Machine in memory. The zero value is empty and ready.
type Machine struct {
	mutex   sync.Mutex
	records map[string][]byte
	keys    map[udf.Fingerprint]jose.PrivateKey
}

// Read implements client.Machine.
func (m *Machine) Read(name string) ([]byte, error) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	data, ok := m.records[name]
	if !ok {
		return nil, client.ErrNoRecord
	}
	return slices.Clone(data), nil
}

// Write implements client.Machine.
func (m *Machine) Write(name string, data []byte) error {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	if m.records == nil {
		m.records = map[string][]byte{}
	}
	m.records[name] = slices.Clone(data)
	return nil
}

// Remove implements client.Machine.
func (m *Machine) Remove(name string) error {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	delete(m.records, name)
	return nil
}

// List implements client.Machine.
func (m *Machine) List(prefix string) ([]string, error) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	names := slices.Sorted(maps.Keys(m.records))
	return slices.DeleteFunc(names, func(name string) bool { return !strings.HasPrefix(name, prefix) }), nil
}

// GenerateSigning implements client.Provider.
func (m *Machine) GenerateSigning() (jose.Signer, error) {
	key, err := jose.GenerateEd25519(rand.Reader)
	return key, m.keep(key, err)
}

// GenerateEncryption implements client.Provider.
func (m *Machine) GenerateEncryption() (jose.Decrypter, error) {
	key, err := jose.GenerateP256()
	return key, m.keep(key, err)
}

func (m *Machine) keep(key jose.PrivateKey, err error) error {
	if err != nil {
		return err
	}
	m.mutex.Lock()
	defer m.mutex.Unlock()
	if m.keys == nil {
		m.keys = map[udf.Fingerprint]jose.PrivateKey{}
	}
	m.keys[key.PublicKey().KID()] = key
	return nil
}

// Signer implements client.Provider.
func (m *Machine) Signer(kid udf.Fingerprint) (jose.Signer, error) { return m.key(kid) }

// Decrypter implements client.Provider.
func (m *Machine) Decrypter(kid udf.Fingerprint) (jose.Decrypter, error) { return m.key(kid) }

func (m *Machine) key(kid udf.Fingerprint) (jose.PrivateKey, error) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	key, ok := m.keys[kid]
	if !ok {
		return key, client.ErrNoRecord
	}
	return key, nil
}

// Forget implements client.Provider.
func (m *Machine) Forget(kid udf.Fingerprint) error {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	delete(m.keys, kid)
	return nil
}

// Copy returns a machine with the same memory and keys: a stolen backup, or a
// device restored from one.
func (m *Machine) Copy() *Machine {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	return &Machine{records: maps.Clone(m.records), keys: maps.Clone(m.keys)}
}
