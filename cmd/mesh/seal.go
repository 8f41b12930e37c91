package main

import (
	"bytes"
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
type seal struct {
	aead    cipher.AEAD
	partial bool // some records are not sealed yet, or not any more
}

// sealHeader says how the key is made of the pass phrase: argon2id, RFC 9106.
// Check is the empty text, sealed: it tells a wrong pass phrase.
type sealHeader struct {
	Salt    []byte `json:"salt"`
	Time    uint32 `json:"time"`
	Memory  uint32 `json:"memory"` // KiB
	Threads uint8  `json:"threads"`
	Check   []byte `json:"check"`
	Partial bool   `json:"partial,omitempty"` // while records are being sealed or opened
}

const (
	sealFile = "protect.json"
	// sealedMark begins what is sealed, so that a change that was interrupted
	// leaves no doubt.
	sealedMark = "mesh-sealed/1\n"
)

var (
	errPassphrase = errors.New("the pass phrase is wrong")
	errSealFile   = errors.New("the state directory's " + sealFile + " is damaged or missing; nothing was changed: put it back from a backup")
	errPlanted    = errors.New("a record of this protected directory is not sealed: it was put there by somebody else; nothing was changed")
)

// mostMemory bounds what a header makes argon2id use, in KiB.
const mostMemory = 4 << 20

func (h *sealHeader) key(passphrase string) (*seal, error) {
	if len(h.Salt) < 16 || h.Time < 1 || h.Threads < 1 || h.Memory > mostMemory || !isSealed(h.Check) {
		return nil, errSealFile
	}
	return h.derive(passphrase)
}

func (h *sealHeader) derive(passphrase string) (*seal, error) {
	key := argon2.IDKey([]byte(passphrase), h.Salt, h.Time, h.Memory, h.Threads, chacha20poly1305.KeySize)
	aead, err := chacha20poly1305.NewX(key)
	return &seal{aead: aead, partial: h.Partial}, err
}

// newSeal makes a header with a fresh salt and the seal that it describes.
func newSeal(passphrase string) (*sealHeader, *seal, error) {
	h := &sealHeader{Salt: make([]byte, 16), Time: 3, Memory: 64 << 10, Threads: 4}
	rand.Read(h.Salt)
	s, err := h.derive(passphrase)
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

func isSealed(data []byte) bool { return bytes.HasPrefix(data, []byte(sealedMark)) }

// open opens what close made. What is not sealed passes as it is while nothing,
// or not everything, is to be sealed.
func (s *seal) open(name string, data []byte) ([]byte, error) {
	if !isSealed(data) {
		if s != nil && !s.partial {
			return nil, errPlanted
		}
		return data, nil
	}
	if s == nil {
		return nil, errSealFile
	}
	data = data[len(sealedMark):]
	if len(data) < s.aead.NonceSize() {
		return nil, errPassphrase
	}
	plain, err := s.aead.Open(nil, data[:s.aead.NonceSize()], data[s.aead.NonceSize():], []byte(name))
	if err != nil {
		return nil, errPassphrase
	}
	return plain, nil
}

// readHeader returns the header of a protected directory, else nil.
func (m *machine) readHeader() (*sealHeader, error) {
	text, err := os.ReadFile(filepath.Join(m.dir, sealFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	h := new(sealHeader)
	if json.Unmarshal(text, h) != nil {
		return nil, errSealFile
	}
	return h, nil
}

// writeHeader stores the header and says in it whether all records are sealed.
func (m *machine) writeHeader(h *sealHeader, partial bool) error {
	h.Partial = partial
	text, err := json.Marshal(h)
	if err != nil {
		return err
	}
	if err := writeFile(filepath.Join(m.dir, sealFile), text); err != nil {
		return err
	}
	m.seal.partial = partial
	return nil
}

// unseal asks for the pass phrase of a protected directory, and seals what an
// interrupted change left open.
func (m *machine) unseal(passphrase func() (string, error)) error {
	h, err := m.readHeader()
	if err != nil || h == nil {
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
	if h.Partial {
		_ = m.sealAll(h) // on a full disk records can still be read; the next run tries again
	}
	return nil
}

// protected reports whether a pass phrase opens the directory.
func (m *machine) protected() bool { return m.seal != nil }

// protect seals every record under a new pass phrase. The header is written
// first and says that the records are on their way, so that a change which was
// interrupted can be read and is completed by whoever opens the directory next.
// A protected directory keeps its pass phrase.
func (m *machine) protect(passphrase string) error {
	if m.protected() {
		return nil
	}
	h, s, err := newSeal(passphrase)
	if err != nil {
		return err
	}
	m.seal = s
	if err := m.writeHeader(h, true); err != nil {
		m.seal = nil
		return err
	}
	return m.sealAll(h)
}

func (m *machine) sealAll(h *sealHeader) error {
	if err := m.rewrite(m.Write); err != nil {
		return err
	}
	return m.writeHeader(h, false)
}

// unprotect opens every record for good; the header goes last.
func (m *machine) unprotect() error {
	h, err := m.readHeader()
	if err != nil || h == nil {
		return err
	}
	if err := m.writeHeader(h, true); err != nil {
		return err
	}
	err = m.rewrite(func(name string, data []byte) error { return writeFile(m.file(name), data) })
	if err != nil {
		return err
	}
	m.seal = nil
	if err := os.Remove(filepath.Join(m.dir, sealFile)); err != nil {
		return err
	}
	return syncDir(m.dir)
}

// rewrite reads every record and gives it to write.
func (m *machine) rewrite(write func(name string, data []byte) error) error {
	names, err := m.List("")
	if err != nil {
		return err
	}
	for _, name := range names {
		data, err := m.Read(name)
		if err != nil {
			return err
		}
		if err := write(name, data); err != nil {
			return err
		}
	}
	return nil
}
