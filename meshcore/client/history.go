package client

import (
	"context"
	"time"

	"meshportal/meshcore"
	"meshportal/meshcore/protocol"
	"meshportal/meshcore/udf"
)

// History returns every verified version of the profile, oldest first.
func (c *Client) History(ctx context.Context) ([]*Profile, error) {
	if _, err := c.Sync(ctx); err != nil {
		return nil, err
	}
	names, err := c.machine.List(chainPrefix)
	if err != nil {
		return nil, err
	}
	all := make([]*Profile, len(names))
	for i, name := range names {
		if all[i], err = c.chain.open(name); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// Versions returns the kept versions of an application, oldest first, each
// judged by the profile that was current then, and opened where this device
// could read it.
func (c *Client) Versions(ctx context.Context, id udf.Fingerprint) ([]*Application, error) {
	p, err := c.Sync(ctx)
	if err != nil {
		return nil, err
	}
	e, ok := p.Entry(id)
	if !ok {
		return nil, ErrNoApplication
	}
	if !c.visible(p, *e) {
		return nil, ErrNoRight
	}
	var all []*Application
	err = c.again(ctx, func(newest *Profile) error {
		if newest != nil {
			p = newest
		}
		all, err = c.versions(ctx, p, *e)
		return err
	})
	return all, err
}

func (c *Client) versions(ctx context.Context, p *Profile, e meshcore.ApplicationProfileEntry) ([]*Application, error) {
	items, err := c.records(ctx, e.Identifier, true)
	if err != nil {
		return nil, err
	}
	all := make([]*Application, 0, len(items))
	for _, it := range items {
		if it.text == "" {
			continue // erased
		}
		a, err := c.judge(ctx, p, e, it)
		if err != nil {
			return nil, substituted(err, it)
		}
		all = append(all, a)
	}
	return all, nil
}

// DeleteAccount closes the account by a signed document. The portal erases the
// documents at the time returned; publishing any profile before cancels it.
func (c *Client) DeleteAccount(ctx context.Context) (erased time.Time, err error) {
	p, err := c.Sync(ctx)
	if err != nil {
		return erased, err
	}
	if err := c.mayAdminister(p); err != nil {
		return erased, err
	}
	signer, err := c.signer()
	if err != nil {
		return erased, err
	}
	signed, err := meshcore.Sign(&meshcore.DeleteRequest{
		Identifier: p.Identifier, Account: p.Account(),
		Updated: meshcore.Later(c.now(), p.Updated), NotaryToken: c.tokenAfter(p.Version),
	}, signer)
	if err != nil {
		return erased, err
	}
	var resp protocol.DeleteResponse
	if err := c.callAs(ctx, &protocol.DeleteRequest{Account: string(p.Account()), SignedDeleteRequest: signed}, &resp); err != nil {
		return erased, err
	}
	var until meshcore.Time
	err = until.UnmarshalText([]byte(resp.Erased))
	return until.Time, err
}
