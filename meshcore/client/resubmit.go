package client

import (
	"context"
	"errors"

	"meshportal/meshcore/protocol"
)

const resubmitRecord = "resubmit"

// keepResubmissions keeps what this device holds before it is forgotten, so
// that an interruption loses nothing. After an alarm nothing is submitted
// again: those documents are in doubt.
func (c *Client) keepResubmissions() error {
	if c.memory.Alarm != nil {
		return c.machine.Remove(resubmitRecord)
	}
	if _, err := c.machine.Read(resubmitRecord); !errors.Is(err, ErrNoRecord) {
		return err // kept by a run that was interrupted
	}
	entries, err := c.resubmissions()
	if err != nil {
		return err
	}
	return c.writeRecord(resubmitRecord, entries)
}

// resubmissions are the entries that this device holds, in the order in which
// they were published.
func (c *Client) resubmissions() ([]string, error) {
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

// resubmit publishes what the portal lost. What it has, or what does not fit
// any more, it refuses, and nothing is harmed.
func (c *Client) resubmit(ctx context.Context) error {
	var entries []string
	found, err := c.remembered(resubmitRecord, &entries)
	if err != nil || !found {
		return err
	}
	for _, entry := range entries {
		err := c.publish(ctx, []byte(entry))
		var refusal *protocol.Error
		if err != nil && !(errors.As(err, &refusal) && refusal.Code < protocol.TooMany) {
			return err
		}
	}
	if err := c.machine.Remove(resubmitRecord); err != nil {
		return err
	}
	_, err = c.Sync(ctx)
	return err
}
