package client

import (
	"context"
	"errors"

	"meshportal/meshcore"
	"meshportal/meshcore/catalog"
	"meshportal/meshcore/protocol"
	"meshportal/meshcore/udf"
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
// any more, it refuses, and nothing is harmed; the content of an application
// whose versions in between are lost is merged into what the portal has.
func (c *Client) resubmit(ctx context.Context) error {
	var entries []string
	found, err := c.remembered(resubmitRecord, &entries)
	if err != nil || !found || c.resubmitting {
		return err
	}
	c.resubmitting = true // merging edits, and every edit begins with the work that is left
	defer func() { c.resubmitting = false }()
	var unfit []string
	for _, entry := range entries {
		err := c.publish(ctx, []byte(entry))
		var refusal *protocol.Error
		switch {
		case refused(err, protocol.Conflict):
			unfit = append(unfit, entry)
			c.forgetVersion(entry)
		case err != nil && !(errors.As(err, &refusal) && refusal.Code < protocol.TooMany):
			return err
		}
	}
	for _, put := range []func(context.Context, *meshcore.ApplicationProfile, *catalog.Catalog) error{c.beginAgain, c.mergeBack} {
		if err := c.putBack(ctx, unfit, put); err != nil {
			return err
		}
	}
	if err := c.machine.Remove(resubmitRecord); err != nil {
		return err
	}
	_, err = c.Sync(ctx)
	return err
}

// forgetVersion lets an application be older than this device knew: its person
// has accepted what the portal has, and the content is merged back.
func (c *Client) forgetVersion(entry string) {
	if signed, err := meshcore.ParseEntry[meshcore.ApplicationProfile]([]byte(entry)); err == nil {
		delete(c.memory.Documents, signed.Identifier)
	}
}

// putBack calls put with every application among the entries, and its content.
func (c *Client) putBack(ctx context.Context, entries []string, put func(context.Context, *meshcore.ApplicationProfile, *catalog.Catalog) error) error {
	for _, entry := range entries {
		signed, err := meshcore.ParseEntry[meshcore.ApplicationProfile]([]byte(entry))
		if err != nil {
			continue // a profile: it is taken as it is, or not at all
		}
		a, err := signed.Reopen() // verified before it was kept
		if err != nil {
			return err
		}
		mine, err := c.reopenContent(a)
		if err != nil {
			return err
		}
		if mine == nil {
			continue
		}
		if err := put(ctx, a, mine); err != nil {
			return err
		}
	}
	return nil
}

// mergeBack merges the content of an application's version that the portal
// neither has nor takes into the version that it has.
func (c *Client) mergeBack(ctx context.Context, a *meshcore.ApplicationProfile, mine *catalog.Catalog) error {
	versions, err := c.Versions(ctx, a.Identifier)
	if errors.Is(err, ErrNoApplication) || errors.Is(err, ErrNoRight) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, v := range versions {
		if v.profile.EncryptedData.Tag == a.EncryptedData.Tag {
			return nil // it is there, and others followed it
		}
	}
	_, err = c.Edit(ctx, a.Identifier, func(theirs *catalog.Catalog) error {
		merged, _, err := catalog.Merge(nil, mine, theirs)
		if err == nil {
			*theirs = *merged
		}
		return err
	})
	if errors.Is(err, ErrNotEditor) || errors.Is(err, ErrEpoch) {
		return nil
	}
	return err
}

// lost reports whether the portal has no version of an application at all.
func (c *Client) lost(ctx context.Context, id udf.Fingerprint) (bool, error) {
	err := c.callAs(ctx, &protocol.GetRequest{Identifier: string(id), Records: true}, &protocol.GetRecordsResponse{})
	if refused(err, protocol.NotFound) {
		return true, nil
	}
	return false, err
}

// beginAgain publishes the content of an application that the portal has lost
// as a first version, if this device may; the other readers get it with the
// work that is left.
func (c *Client) beginAgain(ctx context.Context, a *meshcore.ApplicationProfile, mine *catalog.Catalog) error {
	p, err := c.Sync(ctx)
	if err != nil {
		return err
	}
	if lost, err := c.lost(ctx, a.Identifier); err != nil || !lost {
		return err
	}
	if _, listed := p.Entry(a.Identifier); !listed || c.mayAdminister(p) != nil {
		return nil
	}
	return c.publishFirst(ctx, p, mine)
}

// reopenContent decrypts a version that this device kept; nil if it cannot
// read it.
func (c *Client) reopenContent(a *meshcore.ApplicationProfile) (*catalog.Catalog, error) {
	key, err := c.decrypter()
	if err != nil {
		return nil, err
	}
	private, err := a.Open(key)
	if err != nil {
		return nil, nil
	}
	return catalog.Parse(private)
}
