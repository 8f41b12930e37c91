package jose

import (
	"bytes"
	"crypto"
	"crypto/aes"
	"crypto/ecdh"
	"encoding/binary"
	"errors"
	"io"

	gojose "github.com/go-jose/go-jose/v4"
	josecipher "github.com/go-jose/go-jose/v4/cipher"
)

var (
	// ErrNotRecipient says that there is no content key for this key.
	ErrNotRecipient = errors.New("jose: not encrypted to this key")
	// ErrDecrypt says that a content key or the content does not open.
	ErrDecrypt = errors.New("jose: it does not open: it was damaged, or made for something else")
)

// Decrypt opens the content with d's key, chosen by its fingerprint; aad must
// be what was bound to it.
func (e Encrypted) Decrypt(d Decrypter, aad []byte) ([]byte, error) {
	if err := e.Check(); err != nil {
		return nil, err
	}
	if bound, err := e.AuthenticatedData(); err != nil || !bytes.Equal(bound, aad) {
		return nil, ErrDecrypt
	}
	kid := d.PublicKey().KID()
	for _, r := range e.Recipients {
		if r.Header.KID == kid {
			return e.decrypt(d, r)
		}
	}
	return nil, ErrNotRecipient
}

// decrypt gives go-jose the message as if there were this recipient alone.
func (e Encrypted) decrypt(d Decrypter, r Recipient) ([]byte, error) {
	algorithm := d.PublicKey().EncryptionAlgorithm()
	if r.Header.Algorithm != algorithm {
		return nil, ErrDecrypt
	}
	one := e
	one.Recipients = []Recipient{r}
	text, err := Marshal(one)
	if err != nil {
		return nil, err
	}
	message, err := gojose.ParseEncryptedJSON(string(text), []gojose.KeyAlgorithm{gojose.KeyAlgorithm(algorithm)}, []gojose.ContentEncryption{gojose.A256GCM})
	if err != nil {
		return nil, ErrDecrypt
	}
	_, _, plaintext, err := message.DecryptMulti(contentKey{d, r})
	if err != nil {
		return nil, ErrDecrypt
	}
	return plaintext, nil
}

// contentKey lets go-jose open a content key with a Decrypter.
type contentKey struct {
	d Decrypter
	r Recipient
}

// DecryptKey implements gojose.OpaqueKeyDecrypter.
func (c contentKey) DecryptKey(encryptedKey []byte, _ gojose.Header) ([]byte, error) {
	if c.r.Header.Algorithm == RSAOAEP {
		return c.d.Unwrap(encryptedKey)
	}
	peer, err := c.r.Header.EPK.public()
	if err != nil {
		return nil, err
	}
	secret, err := c.d.Agree(peer)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(derive(secret))
	if err != nil {
		return nil, err
	}
	return josecipher.KeyUnwrap(block, encryptedKey)
}

// derive is the Concat KDF of RFC 7518 §4.6.2 for ECDH-ES+A256KW without apu
// and apv.
func derive(secret []byte) []byte {
	prefixed := func(b []byte) []byte { return append(binary.BigEndian.AppendUint32(nil, uint32(len(b))), b...) }
	kdf := josecipher.NewConcatKDF(crypto.SHA256, secret, prefixed([]byte(ECDHES)), prefixed(nil), prefixed(nil), binary.BigEndian.AppendUint32(nil, 256), nil)
	key := make([]byte, 32)
	io.ReadFull(kdf, key) // a KDF does not end
	return key
}

// public returns the ephemeral key, which must be on the curve.
func (k *EphemeralKey) public() (*ecdh.PublicKey, error) {
	if k.Kty != "EC" || k.Crv != "P-256" {
		return nil, errors.New("jose: the ephemeral key is not one of P-256")
	}
	x, errX := decodeSize(k.X, 32)
	y, errY := decodeSize(k.Y, 32)
	if err := errors.Join(errX, errY); err != nil {
		return nil, err
	}
	key, err := ecdh.P256().NewPublicKey(append(append([]byte{4}, x...), y...))
	if err != nil {
		return nil, errors.New("jose: the ephemeral key is not on the curve P-256")
	}
	return key, nil
}
