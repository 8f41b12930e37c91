package main

import (
	"crypto/cipher"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/crypto/argon2"
	"golang.org/x/crypto/chacha20poly1305"
)

// seal encrypts records at rest under a key that a pass phrase opens. A nil
// seal changes nothing.
type seal struct{ aead cipher.AEAD }

// sealHeader says how the key is made of the pass phrase: argon2id, RFC 9106.
// Check is the empty text, sealed: it tells a wrong pass phrase.
type sealHeader struct {
	Salt    []byte `json:"salt"`
	Time    uint32 `json:"time"`
	Memory  uint32 `json:"memory"` // KiB
	Threads uint8  `json:"threads"`
	Check   []byte `json:"check"`
}

const (
	sealFile = "protect.json"
	// sealedMark begins what is sealed, so that a change that was interrupted
	// leaves no doubt.
	sealedMark = "mesh-sealed/1\n"
)

var errPassphrase = errors.New("the pass phrase is wrong")

func (h *sealHeader) key(passphrase string) (*seal, error) {
	key := argon2.IDKey([]byte(passphrase), h.Salt, h.Time, h.Memory, h.Threads, chacha20poly1305.KeySize)
	aead, err := chacha20poly1305.NewX(key)
	return &seal{aead}, err
}

// newSeal makes a header with a fresh salt and the seal that it describes.
func newSeal(passphrase string) (*sealHeader, *seal, error) {
	h := &sealHeader{Salt: make([]byte, 16), Time: 3, Memory: 64 << 10, Threads: 4}
	rand.Read(h.Salt)
	s, err := h.key(passphrase)
	if err != nil {
		return nil, nil, err
	}
	h.Check, err = s.close(sealFile, nil)
	return h, s, err
}

// close seals data under its name, so that records cannot be exchanged.
func (s *seal) close(name string, data []byte) ([]byte, error) {
	if s == nil {
		return data, nil
	}
	nonce := make([]byte, s.aead.NonceSize())
	rand.Read(nonce)
	return append([]byte(sealedMark), s.aead.Seal(nonce, nonce, data, []byte(name))...), nil
}

// open opens what close made; what is not sealed passes as it is.
func (s *seal) open(name string, data []byte) ([]byte, error) {
	if len(data) < len(sealedMark) || string(data[:len(sealedMark)]) != sealedMark {
		return data, nil
	}
	data = data[len(sealedMark):]
	if s == nil || len(data) < s.aead.NonceSize() {
		return nil, errPassphrase
	}
	plain, err := s.aead.Open(nil, data[:s.aead.NonceSize()], data[s.aead.NonceSize():], []byte(name))
	if err != nil {
		return nil, errPassphrase
	}
	return plain, nil
}

// unseal asks for the pass phrase of a protected directory.
func (m *machine) unseal(passphrase func() (string, error)) error {
	text, err := os.ReadFile(filepath.Join(m.dir, sealFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	h := new(sealHeader)
	if err := json.Unmarshal(text, h); err != nil {
		return err
	}
	phrase, err := passphrase()
	if err != nil {
		return err
	}
	s, err := h.key(phrase)
	if err != nil {
		return err
	}
	if _, err := s.open(sealFile, h.Check); err != nil {
		return err
	}
	m.seal = s
	return nil
}

// protect seals every record under a new pass phrase. The header is written
// first: interrupted, some records are sealed and some are not yet, and each
// says which it is; the next protect completes it.
func (m *machine) protect(passphrase string) error {
	if m.seal == nil {
		header, s, err := newSeal(passphrase)
		if err != nil {
			return err
		}
		text, err := json.Marshal(header)
		if err != nil {
			return err
		}
		if err := writeFile(filepath.Join(m.dir, sealFile), text); err != nil {
			return err
		}
		m.seal = s
	}
	return m.rewrite()
}

// unprotect opens every record for good; the header goes last.
func (m *machine) unprotect() error {
	names, err := m.List("")
	if err != nil {
		return err
	}
	for _, name := range names {
		data, err := m.Read(name)
		if err != nil {
			return err
		}
		if err := writeFile(m.file(name), data); err != nil {
			return err
		}
	}
	m.seal = nil
	if err := os.Remove(filepath.Join(m.dir, sealFile)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return syncDir(m.dir)
}

// rewrite writes every record anew under the present seal.
func (m *machine) rewrite() error {
	names, err := m.List("")
	if err != nil {
		return err
	}
	for _, name := range names {
		data, err := m.Read(name)
		if err != nil {
			return err
		}
		if err := m.Write(name, data); err != nil {
			return err
		}
	}
	return nil
}
