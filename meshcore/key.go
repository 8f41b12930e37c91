package meshcore

import (
	"meshportal/meshcore/jose"
	"meshportal/meshcore/udf"
)

// PublicKey is a key as profiles state it: its fingerprint beside its
// parameters (protocol.md Part I c.2, II.1).
type PublicKey struct {
	UDF              udf.Fingerprint `json:"UDF"`
	PublicParameters jose.Parameters `json:"PublicParameters"`
}

// StateKey returns the statement of k for a profile.
func StateKey(k jose.PublicKey) PublicKey {
	return PublicKey{UDF: k.KID(), PublicParameters: k.Parameters()}
}

// Key returns the key after checking that the parameters are sound and hash to
// the stated fingerprint.
func (k PublicKey) Key() (jose.PublicKey, error) {
	key, err := k.PublicParameters.PublicKey()
	if err != nil {
		return jose.PublicKey{}, Invalid("key %s: %v", k.UDF, err)
	}
	if key.KID() != k.UDF {
		return jose.PublicKey{}, Invalid("key %s: the stated fingerprint is not that of the key, %s", k.UDF, key.KID())
	}
	return key, nil
}

// signingKey returns the key if it can sign.
func (k PublicKey) signingKey() (jose.PublicKey, error) {
	key, err := k.Key()
	if err == nil && key.SignatureAlgorithm() == "" {
		err = Invalid("key %s cannot sign", k.UDF)
	}
	return key, err
}

// encryptionKey returns the key if data can be encrypted to it.
func (k PublicKey) encryptionKey() (jose.PublicKey, error) {
	key, err := k.Key()
	if err == nil && key.EncryptionAlgorithm() == "" {
		err = Invalid("key %s cannot be encrypted to", k.UDF)
	}
	return key, err
}
