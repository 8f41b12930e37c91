package client

import (
	"context"
	"errors"

	"meshportal/meshcore"
	"meshportal/meshcore/ledger"
	"meshportal/meshcore/protocol"
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

// AcceptLog ends an alarm by the person's decision. A new log is pinned in
// place of the old, and what this device holds and the new log lacks is
// submitted again; after any other alarm the client forgets what contradicts
// the portal and begins from what is served now.
func (c *Client) AcceptLog(ctx context.Context) error {
	if c.self == nil || c.memory == nil {
		return ErrNoDevice
	}
	var hello protocol.HelloResponse
	if err := c.call(ctx, &protocol.HelloRequest{}, &hello, nil); err != nil {
		return err
	}
	if _, err := ledger.NewVerifier(hello.LogKey); err != nil {
		return err
	}
	again, err := c.resubmissions()
	if err != nil {
		return err
	}
	c.repin(&hello)
	if err := c.saveMemory(); err != nil {
		return err
	}
	if ch, err := c.profiles(); err != nil {
		return err
	} else if err := ch.forget(); err != nil {
		return err
	}
	return c.resubmit(ctx, again)
}

// repin makes the portal's present log the one that memory follows.
func (c *Client) repin(hello *protocol.HelloResponse) {
	m := c.memory
	if m.Alarm != nil {
		m.Documents = map[udf.Fingerprint]*Known{}
	}
	if m.Origin != hello.LogOrigin {
		m.Former = append(m.Former, m.Origin)
	}
	empty := ledger.Range{}
	m.Origin, m.LogKey, m.Note = hello.LogOrigin, hello.LogKey, ""
	m.Promise = ""
	m.Size, m.Edge, m.Since, m.Alarm = 0, empty.Hashes(), 0, nil
	m.Labels = map[udf.Fingerprint]*Label{}
}

// resubmissions are the entries that this device holds, in the order in which
// they were published; none after an alarm, whose documents are in doubt.
func (c *Client) resubmissions() ([]string, error) {
	if c.memory.Alarm != nil {
		return nil, nil
	}
	var entries []string
	names, err := c.machine.List(chainPrefix)
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		var r profileRecord
		if err := c.readRecord(name, &r); err != nil {
			return nil, err
		}
		entries = append(entries, r.Entry)
	}
	if names, err = c.machine.List("application/"); err != nil {
		return nil, err
	}
	for _, name := range names {
		var r appRecord
		if err := c.readRecord(name, &r); err != nil {
			return nil, err
		}
		entries = append(entries, r.Entry)
	}
	return entries, nil
}

// resubmit publishes what the portal lost; what it has, or what does not fit
// any more, it refuses, and nothing is harmed.
func (c *Client) resubmit(ctx context.Context, entries []string) error {
	for _, entry := range entries {
		err := c.publish(ctx, []byte(entry))
		var refusal *protocol.Error
		if err != nil && !(errors.As(err, &refusal) && refusal.Code < 429) {
			return err
		}
	}
	_, err := c.Sync(ctx)
	return err
}
