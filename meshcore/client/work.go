package client

import (
	"context"
	"slices"

	"meshportal/meshcore"
	"meshportal/meshcore/protocol"
)

// Work is what is left to do after rights have changed: applications whose
// newest version is addressed to keys that may no longer read it, or lacks one
// that may, or was signed by a device that has lost the right (protocol.md
// II.11). It is visible from the heads alone, so whoever is able does it.
type Work struct {
	Done []*Application // re-encrypted now
	Left []*Application // for another device, which can read and sign them
}

// FinishWork re-encrypts what this device is able to, each with a content key
// of its own. Interrupted, it goes on where it was the next time, on any
// device. It does nothing while this device must not write.
func (c *Client) FinishWork(ctx context.Context) (*Work, error) {
	if c.self == nil || c.memory == nil {
		return nil, ErrNoDevice
	}
	if err := c.resubmit(ctx); err != nil {
		return nil, err
	}
	p, err := c.Sync(ctx)
	if err != nil {
		return nil, err
	}
	work := new(Work)
	for _, e := range p.Applications {
		if e.Type == meshcore.AdministrationType || !c.visible(p, e) {
			continue
		}
		if err := c.finish(ctx, p, e, work); err != nil {
			return work, err
		}
	}
	if len(work.Left) > 0 || c.mayWrite(p) != nil {
		return work, nil
	}
	return work, c.settle(ctx)
}

// finish re-encrypts one application if it needs it and this device can.
func (c *Client) finish(ctx context.Context, p *Profile, e meshcore.ApplicationProfileEntry, work *Work) error {
	for range tries {
		a, err := c.application(ctx, p, e)
		if err != nil {
			return err
		}
		if a.Stale == nil && !a.Lost {
			return nil
		}
		if !c.able(p, a) {
			work.Left = append(work.Left, a)
			return nil
		}
		c.progress("re-encrypting " + a.Catalog.Name)
		err = c.publishApplication(ctx, p, a, a.Catalog)
		if err == nil {
			work.Done = append(work.Done, a)
			_, err = c.Sync(ctx)
			return err
		}
		if !refused(err, protocol.Conflict) {
			return err
		}
		if p, err = c.Sync(ctx); err != nil {
			return err
		}
		current, ok := p.Entry(e.Identifier)
		if !ok {
			return nil
		}
		e = *current
	}
	return ErrBusy
}

// able reports whether this device can read and publish the version.
func (c *Client) able(p *Profile, a *Application) bool {
	self := c.self.ID()
	if a.Catalog == nil || c.mayWrite(p) != nil {
		return false
	}
	return p.Administrator(self) || !a.Lost && slices.Contains(a.Entry.SignID, self)
}
