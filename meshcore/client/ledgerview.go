package client

import (
	"context"

	"meshportal/meshcore"
	"meshportal/meshcore/ledger"
	"meshportal/meshcore/udf"
)

// LogView is what a verification of the whole log found.
type LogView struct {
	ledger.Checkpoint
	Entries int   // versions of this person's documents, each proven to be in the log
	Since   int64 // the first leaf that was read; 0 is all of it
}

// VerifyLog syncs, then reads every leaf once more from the first that memory
// covers, rebuilds the tree and proves each version of the person's documents.
func (c *Client) VerifyLog(ctx context.Context) (*LogView, error) {
	p, err := c.Sync(ctx)
	if err != nil {
		return nil, err
	}
	edge, err := c.reader.RangeAt(c.memory.Since)
	if err != nil {
		return nil, c.raise(c.inconsistent(err, c.memory.Note))
	}
	all := &labels{memory: c.memory, keys: map[ledger.Hash]udf.Fingerprint{}, last: map[udf.Fingerprint]*Label{}}
	for key := range c.memory.Labels {
		all.keys[ledger.Label(string(key))] = key
	}
	if _, err := ledger.Extend(ctx, edge, c.head, c.readLog, all.visit); err != nil {
		return nil, c.raise(c.inconsistent(err, c.memory.Note))
	}
	view := &LogView{Checkpoint: c.head, Since: c.memory.Since}
	err = c.again(ctx, func(newest *Profile) error {
		if newest != nil {
			p, view.Checkpoint = newest, c.head
		}
		view.Entries, err = c.proveAll(ctx, p)
		return err
	})
	return view, err
}

// proveAll proves every kept version of the profile and of the applications
// that this device is given.
func (c *Client) proveAll(ctx context.Context, p *Profile) (int, error) {
	ids := []udf.Fingerprint{p.Identifier}
	for _, e := range p.Applications {
		if e.Type != meshcore.AdministrationType && c.visible(p, e) {
			ids = append(ids, e.Identifier)
		}
	}
	count := 0
	for _, id := range ids {
		items, err := c.records(ctx, id, true)
		if err != nil {
			return count, err
		}
		count += len(items)
	}
	return count, nil
}
