package client

import (
	"context"
	"errors"
	"time"

	"meshportal/meshcore/ledger"
	"meshportal/meshcore/protocol"
	"meshportal/meshcore/udf"
)

const (
	// freshness is the greatest age of a checkpoint that is not frozen.
	freshness = time.Hour
	// maxGap is how many leaves a client reads to catch up, and how far back
	// it reads the past (protocol.md II.6).
	maxGap = 20_000
)

// observe reads the newest checkpoint and every leaf since the remembered one,
// and remembers: the tree must extend the one in memory, and each label of the
// person's own must go on without gap, repetition or break.
func (c *Client) observe(ctx context.Context) error {
	note, err := c.readLog(ctx, "checkpoint")
	if err != nil {
		return err
	}
	head, err := c.openCheckpoint(string(note))
	if err != nil {
		return err
	}
	if age := c.Now().Sub(head.Time); age > freshness || age < -freshness {
		return alarm(Frozen, "the portal's newest checkpoint is from %s; nothing is signed on it", head.Time.Format(time.RFC3339)).checkpoints(string(note))
	}
	if err := c.extend(ctx, head, string(note)); err != nil {
		return err
	}
	c.head, c.reader = head, ledger.NewReader(ctx, head, c.readLog)
	if err := c.held(string(note)); err != nil {
		return err
	}
	return c.saveMemory()
}

// promised remembers the checkpoint with which the portal acknowledged a
// document: the log must never be without it.
func (c *Client) promised(note string) error {
	if _, err := c.openCheckpoint(note); err != nil {
		return err
	}
	c.memory.Promise = note
	return c.saveMemory()
}

// held requires the newest checkpoint, note, to contain what was promised.
func (c *Client) held(note string) error {
	promise := c.memory.Promise
	if promise == "" {
		return nil
	}
	promised, err := c.openCheckpoint(promise)
	if err != nil {
		return err
	}
	if promised.Size > c.head.Size {
		return alarm(Rollback, "the portal acknowledged a document in a log of %d leaves; its log has %d", promised.Size, c.head.Size).checkpoints(promise, note)
	}
	root, err := c.reader.RootAt(promised.Size)
	if err != nil {
		return c.inconsistent(err, promise)
	}
	if root != promised.Root {
		return alarm(Fork, "the portal acknowledged a document in another log of %d leaves", promised.Size).checkpoints(promise, note)
	}
	c.memory.Promise = ""
	return nil
}

// openCheckpoint verifies a note by the pinned key. What is no note at all
// says nothing about the log: it is a plain error.
func (c *Client) openCheckpoint(note string) (ledger.Checkpoint, error) {
	verifier, err := ledger.NewVerifier(c.memory.LogKey)
	if err != nil {
		return ledger.Checkpoint{}, err
	}
	head, err := ledger.ParseCheckpoint([]byte(note), verifier)
	if errors.Is(err, ledger.ErrMalformed) {
		return head, err
	}
	if err != nil || head.Origin != c.memory.Origin {
		return head, alarm(NewLog, "the portal's log is not the one that this device knows, %s; if its operator announced a new one, accept it", c.memory.Origin).checkpoints(c.memory.Note, note)
	}
	return head, nil
}

// extend brings memory from its own checkpoint to head.
func (c *Client) extend(ctx context.Context, head ledger.Checkpoint, note string) error {
	m := c.memory
	edge, err := ledger.RestoreRange(m.Size, m.Edge)
	if err != nil {
		return err
	}
	switch {
	case head.Size < m.Size:
		return alarm(Rollback, "the log has %d leaves; it had %d", head.Size, m.Size).checkpoints(m.Note, note)
	case head.Size == m.Size && head.Root != edge.Root():
		return alarm(Fork, "two logs of the same %d leaves", head.Size).checkpoints(m.Note, note)
	case head.Size-m.Size > maxGap:
		if edge, err = c.skip(ctx, head, note); err != nil {
			return err
		}
	}
	labels := c.watched()
	next, err := ledger.Extend(ctx, edge, head, c.readLog, labels.visit)
	if err != nil {
		return c.inconsistent(err, note)
	}
	labels.keep()
	m.Note, m.Size, m.Edge = note, next.Size(), next.Hashes()
	return nil
}

// skip moves the edge to the last leaves of a log that has grown too far,
// after proving that head extends what is remembered.
func (c *Client) skip(ctx context.Context, head ledger.Checkpoint, note string) (ledger.Range, error) {
	m, reader := c.memory, ledger.NewReader(ctx, head, c.readLog)
	edge, err := ledger.RestoreRange(m.Size, m.Edge)
	if err != nil {
		return edge, err
	}
	root, err := reader.RootAt(m.Size)
	if err != nil {
		return edge, c.inconsistent(err, note)
	}
	if root != edge.Root() {
		return edge, c.inconsistent(ledger.ErrInconsistent, note)
	}
	m.Since = head.Size - maxGap
	m.Labels = map[udf.Fingerprint]*Label{}
	return reader.RangeAt(m.Since)
}

// inconsistent turns a broken tree into an alarm; a failed read stays one.
func (c *Client) inconsistent(err error, note string) error {
	if errors.Is(err, ledger.ErrInconsistent) {
		return alarm(Fork, "the log does not extend the one that this device has seen").checkpoints(c.memory.Note, note)
	}
	return err
}

// readLog reads a path of the log; what the log has and does not serve is withheld.
func (c *Client) readLog(ctx context.Context, path string) ([]byte, error) {
	data, err := c.Transport.ReadLog(ctx, path)
	if refused(err, protocol.NotFound) {
		return nil, alarm(Withheld, "the portal does not serve %s of its log", path)
	}
	return data, err
}
