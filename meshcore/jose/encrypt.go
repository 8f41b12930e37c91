package jose

import (
	"errors"
	"fmt"

	gojose "github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/json"
)

// Encrypt encrypts plaintext to each of the recipients, which must differ, and
// binds aad, which must not be empty, to it. Content key and IV are new each time.
func Encrypt(plaintext, aad []byte, recipients []PublicKey) (Encrypted, error) {
	if len(recipients) == 0 {
		return Encrypted{}, errors.New("jose: there is no recipient")
	}
	if len(aad) == 0 {
		return Encrypted{}, errUnbound
	}
	encrypter, err := newEncrypter(recipients)
	if err != nil {
		return Encrypted{}, err
	}
	message, err := encrypter.EncryptWithAuthData(plaintext, aad)
	if err != nil {
		return Encrypted{}, fmt.Errorf("jose: %w", err)
	}
	e, err := general(message.FullSerialize())
	if err != nil {
		return Encrypted{}, err
	}
	e.Recipients = e.Recipients[:len(recipients)]
	if err := e.Check(); err != nil {
		return Encrypted{}, err
	}
	return e, nil
}

// newEncrypter adds a recipient that is thrown away: with a single one, go-jose
// would move its header into the protected one.
func newEncrypter(recipients []PublicKey) (gojose.Encrypter, error) {
	nobody, err := GenerateP256()
	if err != nil {
		return nil, err
	}
	all := make([]gojose.Recipient, 0, len(recipients)+1)
	for _, key := range append(append([]PublicKey{}, recipients...), nobody.PublicKey()) {
		if key.EncryptionAlgorithm() == "" {
			return nil, fmt.Errorf("jose: nothing can be encrypted to the key %s", key.KID())
		}
		all = append(all, gojose.Recipient{Algorithm: gojose.KeyAlgorithm(key.EncryptionAlgorithm()), Key: key.Crypto(), KeyID: string(key.KID())})
	}
	encrypter, err := gojose.NewMultiEncrypter(gojose.A256GCM, all, nil)
	if err != nil {
		return nil, fmt.Errorf("jose: %w", err)
	}
	return encrypter, nil
}

// general reads go-jose's output without its stray top-level encrypted_key.
func general(text string) (Encrypted, error) {
	var loose struct {
		Protected  string      `json:"protected"`
		AAD        string      `json:"aad"`
		Recipients []Recipient `json:"recipients"`
		IV         string      `json:"iv"`
		Ciphertext string      `json:"ciphertext"`
		Tag        string      `json:"tag"`
	}
	err := json.Unmarshal([]byte(text), &loose)
	return Encrypted(loose), err
}
