package client

import (
	"context"
	"errors"
	"slices"

	"meshportal/meshcore"
	"meshportal/meshcore/udf"
)

// ErrNoInvitation says that this device made no such invitation.
var ErrNoInvitation = errors.New("this device made no such invitation")

// SetAdministrator makes a device an administration device, or takes that away;
// the last one stays. What it reads is another matter: see Grant.
func (c *Client) SetAdministrator(ctx context.Context, device udf.Fingerprint, administrator bool) error {
	_, err := c.editProfile(ctx, func(current *Profile, next *meshcore.PersonalProfile) error {
		if _, ok := current.Device(device); !ok {
			return ErrNoDeviceNamed
		}
		if current.Administrator(device) == administrator {
			return errUnchanged
		}
		e := next.Administration()
		if administrator {
			e.SignID = append(e.SignID, device)
			return nil
		}
		if e.SignID = slices.DeleteFunc(e.SignID, func(id udf.Fingerprint) bool { return id == device }); len(e.SignID) == 0 {
			return ErrLastAdministrator
		}
		return nil
	})
	return err
}
