package client

import (
	"slices"

	"meshportal/meshcore"
	"meshportal/meshcore/ledger"
)

// Verify checks, with nothing but the evidence itself, what in it can be
// checked: each checkpoint is signed by LogKey, but for the second of a new
// log; each leaf has its form. It returns the checkpoints that LogKey signed.
// Whether that key is the portal's, its owner has to say.
func (e *Evidence) Verify() ([]ledger.Checkpoint, error) {
	verifier, err := ledger.NewVerifier(e.LogKey)
	if err != nil {
		return nil, err
	}
	var signed []ledger.Checkpoint
	for _, note := range e.Checkpoints {
		c, err := ledger.ParseCheckpoint([]byte(note), verifier)
		if err == nil {
			signed = append(signed, c)
		} else if e.Kind != NewLog {
			return nil, err
		}
	}
	if len(signed) == 0 {
		return nil, meshcore.Invalid("the evidence has no checkpoint that the log's key signed")
	}
	for _, leaf := range e.Leaves {
		if _, err := ledger.ParseLeaf([]byte(leaf)); err != nil {
			return nil, err
		}
	}
	return signed, nil
}

// completeEvidence adds to an alarm what this device knows of the matter: the newest
// checkpoint that it holds.
func (c *Client) completeEvidence(a *Alarm) {
	e := &a.Evidence
	e.Kind, e.Message, e.Found = a.Kind, a.Message, c.now()
	e.Account, e.Profile, e.LogKey = c.memory.Account, c.memory.Profile, c.memory.LogKey
	if c.memory.Note != "" && !slices.Contains(e.Checkpoints, c.memory.Note) {
		e.Checkpoints = append([]string{c.memory.Note}, e.Checkpoints...)
	}
	e.Checkpoints = slices.DeleteFunc(e.Checkpoints, func(note string) bool { return note == "" })
}

// told reports whether the newest evidence says the same: an alarm that is
// raised at every poll is kept once.
func (c *Client) told(e *Evidence) bool {
	names, err := c.machine.List(evidencePrefix)
	if err != nil || len(names) == 0 {
		return false
	}
	var last Evidence
	err = c.readRecord(names[len(names)-1], &last)
	return err == nil && last.Kind == e.Kind && last.Message == e.Message && slices.Equal(last.Documents, e.Documents) && slices.Equal(last.Leaves, e.Leaves)
}
