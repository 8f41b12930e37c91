package client

import (
	"context"
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
				secrets = append(secrets, Secret{a.Entry.Identifier, e.ID(), a.Catalog.Name + ": " + e.Title(), updated.String()})
			}
		}
	}
	return secrets
}

// KeepSecrets puts secrets on this device's list of what to change. It is
// called before the removal, so that an interruption forgets none.
func (c *Client) KeepSecrets(more []Secret) error {
	var kept []Secret
	if _, err := c.remembered(secretsRecord, &kept); err != nil {
		return err
	}
	for _, s := range more {
		if !slices.Contains(kept, s) {
			kept = append(kept, s)
		}
	}
	return c.writeRecord(secretsRecord, kept)
}

// Secrets returns what is still to be changed: entries that are as they were
// when a device was removed that could read them.
func (c *Client) Secrets(ctx context.Context) ([]Secret, error) {
	left := []Secret{}
	var kept []Secret
	if _, err := c.remembered(secretsRecord, &kept); err != nil || len(kept) == 0 {
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
		if slices.ContainsFunc(apps, s.unchanged) {
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
