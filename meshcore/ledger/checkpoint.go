package ledger

import (
	"crypto/rand"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
)

// Checkpoint is the state of the log at one moment, signed as a C2SP note.
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

// Sign returns the signed note.
func (c Checkpoint) Sign(s note.Signer) ([]byte, error) {
	return note.Sign(&note.Note{Text: c.text()}, s)
}

// ParseCheckpoint opens a note that one of the verifiers knows; its origin is
// that verifier's name.
func ParseCheckpoint(text []byte, verifiers ...note.Verifier) (Checkpoint, error) {
	opened, err := note.Open(text, note.VerifierList(verifiers...))
	if err != nil {
		return Checkpoint{}, fmt.Errorf("ledger: checkpoint: %w", err)
	}
	c, err := parseText(opened.Text)
	if err == nil && opened.Sigs[0].Name != c.Origin {
		err = fmt.Errorf("ledger: the checkpoint is of the log %.80q, its key is that of %q", c.Origin, opened.Sigs[0].Name)
	}
	return c, err
}

// parseText reads exactly what text writes.
func parseText(text string) (c Checkpoint, err error) {
	lines := strings.Split(text, "\n")
	if len(lines) != 5 || lines[4] != "" || !strings.HasPrefix(lines[3], "time ") {
		return c, fmt.Errorf("ledger: a checkpoint has the lines origin, size, root, time")
	}
	c.Origin = lines[0]
	if c.Size, err = strconv.ParseInt(lines[1], 10, 64); err != nil || c.Size < 0 {
		return c, fmt.Errorf("ledger: the checkpoint's size %.20q is no number", lines[1])
	}
	if c.Root, err = decode(lines[2]); err != nil {
		return c, err
	}
	if c.Time, err = time.Parse(leafTime, lines[3][len("time "):]); err != nil {
		return c, fmt.Errorf("ledger: the checkpoint's time %.40q is not of the form %s", lines[3], leafTime)
	}
	if c.text() != text {
		return c, fmt.Errorf("ledger: the checkpoint is not in its canonical form")
	}
	return c, nil
}

// GenerateKey makes the Ed25519 note key of a log: the private form for a
// signer, the public one for verifiers.
func GenerateKey(r io.Reader, origin string) (private, public string, err error) {
	if r == nil {
		r = rand.Reader
	}
	return note.GenerateKey(r, origin)
}

// NewSigner reads a private key.
func NewSigner(private string) (note.Signer, error) { return note.NewSigner(private) }

// NewVerifier reads a public key.
func NewVerifier(public string) (note.Verifier, error) { return note.NewVerifier(public) }
