package client

import (
	"errors"

	"meshportal/meshcore"
	"meshportal/meshcore/udf"
)

// Kept returns the profile and the applications as this device verified them
// last, without asking the portal: what there is to read after an alarm, or
// without a network. An application that was never read is left out.
func (c *Client) Kept() (*Profile, []*Application, error) {
	if c.self == nil || c.memory == nil {
		return nil, nil, ErrNoDevice
	}
	ch, err := c.profiles()
	if err != nil {
		return nil, nil, err
	}
	if ch.newest == nil {
		return nil, nil, ErrNoRecord
	}
	var all []*Application
	for _, e := range ch.newest.Applications {
		a, err := c.recorded(ch.newest, e)
		if errors.Is(err, ErrNoRecord) {
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		all = append(all, a)
	}
	return ch.newest, all, nil
}

// Entry returns the entry of the profile as this device verified it last.
func (c *Client) Entry() (string, error) {
	if c.self == nil || c.memory == nil {
		return "", ErrNoDevice
	}
	ch, err := c.profiles()
	if err != nil {
		return "", err
	}
	if ch.newest == nil {
		return "", ErrNoRecord
	}
	return ch.text(), nil
}

// recordedText returns the application's entry in this device's records, for
// evidence; "" if there is none.
func (c *Client) recordedText(id udf.Fingerprint) string {
	var r appRecord
	if err := c.readRecord(appName(id), &r); err != nil {
		return ""
	}
	return r.Entry
}

// recorded verifies and opens the version in this device's records.
func (c *Client) recorded(p *Profile, e meshcore.ApplicationProfileEntry) (*Application, error) {
	var r appRecord
	if err := c.readRecord(appName(e.Identifier), &r); err != nil {
		return nil, err
	}
	a, _, err := c.verifyApplication(p, e, []byte(r.Entry), r.Sequence, r.Index)
	return a, err
}
