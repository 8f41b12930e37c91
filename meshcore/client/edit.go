package client

import (
	"context"
	"errors"
	"slices"

	"meshportal/meshcore"
	"meshportal/meshcore/catalog"
	"meshportal/meshcore/protocol"
	"meshportal/meshcore/udf"
)

// ErrNotEditor says that the device may read an application, not change it.
var ErrNotEditor = errors.New("this device may read this application, not change it; nothing was changed")

// ErrNoApplication says that the profile lists no such application.
var ErrNoApplication = errors.New("the profile has no such application")

// Edit changes the content of an application: edit is given a copy of what was
// read and changes it. When another device was faster, both changes are merged
// entry by entry (protocol.md II.10), so that neither is lost. It returns what
// was published.
func (c *Client) Edit(ctx context.Context, id udf.Fingerprint, edit func(*catalog.Catalog) error) (*Application, error) {
	p, base, err := c.editable(ctx, id)
	if err != nil {
		return nil, err
	}
	mine, err := base.Catalog.Clone()
	if err != nil {
		return nil, err
	}
	if err := edit(mine); err != nil {
		return nil, err
	}
	for range tries {
		err := c.publishApplication(ctx, p, base, mine)
		if !refused(err, protocol.Conflict) {
			if err != nil {
				return nil, err
			}
			return c.Application(ctx, id)
		}
		theirs := base
		if p, theirs, err = c.editable(ctx, id); err != nil {
			return nil, err
		}
		if theirs.Version != base.Version {
			if mine, _, err = catalog.Merge(base.Catalog, mine, theirs.Catalog); err != nil {
				return nil, err
			}
		}
		base = theirs
	}
	return nil, ErrBusy
}

// Application returns the newest version of one application.
func (c *Client) Application(ctx context.Context, id udf.Fingerprint) (*Application, error) {
	p, err := c.Sync(ctx)
	if err != nil {
		return nil, err
	}
	e, ok := p.Entry(id)
	if !ok {
		return nil, ErrNoApplication
	}
	return c.application(ctx, p, *e)
}

// editable returns the newest version of an application that this device may
// change, after it has done the work that others left.
func (c *Client) editable(ctx context.Context, id udf.Fingerprint) (*Profile, *Application, error) {
	if _, err := c.FinishWork(ctx); err != nil {
		return nil, nil, err
	}
	p, err := c.Sync(ctx)
	if err != nil {
		return nil, nil, err
	}
	if err := c.mayWrite(p); err != nil {
		return nil, nil, err
	}
	e, ok := p.Entry(id)
	if !ok {
		return nil, nil, ErrNoApplication
	}
	a, err := c.application(ctx, p, *e)
	if err != nil {
		return nil, nil, err
	}
	if a.Catalog == nil {
		return nil, nil, a.Problem
	}
	if !c.maySign(p, e) || a.Lost && !p.Administrator(c.self.ID()) {
		return nil, nil, ErrNotEditor
	}
	return p, a, nil
}

func (c *Client) maySign(p *Profile, e *meshcore.ApplicationProfileEntry) bool {
	return slices.Contains(e.SignID, c.self.ID()) || p.Administrator(c.self.ID())
}

// publishApplication publishes content as the successor of base, encrypted to
// the devices that p lets read it.
func (c *Client) publishApplication(ctx context.Context, p *Profile, base *Application, content *catalog.Catalog) error {
	e, ok := p.Entry(base.Entry.Identifier)
	if !ok {
		return ErrNoApplication
	}
	recipients, err := p.Recipients(e)
	if err != nil {
		return err
	}
	next := meshcore.NewApplication(e.Type)
	next.Identifier, next.PersonalUDF = e.Identifier, p.Identifier
	next.Updated = meshcore.Later(c.now(), base.Updated)
	next.NotaryToken = c.tokenAfter(base.Version)
	private, err := content.Marshal()
	if err != nil {
		return err
	}
	if err := next.Seal(private, recipients); err != nil {
		return err
	}
	return c.signAndPublish(ctx, next, base.Sequence+1)
}

func (c *Client) signAndPublish(ctx context.Context, next *meshcore.ApplicationProfile, sequence uint64) error {
	signer, err := c.signer()
	if err != nil {
		return err
	}
	signed, err := meshcore.Sign(next, signer)
	if err != nil {
		return err
	}
	entry, err := signed.Entry()
	if err != nil {
		return err
	}
	if err := c.publish(ctx, entry); err != nil {
		return err
	}
	c.know(next.Identifier, signed.Version(), sequence, next.Updated)
	if err := c.writeRecord(appName(next.Identifier), &appRecord{Entry: string(entry), Sequence: sequence, Index: unread}); err != nil {
		return err
	}
	return c.saveMemory()
}

// unread is the index of a version that this device published and has not read
// back from the log.
const unread = -1
