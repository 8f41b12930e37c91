package client

import (
	"errors"

	"meshportal/meshcore"
)

// formerRecord is the device that this machine was before it asked to join
// again.
const formerRecord = "former"

// formerSelf returns the device that a pending one is to replace; nil if there is
// none. That a device was removed is the portal's word alone: so its keys, the
// memory of the profile and sealed master keys are kept until the new device is
// in, and are there again when the request is withdrawn.
func (c *Client) formerSelf() (*Self, error) { return c.loadSelf(formerRecord) }

// replaceFormer hands over to the new device what the former had sealed, and
// destroys the former's keys.
func (c *Client) replaceFormer() error {
	former, err := c.formerSelf()
	if err != nil || former == nil {
		return err
	}
	if former.Profile == c.self.Profile {
		err = c.resealMasters(former)
	} else {
		err = c.dropMasters()
	}
	if err != nil {
		return err
	}
	return errors.Join(c.machine.Remove(formerRecord), c.forgetKeys(former))
}

// withdraw destroys a device that only asked to join; the former is there again.
func (c *Client) withdraw() error {
	former, err := c.formerSelf()
	if err != nil {
		return err
	}
	if former == nil {
		return c.forgetDevice()
	}
	pending := c.self
	if err := c.writeRecord(selfRecord, former); err != nil {
		return err
	}
	return errors.Join(c.machine.Remove(formerRecord), c.machine.Remove(joinRecordName), c.forgetKeys(pending), c.load())
}

// forgetDevice destroys the device and the former, their keys last: records
// that name keys which are gone would help nobody. What is remembered of a
// profile in which it was, stays.
func (c *Client) forgetDevice() error {
	if c.self == nil {
		return nil
	}
	former, err := c.formerSelf()
	if err != nil {
		return err
	}
	if c.self.Member || former != nil && former.Profile == c.self.Profile {
		if err := c.fileMemory(); err != nil {
			return err
		}
	}
	errs := []error{c.dropMasters()}
	for _, name := range []string{selfRecord, formerRecord, memoryRecord, joinRecordName} {
		errs = append(errs, c.machine.Remove(name))
	}
	if ch, err := c.profiles(); err == nil {
		errs = append(errs, ch.forget())
	}
	errs = append(errs, c.forgetKeys(c.self), c.forgetKeys(former))
	c.self, c.memory, c.chain = nil, nil, nil
	return errors.Join(errs...)
}

// forgetKeys destroys the keys of a device, if there is one.
func (c *Client) forgetKeys(self *Self) error {
	if self == nil {
		return nil
	}
	var errs []error
	d := self.profile
	for _, key := range []meshcore.PublicKey{d.DeviceSignatureKey, d.DeviceAuthenticationKey, d.DeviceEncryptionKey} {
		errs = append(errs, c.machine.Forget(key.UDF))
	}
	return errors.Join(errs...)
}
