package client

import (
	"context"
	"errors"
	"slices"
	"time"

	"meshportal/meshcore"
	"meshportal/meshcore/udf"
)

// Rename gives a device the name by which its person knows it; "" goes back to
// the name that it claims itself.
func (c *Client) Rename(ctx context.Context, device udf.Fingerprint, name string) error {
	_, err := c.editProfile(ctx, func(current *Profile, next *meshcore.PersonalProfile) error {
		if _, ok := current.Device(device); !ok {
			return ErrNoDeviceNamed
		}
		next.DeviceNames = slices.DeleteFunc(next.DeviceNames, func(n meshcore.DeviceName) bool { return n.Identifier == device })
		if name != "" {
			next.DeviceNames = append(next.DeviceNames, meshcore.DeviceName{Identifier: device, Friendly: name})
		}
		return nil
	})
	return err
}

var (
	// ErrSelf says that a device does not remove itself.
	ErrSelf = errors.New("a device does not remove itself, because it could not re-encrypt afterwards: do this on another administration device")
	// ErrLastAdministrator says that a removal would leave nobody to decide.
	ErrLastAdministrator = errors.New("this is the last administration device; nothing was changed: make another device an administration device first")
)

// Remove takes a device out of the profile and out of every right, then
// re-encrypts what it could read (protocol.md II.11). It is done when Left of
// the work is empty; interrupted, it is finished by the next run of any device
// that is able to.
func (c *Client) Remove(ctx context.Context, device udf.Fingerprint) (*Work, error) {
	if c.self != nil && device == c.self.ID() {
		return nil, ErrSelf
	}
	if err := c.stopSpentBy(device); err != nil {
		return nil, err
	}
	_, err := c.editProfile(ctx, func(current *Profile, next *meshcore.PersonalProfile) error {
		if _, ok := current.Device(device); !ok {
			return c.removedBefore(device)
		}
		return strike(next, device)
	})
	if err != nil {
		return nil, err
	}
	return c.FinishWork(ctx)
}

// removedBefore lets a removal that was interrupted be asked for again: then
// there is nothing to change, only work to finish.
func (c *Client) removedBefore(device udf.Fingerprint) error {
	held, err := c.chain.held()
	if err != nil {
		return err
	}
	if held[device] {
		return errUnchanged
	}
	return ErrNoDeviceNamed
}

// strike removes every mention of a device.
func strike(next *meshcore.PersonalProfile, device udf.Fingerprint) error {
	next.Devices = slices.DeleteFunc(next.Devices, func(d meshcore.SignedDeviceProfile) bool { return d.Identifier == device })
	next.DeviceNames = slices.DeleteFunc(next.DeviceNames, func(n meshcore.DeviceName) bool { return n.Identifier == device })
	gone := func(id udf.Fingerprint) bool { return id == device }
	for i := range next.Applications {
		e := &next.Applications[i]
		e.SignID, e.DecryptID = slices.DeleteFunc(e.SignID, gone), slices.DeleteFunc(e.DecryptID, gone)
	}
	if len(next.Administration().SignID) == 0 {
		return ErrLastAdministrator
	}
	return nil
}

// Impact is what a removal means, before it is done.
type Impact struct {
	Device         udf.Fingerprint
	Name           string
	Readable       []*Application    // what it could read
	Administrators []udf.Fingerprint // that remain
	Changed        []*Application    // newest versions that it signed in the last 30 days
}

// Preview tells what removing a device means.
func (c *Client) Preview(ctx context.Context, device udf.Fingerprint) (*Impact, error) {
	p, err := c.Sync(ctx)
	if err != nil {
		return nil, err
	}
	if _, ok := p.Device(device); !ok {
		if err := c.removedBefore(device); !errors.Is(err, errUnchanged) {
			return nil, err
		}
	}
	impact := &Impact{Device: device, Name: p.DeviceName(device)}
	for _, id := range p.Administration().SignID {
		if id != device {
			impact.Administrators = append(impact.Administrators, id)
		}
	}
	apps, err := c.Applications(ctx, p)
	if err != nil {
		return nil, err
	}
	since := c.Now().Add(-30 * 24 * time.Hour)
	for _, a := range apps {
		if slices.Contains(a.Entry.DecryptID, device) {
			impact.Readable = append(impact.Readable, a)
		}
		if a.Signer == device && a.Updated.After(since) {
			impact.Changed = append(impact.Changed, a)
		}
	}
	return impact, nil
}
