package client

import (
	"context"
	"fmt"
	"slices"

	"meshportal/meshcore"
	"meshportal/meshcore/catalog"
	"meshportal/meshcore/udf"
)

// AddApplication makes an application of the kind, readable by this device
// alone: the application first, then the profile that lists it, so that a
// profile never names nothing (protocol.md II.11).
func (c *Client) AddApplication(ctx context.Context, kind catalog.Kind, name string) (udf.Fingerprint, error) {
	if err := meshcore.CheckText(name, meshcore.MaxName); err != nil {
		return "", err
	}
	p, err := c.Sync(ctx)
	if err != nil {
		return "", err
	}
	if err := c.mayAdminister(p); err != nil {
		return "", err
	}
	id, err := udf.Random(c.Rand)
	if err != nil {
		return "", err
	}
	if err := c.publishFirst(ctx, p, catalog.New(kind, name, id)); err != nil {
		return "", err
	}
	self := []udf.Fingerprint{c.self.ID()}
	_, err = c.editProfile(ctx, func(current *Profile, next *meshcore.PersonalProfile) error {
		if _, ok := current.Entry(id); ok {
			return errUnchanged
		}
		next.Applications = append(next.Applications, meshcore.ApplicationProfileEntry{
			Identifier: id, Type: kind.Tag, SignID: self, DecryptID: slices.Clone(self),
		})
		return nil
	})
	return id, err
}

// publishFirst publishes the first version of an application.
func (c *Client) publishFirst(ctx context.Context, p *Profile, content *catalog.Catalog) error {
	first := meshcore.NewApplication(content.Tag)
	first.Identifier, first.PersonalUDF = content.Identifier, p.Identifier
	first.Updated, first.NotaryToken = c.now(), c.firstToken()
	recipients, err := p.Recipients(&meshcore.ApplicationProfileEntry{DecryptID: []udf.Fingerprint{c.self.ID()}})
	if err != nil {
		return err
	}
	private, err := content.Marshal()
	if err != nil {
		return err
	}
	if err := first.Seal(private, recipients); err != nil {
		return err
	}
	return c.signAndPublish(ctx, first, 0)
}

// RemoveApplication takes an application out of the profile; the portal then
// erases its versions.
func (c *Client) RemoveApplication(ctx context.Context, id udf.Fingerprint) error {
	_, err := c.editProfile(ctx, func(current *Profile, next *meshcore.PersonalProfile) error {
		if e, ok := current.Entry(id); !ok || e.Type == meshcore.AdministrationType {
			return ErrNoApplication
		}
		next.Applications = slices.DeleteFunc(next.Applications, func(e meshcore.ApplicationProfileEntry) bool { return e.Identifier == id })
		return nil
	})
	if err != nil {
		return err
	}
	return c.machine.Remove(appName(id))
}

// ErrNoDeviceNamed says that the profile has no such device.
var ErrNoDeviceNamed = fmt.Errorf("the profile has no such device")

// Grant gives a device a role for one application; [meshcore.NoRole] takes it
// away. The profile changes first, then the application is re-encrypted.
func (c *Client) Grant(ctx context.Context, application, device udf.Fingerprint, role meshcore.Role) (*Work, error) {
	_, err := c.editProfile(ctx, func(current *Profile, next *meshcore.PersonalProfile) error {
		if _, ok := current.Device(device); !ok {
			return ErrNoDeviceNamed
		}
		e, ok := next.Entry(application)
		if !ok || e.Type == meshcore.AdministrationType {
			return ErrNoApplication
		}
		if e.Role(device) == role {
			return errUnchanged
		}
		e.Grant(device, role)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return c.FinishWork(ctx)
}
