package client

import (
	"errors"
	"fmt"

	"meshportal/meshcore"
)

const evidencePrefix = "evidence/"

// raise completes an alarm's evidence and keeps it; a lasting alarm stops
// writing. Every other error passes through.
func (c *Client) raise(err error) error {
	var a *Alarm
	if !errors.As(err, &a) || c.memory == nil {
		return err
	}
	c.completeEvidence(a)
	e := &a.Evidence
	if !c.told(e) {
		name := fmt.Sprintf("%s%d-%s", evidencePrefix, c.Now().UnixNano(), a.Kind)
		if err := c.writeRecord(name, e); err != nil {
			return errors.Join(a, err)
		}
	}
	if !a.lasting() {
		return a
	}
	c.memory.Alarm = e
	if err := c.saveMemory(); err != nil {
		return errors.Join(a, err)
	}
	return a
}

// Evidence returns what was kept of all alarms, oldest first.
func (c *Client) Evidence() ([]Evidence, error) {
	names, err := c.machine.List(evidencePrefix)
	if err != nil {
		return nil, err
	}
	all := make([]Evidence, len(names))
	for i, name := range names {
		if err := c.readRecord(name, &all[i]); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// mayWrite says why this device must not write now; nil if it may.
func (c *Client) mayWrite(p *Profile) error {
	switch {
	case c.memory.Alarm != nil:
		return ErrStopped
	case !c.acknowledged(p):
		return ErrEpoch
	}
	return nil
}

// epoch names the epoch of a profile: the version id of its MasterProfile.
func epoch(p *meshcore.PersonalProfile) string { return p.SignedMasterProfile.Version().String() }

func (c *Client) acknowledged(p *Profile) bool {
	return c.memory != nil && c.memory.Epoch == epoch(p.PersonalProfile)
}

// Acknowledged reports whether the person knows of the current epoch.
func (c *Client) Acknowledged(p *Profile) bool { return c.acknowledged(p) }

// Acknowledge says that the person knows of the epoch of p.
func (c *Client) Acknowledge(p *Profile) error {
	if c.self == nil || c.memory == nil {
		return ErrNoDevice
	}
	c.memory.Epoch = epoch(p.PersonalProfile)
	return c.saveMemory()
}
