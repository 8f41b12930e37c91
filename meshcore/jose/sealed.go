package jose

import (
	"bytes"
	"errors"
	"fmt"

	gojose "github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/json"
)

// Sealed is data encrypted under a key that both sides have: RFC 7516
// flattened, exactly these members, alg dir (protocol.md II.12).
type Sealed struct {
	Protected  string `json:"protected"`
	AAD        string `json:"aad"`
	IV         string `json:"iv"`
	Ciphertext string `json:"ciphertext"`
	Tag        string `json:"tag"`
}

// UnmarshalJSON refuses any other member.
func (s *Sealed) UnmarshalJSON(data []byte) error {
	names := []string{"protected", "aad", "iv", "ciphertext", "tag"}
	return texts(data, names, &s.Protected, &s.AAD, &s.IV, &s.Ciphertext, &s.Tag)
}

// Check judges the form, without the key.
func (s Sealed) Check() error {
	if s.Protected != protectedDirect {
		return errors.New(`jose: the protected header is not exactly {"alg":"dir","enc":"A256GCM"}`)
	}
	return checkSealed(s.AAD, s.IV, s.Ciphertext, s.Tag)
}

// Seal encrypts plaintext under key and binds aad, which must not be empty, to
// it. The IV is new each time.
func Seal(key [32]byte, plaintext, aad []byte) (Sealed, error) {
	if len(aad) == 0 {
		return Sealed{}, errUnbound
	}
	encrypter, err := gojose.NewEncrypter(gojose.A256GCM, gojose.Recipient{Algorithm: gojose.DIRECT, Key: key[:]}, nil)
	if err != nil {
		return Sealed{}, fmt.Errorf("jose: %w", err)
	}
	message, err := encrypter.EncryptWithAuthData(plaintext, aad)
	if err != nil {
		return Sealed{}, fmt.Errorf("jose: %w", err)
	}
	var s Sealed
	if err := json.Unmarshal([]byte(message.FullSerialize()), &s); err != nil {
		return Sealed{}, err
	}
	if err := s.Check(); err != nil {
		return Sealed{}, err
	}
	return s, nil
}

// Open decrypts; aad must be what was bound to it.
func (s Sealed) Open(key [32]byte, aad []byte) ([]byte, error) {
	if err := s.Check(); err != nil {
		return nil, err
	}
	if bound, err := decode(s.AAD); err != nil || !bytes.Equal(bound, aad) {
		return nil, ErrDecrypt
	}
	text, err := Marshal(s)
	if err != nil {
		return nil, err
	}
	message, err := gojose.ParseEncryptedJSON(string(text), []gojose.KeyAlgorithm{gojose.DIRECT}, []gojose.ContentEncryption{gojose.A256GCM})
	if err != nil {
		return nil, ErrDecrypt
	}
	plaintext, err := message.Decrypt(key[:])
	if err != nil {
		return nil, ErrDecrypt
	}
	return plaintext, nil
}
