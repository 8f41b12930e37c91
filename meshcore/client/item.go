package client

import (
	"context"
	"encoding/base64"
	"errors"
	"strconv"

	"meshportal/meshcore"
	"meshportal/meshcore/ledger"
	"meshportal/meshcore/protocol"
	"meshportal/meshcore/udf"
)

// errAgain says that the portal knows more than the checkpoint that the client
// holds: look again.
var errAgain = errors.New("the log has grown meanwhile")

// outdated is an errAgain that becomes an alarm if looking again does not help:
// the answer was given before the log went on, or so it claims.
type outdated struct{ *Alarm }

func (o *outdated) Is(target error) bool { return target == errAgain }
func (o *outdated) Unwrap() error        { return nil }

// late makes an alarm wait for another look, if the document's last leaf is
// younger than the answer.
func late(a *Alarm, label *Label, it *item) error {
	if label.Index >= it.size {
		return &outdated{a}
	}
	return a
}

// settled repeats a reading that another device's publish came between; an
// answer that stays behind the log is withheld.
func (c *Client) settled(read func() error) error {
	var err error
	for range 8 {
		if err = read(); !errors.Is(err, errAgain) {
			return err
		}
	}
	var o *outdated
	if errors.As(err, &o) {
		return o.Alarm
	}
	return alarm(Withheld, "the portal serves versions that its checkpoints do not contain")
}

// item is a version as the portal serves it, proven to be in the log; what it
// says is still to be judged.
type item struct {
	leaf         ledger.Leaf
	lines        string // the leaf's
	index        int64
	prior        int64 // index of the label's previous leaf, as the portal says
	size         int64 // of the log when it was served
	salt         [32]byte
	previousSalt [32]byte
	text         string // the entry's exact bytes; "" if erased
	thinned      bool   // the version before was erased: there is no previousSalt
}

// openItem reads a DataItem and checks its inclusion in the tree of the newest
// checkpoint; if the log has grown since that was read, of the next.
func (c *Client) openItem(ctx context.Context, d *protocol.DataItem) (*item, error) {
	it := &item{text: d.Text}
	var errs [7]error
	leaf, err := base64.StdEncoding.DecodeString(d.Value(protocol.KeyLeaf))
	errs[0] = err
	it.lines = string(leaf)
	it.leaf, errs[1] = ledger.ParseLeaf(leaf)
	it.index, errs[2] = strconv.ParseInt(d.TransactionID, 10, 64)
	errs[3] = salt(d.Value(protocol.KeySalt), &it.salt, it.text == "")
	errs[4] = salt(d.Value(protocol.KeyPreviousSalt), &it.previousSalt, true)
	it.thinned = d.Value(protocol.KeyPreviousSalt) == ""
	it.size, errs[5] = strconv.ParseInt(d.Value(protocol.KeySize), 10, 64)
	if d.PriorTransactionID != "" {
		it.prior, errs[6] = strconv.ParseInt(d.PriorTransactionID, 10, 64)
	}
	if err := errors.Join(errs[:]...); err != nil {
		return nil, alarm(Substitution, "the portal's proof cannot be read: %v", err).documents(d.Text)
	}
	if it.size > c.head.Size {
		if err := c.observe(ctx); err != nil {
			return nil, err
		}
	}
	if it.size > c.head.Size || it.index >= c.head.Size {
		return nil, errAgain
	}
	return it, c.included(it, it.size, d.Value(protocol.KeyProof))
}

func salt(text string, into *[32]byte, optional bool) error {
	if text == "" && optional {
		return nil
	}
	b, err := base64.StdEncoding.DecodeString(text)
	if err == nil && len(b) != len(into) {
		err = errors.New("a salt has 32 bytes")
	}
	copy(into[:], b)
	return err
}

func (c *Client) included(it *item, size int64, proof string) error {
	raw, err := base64.StdEncoding.DecodeString(proof)
	if err != nil {
		return err
	}
	hashes, err := ledger.ParseProof(raw)
	if err != nil {
		return err
	}
	root, err := c.reader.RootAt(size)
	if err != nil {
		return c.inconsistent(err, c.memory.Note)
	}
	if err := ledger.CheckInclusion(hashes, size, root, it.index, it.leaf.Hash()); err != nil {
		return alarm(Substitution, "the version served is not in the log: %v", err).leaves(it.lines).documents(it.text)
	}
	return nil
}

// opens requires the item's leaf to be of this kind and label and to commit to
// version.
func (it *item) opens(kind ledger.Kind, key udf.Fingerprint, version meshcore.VersionID) error {
	if it.leaf.Kind != kind || it.leaf.Label != ledger.Label(string(key)) || it.leaf.Commitment != ledger.Commit(it.salt, version) {
		return alarm(Substitution, "the leaf is not that of the document served").leaves(it.lines).documents(it.text)
	}
	return nil
}

// current requires the item to be what the last leaf of its label commits to,
// and not older than what is known.
func (c *Client) current(key, identifier udf.Fingerprint, it *item) error {
	label, known := c.memory.Labels[key], c.memory.Documents[identifier]
	switch {
	case known != nil && it.leaf.Sequence < known.Sequence:
		return alarm(Rollback, "version %d of %s is served; this device has seen version %d", it.leaf.Sequence, identifier, known.Sequence).leaves(it.lines).documents(it.text, c.recordedText(identifier))
	case label == nil:
		c.memory.Labels[key] = &Label{Sequence: it.leaf.Sequence, Index: it.index, Leaf: it.lines}
		return nil
	case it.index > label.Index:
		return alarm(Fork, "a version of %s is served whose leaf the log does not show", identifier).leaves(label.Leaf, it.lines).documents(it.text)
	case it.lines != label.Leaf:
		a := alarm(Withheld, "version %d of %s is served; the log says that there is version %d", it.leaf.Sequence, identifier, label.Sequence).leaves(label.Leaf, it.lines).documents(it.text)
		return late(a, label, it)
	}
	return nil
}

// follows requires the token's predecessor to be what the label's previous
// leaf commits to.
func (c *Client) follows(ctx context.Context, key, identifier udf.Fingerprint, it *item, token ledger.Token, updated meshcore.Time) error {
	if it.leaf.Sequence == 0 {
		if !token.First {
			return alarm(Withheld, "the first version in the log follows another").leaves(it.lines).documents(it.text)
		}
		return nil
	}
	previous, err := c.previousLeaf(ctx, key, it)
	if err != nil {
		return err
	}
	if !token.First && previous.Commitment == ledger.Commit(it.previousSalt, token.Predecessor) {
		return nil
	}
	if label := c.memory.Labels[key]; it.thinned && label != nil && it.index < label.Index {
		return nil // of what is not the newest, the version before may have been erased
	}
	kind, known := Fork, c.memory.Documents[identifier]
	if known != nil && !updated.After(known.Updated.Time) {
		kind = Rollback
	}
	return alarm(kind, "version %d of %s does not follow the one before it in the log", it.leaf.Sequence, identifier).leaves(string(previous.Marshal()), it.lines).documents(it.text, c.recordedText(identifier))
}

// previousLeaf finds the leaf that the item's leaf names by hash: in memory,
// or in the log.
func (c *Client) previousLeaf(ctx context.Context, key udf.Fingerprint, it *item) (ledger.Leaf, error) {
	if label := c.memory.Labels[key]; label != nil {
		for _, lines := range []string{label.Before, label.Leaf} {
			if leaf, err := ledger.ParseLeaf([]byte(lines)); err == nil && leaf.Hash() == it.leaf.Previous {
				return leaf, nil
			}
		}
	}
	lines, err := c.reader.Leaf(it.prior)
	if err != nil {
		return ledger.Leaf{}, c.inconsistent(err, c.memory.Note)
	}
	leaf, err := ledger.ParseLeaf(lines)
	if err != nil || leaf.Hash() != it.leaf.Previous {
		return leaf, alarm(Fork, "leaf %d is not the one that leaf %d follows", it.prior, it.index).leaves(string(lines), it.lines)
	}
	return leaf, nil
}

// token checks the NotaryToken of a document against the tree: the signer saw
// this log as it was.
func (c *Client) token(text string, it *item) (ledger.Token, error) {
	token, err := ledger.ParseToken(text)
	if err != nil {
		return token, alarm(Substitution, "a document's token cannot be read: %v", err).documents(it.text)
	}
	if token.Origin != c.memory.Origin {
		return token, c.former(token, it)
	}
	if token.Size > c.head.Size || token.Size > it.index {
		return token, alarm(Fork, "the signer of a document saw a log of %d leaves", token.Size).checkpoints(c.memory.Note).documents(it.text)
	}
	root, err := c.reader.RootAt(token.Size)
	if err != nil {
		return token, c.inconsistent(err, c.memory.Note)
	}
	if root != token.Root {
		return token, alarm(Fork, "the signer of a document saw another log of %d leaves", token.Size).checkpoints(c.memory.Note).documents(it.text)
	}
	return token, nil
}

// former accepts the tokens of logs that the person has left behind.
func (c *Client) former(token ledger.Token, it *item) error {
	for _, origin := range c.memory.Former {
		if token.Origin == origin {
			return nil
		}
	}
	return alarm(Fork, "a document was signed on the log %s, not on %s", token.Origin, c.memory.Origin).checkpoints(c.memory.Note).documents(it.text)
}
