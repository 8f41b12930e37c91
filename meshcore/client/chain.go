package client

import (
	"errors"
	"fmt"
	"strings"

	"meshportal/meshcore"
	"meshportal/meshcore/jose"
	"meshportal/meshcore/udf"
)

// Profile is one verified version of the person's PersonalProfile and its
// place in the log.
type Profile struct {
	*meshcore.PersonalProfile
	Version  meshcore.VersionID
	Sequence uint64
	Index    int64
	Signer   udf.Fingerprint
	Opener   bool // it opened an epoch
}

// chain is the versions of a PersonalProfile that were verified, one record
// each; the newest is held open, older ones are opened when asked for.
type chain struct {
	client *Client
	newest *Profile
	ever   map[udf.Fingerprint]bool // see held
}

// profileRecord is a verified version at rest, with the key that verified it.
type profileRecord struct {
	Entry  string          `json:"entry"`
	Signer jose.Parameters `json:"signer"`
	Opener bool            `json:"opener"`
}

const chainPrefix = "profile/"

func chainName(sequence uint64, index int64) string {
	return fmt.Sprintf("%s%010d-%015d", chainPrefix, sequence, index)
}

// profiles opens the chain at its newest version, which may be none.
func (c *Client) profiles() (*chain, error) {
	if c.chain != nil {
		return c.chain, nil
	}
	names, err := c.machine.List(chainPrefix)
	if err != nil {
		return nil, err
	}
	ch := &chain{client: c}
	if len(names) > 0 {
		if ch.newest, err = ch.open(names[len(names)-1]); err != nil {
			return nil, err
		}
	}
	if ch.newest != nil && c.memory != nil && ch.newest.Identifier != c.memory.Profile {
		if err := ch.forget(); err != nil { // of a profile that this machine has left
			return nil, err
		}
	}
	c.chain = ch
	return ch, nil
}

// open reads a record and verifies it by the key kept with it.
func (ch *chain) open(name string) (*Profile, error) {
	var r profileRecord
	if err := ch.client.readRecord(name, &r); err != nil {
		return nil, err
	}
	p := &Profile{Opener: r.Opener}
	if _, err := fmt.Sscanf(strings.TrimPrefix(name, chainPrefix), "%d-%d", &p.Sequence, &p.Index); err != nil {
		return nil, fmt.Errorf("client: record %s: %w", name, err)
	}
	signed, err := meshcore.ParseEntry[meshcore.PersonalProfile]([]byte(r.Entry))
	if err != nil {
		return nil, err
	}
	key, err := r.Signer.PublicKey()
	if err != nil {
		return nil, err
	}
	p.PersonalProfile, err = signed.Verify(key)
	p.Version, p.Signer = signed.Version(), key.KID()
	return p, err
}

// add keeps a verified version as the newest.
func (ch *chain) add(p *Profile, entry string, signer jose.PublicKey) error {
	r := profileRecord{Entry: entry, Signer: signer.Parameters(), Opener: p.Opener}
	if err := ch.client.writeRecord(chainName(p.Sequence, p.Index), &r); err != nil {
		return err
	}
	ch.newest = p
	if ch.ever != nil {
		ch.note(p)
	}
	return nil
}

// held returns every device that some verified version held.
func (ch *chain) held() (map[udf.Fingerprint]bool, error) {
	if ch.ever != nil {
		return ch.ever, nil
	}
	names, err := ch.client.machine.List(chainPrefix)
	if err != nil {
		return nil, err
	}
	ch.ever = map[udf.Fingerprint]bool{}
	for _, name := range names {
		p, err := ch.open(name)
		if err != nil {
			ch.ever = nil
			return nil, err
		}
		ch.note(p)
	}
	return ch.ever, nil
}

func (ch *chain) note(p *Profile) {
	for _, d := range p.Devices {
		ch.ever[d.Identifier] = true
	}
}

// before returns the version that was current when leaf index was written: the
// one with the greatest index below it.
func (ch *chain) before(index int64) (*Profile, error) {
	if ch.newest != nil && ch.newest.Index < index {
		return ch.newest, nil
	}
	names, err := ch.client.machine.List(chainPrefix)
	if err != nil {
		return nil, err
	}
	for i := len(names) - 1; i >= 0; i-- {
		p, err := ch.open(names[i])
		if err != nil {
			return nil, err
		}
		if p.Index < index {
			return p, nil
		}
	}
	return nil, errors.New("client: no profile was current then")
}

// current is before, for a version that may not have been read back: the newest
// profile is the one by which this device published it.
func (ch *chain) current(index int64) (*Profile, error) {
	if index == unread && ch.newest != nil {
		return ch.newest, nil
	}
	return ch.before(index)
}

// text returns the newest version's entry, for evidence.
func (ch *chain) text() string {
	var r profileRecord
	if err := ch.client.readRecord(chainName(ch.newest.Sequence, ch.newest.Index), &r); err != nil {
		return ""
	}
	return r.Entry
}

// find returns the verified version with that id.
func (ch *chain) find(v meshcore.VersionID) (p *Profile, found bool, err error) {
	names, err := ch.client.machine.List(chainPrefix)
	if err != nil {
		return nil, false, err
	}
	for i := len(names) - 1; i >= 0; i-- {
		if p, err = ch.open(names[i]); err != nil || p.Version == v {
			return p, err == nil, err
		}
	}
	return nil, false, nil
}

// forget drops all versions: a device that joins anew begins anew.
func (ch *chain) forget() error {
	names, err := ch.client.machine.List(chainPrefix)
	if err != nil {
		return err
	}
	for _, name := range names {
		if err := ch.client.machine.Remove(name); err != nil {
			return err
		}
	}
	ch.newest, ch.ever = nil, nil
	return nil
}
