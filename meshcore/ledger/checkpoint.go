package ledger

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
)

// Checkpoint is the state of the log at one moment, signed as a C2SP note: a
// tlog-checkpoint with one extension line (protocol.md II.5).
type Checkpoint struct {
	Origin string
	Size   int64
	Root   Hash
	Time   time.Time // whole seconds, UTC
}

// text is the note's text: origin, size, root, and our extension line.
func (c Checkpoint) text() string {
	return fmt.Sprintf("%s\n%d\n%s\ntime %s\n", c.Origin, c.Size, encode(c.Root), c.Time.UTC().Format(leafTime))
}

// Sign returns the signed note; the key's name is the origin.
func (c Checkpoint) Sign(s note.Signer) ([]byte, error) {
	text := c.text()
	if _, err := parseText(text); err != nil {
		return nil, err
	}
	if s.Name() != c.Origin {
		return nil, fmt.Errorf("ledger: the key of %q does not sign for the log %q", s.Name(), c.Origin)
	}
	return note.Sign(&note.Note{Text: text}, s)
}

// ParseCheckpoint opens a note that one of the verifiers signed whose name is
// the note's origin. Signatures by unknown keys do not matter; a wrong one by
// a known key does. An error that is not [ErrMalformed] is about the signature.
func ParseCheckpoint(text []byte, verifiers ...note.Verifier) (Checkpoint, error) {
	opened, err := note.Open(text, note.VerifierList(verifiers...))
	if err != nil {
		return Checkpoint{}, unopened(err)
	}
	c, err := parseText(opened.Text)
	if err != nil {
		return Checkpoint{}, err
	}
	if !slices.ContainsFunc(opened.Sigs, func(s note.Signature) bool { return s.Name == c.Origin }) {
		return Checkpoint{}, fmt.Errorf("ledger: the checkpoint is of the log %.80q, its key is that of %q", c.Origin, opened.Sigs[0].Name)
	}
	return c, nil
}

// unopened tells a note whose signature is missing or wrong from no note.
func unopened(err error) error {
	var unknown *note.UnverifiedNoteError
	var wrong *note.InvalidSignatureError
	if errors.As(err, &unknown) || errors.As(err, &wrong) {
		return fmt.Errorf("ledger: checkpoint: %w", err)
	}
	return malformed("checkpoint: %v", err)
}

// parseText reads exactly what text writes.
func parseText(text string) (c Checkpoint, err error) {
	lines := strings.Split(text, "\n")
	if len(lines) != 5 || lines[4] != "" || !strings.HasPrefix(lines[3], "time ") {
		return c, malformed("a checkpoint has the lines origin, size, root, time")
	}
	c.Origin = lines[0]
	if c.Size, err = parseSize(lines[1]); err != nil {
		return c, err
	}
	if c.Root, err = decode(lines[2]); err != nil {
		return c, err
	}
	if c.Time, err = time.Parse(leafTime, lines[3][len("time "):]); err != nil {
		return c, malformed("the checkpoint's time %.40q is not of the form %s", lines[3], leafTime)
	}
	if c.text() != text || !validOrigin(c.Origin) || c.Size == 0 && c.Root != EmptyRoot {
		return c, malformed("the checkpoint is not in its canonical form")
	}
	return c, nil
}

// GenerateKey makes the Ed25519 note key of a log: the private form for a
// signer, the public one for verifiers. A nil r is the system's randomness.
func GenerateKey(r io.Reader, origin string) (private, public string, err error) {
	if !validOrigin(origin) {
		return "", "", malformed("%.80q cannot be the origin of a log", origin)
	}
	if r == nil {
		r = rand.Reader
	}
	return note.GenerateKey(r, origin)
}

// NewSigner reads a private key.
func NewSigner(private string) (note.Signer, error) { return note.NewSigner(private) }

// NewVerifier reads a public key.
func NewVerifier(public string) (note.Verifier, error) { return note.NewVerifier(public) }
