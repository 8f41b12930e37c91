package meshcore

import (
	"meshportal/meshcore/jose"
	"meshportal/meshcore/udf"
)

// MasterProfile names a person for ever: its Identifier is the fingerprint of
// the master signature key that signs it. A newer one of the same Identifier
// opens a new epoch (protocol.md II.4.1).
type MasterProfile struct {
	Identifier          udf.Fingerprint `json:"Identifier"`
	Updated             Time            `json:"Updated"`
	MasterSignatureKey  PublicKey       `json:"MasterSignatureKey"`
	MasterEscrowKeys    []PublicKey     `json:"MasterEscrowKeys"`
	OnlineSignatureKeys []PublicKey     `json:"OnlineSignatureKeys"`
}

// Tag implements [Document].
func (m *MasterProfile) Tag() string { return "MasterProfile" }

// ID implements [Document].
func (m *MasterProfile) ID() udf.Fingerprint { return m.Identifier }

// Check requires one escrow key, one genesis key, three distinct sound keys,
// and the Identifier to be the fingerprint of the master signature key.
func (m *MasterProfile) Check() error {
	if len(m.MasterEscrowKeys) != 1 || len(m.OnlineSignatureKeys) != 1 {
		return Invalid("MasterProfile: exactly one master escrow key and one genesis key are required")
	}
	if m.Identifier != m.MasterSignatureKey.UDF {
		return Invalid("MasterProfile: the Identifier %s is not the fingerprint of the master signature key", m.Identifier)
	}
	if _, err := m.MasterSignatureKey.signingKey(); err != nil {
		return err
	}
	if _, err := m.MasterEscrowKeys[0].encryptionKey(); err != nil {
		return err
	}
	if _, err := m.OnlineSignatureKeys[0].signingKey(); err != nil {
		return err
	}
	return distinct("MasterProfile", m.keys())
}

func (m *MasterProfile) keys() []udf.Fingerprint {
	return []udf.Fingerprint{m.MasterSignatureKey.UDF, m.MasterEscrowKeys[0].UDF, m.OnlineSignatureKeys[0].UDF}
}

// EscrowKey returns the master escrow key, a recipient of every application.
func (m *MasterProfile) EscrowKey() (jose.PublicKey, error) {
	return m.MasterEscrowKeys[0].encryptionKey()
}

// GenesisKey returns the key that signs the epoch's first PersonalProfile, and
// nothing else.
func (m *MasterProfile) GenesisKey() (jose.PublicKey, error) {
	return m.OnlineSignatureKeys[0].signingKey()
}

// OpenMaster verifies s by the master signature key inside it. Whose profile
// that is only its Identifier says: compare it with the one that is expected.
func OpenMaster(s *SignedMasterProfile) (*MasterProfile, error) {
	m, err := s.peek()
	if err != nil {
		return nil, err
	}
	key, err := m.MasterSignatureKey.signingKey()
	if err != nil {
		return nil, err
	}
	return s.Verify(key)
}

// distinct refuses a list in which a fingerprint occurs twice.
func distinct(where string, ids []udf.Fingerprint) error {
	seen := make(map[udf.Fingerprint]bool, len(ids))
	for _, id := range ids {
		if seen[id] {
			return Invalid("%s: %s occurs twice", where, id)
		}
		seen[id] = true
	}
	return nil
}
