package client

import (
	"context"

	"meshportal/meshcore/ledger"
	"meshportal/meshcore/udf"
)

// labels follows the leaves of some labels while a log is read. What it finds
// becomes memory by keep, when the whole was consistent.
type labels struct {
	memory *Memory
	keys   map[ledger.Hash]udf.Fingerprint
	last   map[udf.Fingerprint]*Label
}

// watched follows the labels that memory knows.
func (c *Client) watched() *labels {
	l := &labels{memory: c.memory, keys: map[ledger.Hash]udf.Fingerprint{}, last: map[udf.Fingerprint]*Label{}}
	for key, label := range c.memory.Labels {
		l.keys[ledger.Label(string(key))] = key
		l.last[key] = label
	}
	return l
}

// visit takes one leaf. A leaf that does not follow the label's last one is
// the proof of a fork by itself.
func (l *labels) visit(index int64, leaf ledger.Leaf) error {
	key, ok := l.keys[leaf.Label]
	if !ok {
		return nil
	}
	text := string(leaf.Marshal())
	next := &Label{Sequence: leaf.Sequence, Index: index, Leaf: text}
	if last := l.last[key]; last != nil {
		if err := follows(last, leaf, text); err != nil {
			return err
		}
		next.Before = last.Leaf
	} else if leaf.Sequence != 0 && l.memory.Since == 0 {
		return alarm(Fork, "the log begins a document with leaf %d of it", leaf.Sequence).leaves(text)
	}
	l.last[key] = next
	return nil
}

// follows requires leaf to continue the label after last.
func follows(last *Label, leaf ledger.Leaf, text string) error {
	previous, err := ledger.ParseLeaf([]byte(last.Leaf))
	if err != nil {
		return err
	}
	if leaf.Sequence != last.Sequence+1 || leaf.Previous != previous.Hash() {
		return alarm(Fork, "the log has two histories of one document: leaf %d follows leaf %d", leaf.Sequence, last.Sequence).leaves(last.Leaf, text)
	}
	return nil
}

func (l *labels) keep() {
	for key, label := range l.last {
		l.memory.Labels[key] = label
	}
}

// watch begins to follow the labels of keys that memory does not know: it
// reads once more what it has read of the log, from the first leaf on that
// memory covers.
func (c *Client) watch(ctx context.Context, keys ...udf.Fingerprint) error {
	l := &labels{memory: c.memory, keys: map[ledger.Hash]udf.Fingerprint{}, last: map[udf.Fingerprint]*Label{}}
	for _, key := range keys {
		if c.memory.Labels[key] == nil {
			l.keys[ledger.Label(string(key))] = key
		}
	}
	if len(l.keys) == 0 || c.memory.Since >= c.head.Size {
		return nil
	}
	start, err := c.reader.RangeAt(c.memory.Since)
	if err != nil {
		return err
	}
	if _, err := ledger.Extend(ctx, start, c.head, c.readLog, l.visit); err != nil {
		return c.inconsistent(err, c.memory.Note)
	}
	l.keep()
	return c.saveMemory()
}
