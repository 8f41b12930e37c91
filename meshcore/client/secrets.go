package client

import (
	"context"
	"errors"
	"slices"

	"meshportal/meshcore/udf"
)

// Secret is something that a removed device could read, and that is to be
// changed (protocol.md II.11).
type Secret struct {
	Application udf.Fingerprint `json:"application"`
	Entry       string          `json:"entry"`
	Title       string          `json:"title"`
	Updated     string          `json:"updated"` // of the entry, as the device could read it
	Changed     bool            `json:"changed"` // the person has said so
}

func (s Secret) same(as Secret) bool {
	return s.Application == as.Application && s.Entry == as.Entry && s.Updated == as.Updated
}

const secretsRecord = "secrets"

// Secrets lists what the device could read and should not know any more.
func (i *Impact) Secrets() []Secret {
	secrets := []Secret{}
	for _, a := range i.Readable {
		if a.Catalog == nil {
			continue
		}
		for _, e := range a.Catalog.Live() {
			if len(e.Values("Password"))+len(e.Values("OTP")) > 0 {
				updated, _ := e.Updated()
				secrets = append(secrets, Secret{a.Entry.Identifier, e.ID(), a.Catalog.Name + ": " + e.Title(), updated.String(), false})
			}
		}
	}
	return secrets
}

// KeepSecrets puts secrets on this device's list of what to change, but for
// those that are or were on it. It is called before the removal, so that an
// interruption forgets none.
func (c *Client) KeepSecrets(more []Secret) error {
	kept, err := c.keptSecrets()
	if err != nil {
		return err
	}
	for _, s := range more {
		if !slices.ContainsFunc(kept, s.same) {
			kept = append(kept, s)
		}
	}
	return c.writeRecord(secretsRecord, kept)
}

func (c *Client) keptSecrets() (kept []Secret, err error) {
	_, err = c.remembered(secretsRecord, &kept)
	return kept, err
}

// RemoveKeeping is Remove with the list of what to change. The list stays as it
// was if the removal has failed and the device is known to be in the profile
// still.
func (c *Client) RemoveKeeping(ctx context.Context, device udf.Fingerprint) (*Work, []Secret, error) {
	impact, err := c.Preview(ctx, device)
	if err != nil {
		return nil, nil, err
	}
	before, err := c.keptSecrets()
	if err != nil {
		return nil, nil, err
	}
	secrets := impact.Secrets()
	if err := c.KeepSecrets(secrets); err != nil {
		return nil, nil, err
	}
	work, err := c.Remove(ctx, device)
	if err != nil && c.holds(ctx, device) {
		err = errors.Join(err, c.writeRecord(secretsRecord, before))
	}
	return work, secrets, err
}

// holds reports whether the profile is known to hold a device now.
func (c *Client) holds(ctx context.Context, device udf.Fingerprint) bool {
	p, err := c.Sync(ctx)
	if err != nil {
		return false
	}
	_, held := p.Device(device)
	return held
}

// MarkSecret notes that the person has changed a secret, which takes it off the
// list for good, or that it was not so.
func (c *Client) MarkSecret(s Secret, changed bool) error {
	kept, err := c.keptSecrets()
	if err != nil {
		return err
	}
	for i := range kept {
		if kept[i].same(s) {
			kept[i].Changed = changed
		}
	}
	return c.writeRecord(secretsRecord, kept)
}

// Secrets returns what is still to be changed: entries that are as they were
// when a device was removed that could read them, and not marked as changed.
func (c *Client) Secrets(ctx context.Context) ([]Secret, error) {
	left := []Secret{}
	kept, err := c.keptSecrets()
	if err != nil || len(kept) == 0 {
		return left, err
	}
	p, err := c.Sync(ctx)
	if err != nil {
		return nil, err
	}
	apps, err := c.Applications(ctx, p)
	if err != nil {
		return nil, err
	}
	for _, s := range kept {
		if !s.Changed && slices.ContainsFunc(apps, s.unchanged) {
			left = append(left, s)
		}
	}
	return left, nil
}

// unchanged reports whether the application holds the entry as it was.
func (s Secret) unchanged(a *Application) bool {
	if a.Entry.Identifier != s.Application || a.Catalog == nil {
		return false
	}
	e, ok := a.Catalog.Entry(s.Entry)
	if !ok {
		return false
	}
	updated, _ := e.Updated()
	return updated.String() == s.Updated
}
