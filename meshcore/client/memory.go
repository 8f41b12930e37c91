package client

import (
	"errors"

	"meshportal/meshcore"
	"meshportal/meshcore/jose"
	"meshportal/meshcore/ledger"
	"meshportal/meshcore/udf"
)

// Memory is what a client remembers of one profile, whatever portal and log
// serve it (protocol.md II.6).
type Memory struct {
	Profile   udf.Fingerprint            `json:"profile"`
	Account   meshcore.Account           `json:"account"`
	Origin    string                     `json:"origin"`           // of the pinned log
	LogKey    string                     `json:"logKey"`           // of the pinned log
	Former    []string                   `json:"former,omitempty"` // origins before the pinned one
	Note      string                     `json:"note"`             // newest checkpoint, signed
	Size      int64                      `json:"size"`
	Edge      []ledger.Hash              `json:"edge"`               // right edge of the tree at Size
	Since     int64                      `json:"since"`              // the first leaf that was read
	Labels    map[udf.Fingerprint]*Label `json:"labels"`             // by the label's key
	Documents map[udf.Fingerprint]*Known `json:"documents"`          // by Identifier
	Epoch     string                     `json:"epoch"`              // version id of the acknowledged MasterProfile
	Promise   string                     `json:"promise,omitempty"`  // checkpoint of an acknowledgement, until the log is seen to hold it
	Alarm     *Evidence                  `json:"alarm,omitempty"`    // writing has stopped
	Accepted  udf.Fingerprint            `json:"accepted,omitempty"` // who the account is now, by its person's decision
}

// Label is the last leaf read of one label.
type Label struct {
	Sequence uint64 `json:"sequence"`
	Index    int64  `json:"index"`
	Leaf     string `json:"leaf"`             // the leaf's lines
	Before   string `json:"before,omitempty"` // those of the leaf before it, if it was read
}

// Known is the newest version of a document that was seen or published.
// Sequence counts from 0.
type Known struct {
	Version  string        `json:"version"`
	Sequence uint64        `json:"sequence"`
	Updated  meshcore.Time `json:"updated"`
}

// memoryRecord is that of the profile at hand; those of profiles that this
// machine has left are filed by fingerprint.
const memoryRecord = "memory"

func memoryName(profile udf.Fingerprint) string { return memoryRecord + "/" + string(profile) }

// loadMemory reads the memory of a profile, at hand or filed; nil if there is
// none.
func (c *Client) loadMemory(profile udf.Fingerprint) (*Memory, error) {
	for _, name := range []string{memoryRecord, memoryName(profile)} {
		m, err := c.readMemory(name)
		if err != nil || m != nil && m.Profile == profile {
			return m, err
		}
	}
	return nil, nil
}

func (c *Client) readMemory(name string) (*Memory, error) {
	m := &Memory{Labels: map[udf.Fingerprint]*Label{}, Documents: map[udf.Fingerprint]*Known{}}
	found, err := c.remembered(name, m)
	if err != nil || !found {
		return nil, err
	}
	return m, nil
}

// fileMemory keeps what is remembered of a profile that this machine leaves.
// An alarm was its device's; the evidence stays.
func (c *Client) fileMemory() error {
	if c.memory == nil {
		return nil
	}
	m := *c.memory
	m.Alarm = nil
	return c.writeRecord(memoryName(m.Profile), &m)
}

func (c *Client) saveMemory() error { return c.writeRecord(memoryRecord, c.memory) }

func (c *Client) readRecord(name string, into any) error {
	data, err := c.machine.Read(name)
	if err != nil {
		return err
	}
	return jose.Unmarshal(data, into)
}

func (c *Client) writeRecord(name string, v any) error {
	data, err := jose.Marshal(v)
	if err != nil {
		return err
	}
	return c.machine.Write(name, data)
}

// remembered reads a record if there is one.
func (c *Client) remembered(name string, into any) (found bool, err error) {
	err = c.readRecord(name, into)
	if errors.Is(err, ErrNoRecord) {
		return false, nil
	}
	return err == nil, err
}
