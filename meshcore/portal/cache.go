package portal

import (
	"sync"

	"meshportal/meshcore"
	"meshportal/meshcore/udf"
)

// profileCache keeps opened PersonalProfiles by version id: they never change.
type profileCache struct {
	mutex    sync.Mutex
	profiles map[meshcore.VersionID]cachedProfile
	newest   map[udf.Fingerprint]meshcore.VersionID // as last asked for: a hint
	bytes    int
}

// cachedProfile is an opened profile and the size of its body, which says how
// much memory it takes.
type cachedProfile struct {
	*meshcore.PersonalProfile
	bytes int
}

// What the cache holds at most.
const (
	cachedProfiles = 1024
	cachedBytes    = 16 << 20
)

func (c *profileCache) get(id meshcore.VersionID) (*meshcore.PersonalProfile, bool) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	p, ok := c.profiles[id]
	return p.PersonalProfile, ok
}

// put keeps p, whose body has that many bytes; when the cache is full, others go.
func (c *profileCache) put(id meshcore.VersionID, p *meshcore.PersonalProfile, bytes int) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.profiles == nil {
		c.profiles, c.newest = map[meshcore.VersionID]cachedProfile{}, map[udf.Fingerprint]meshcore.VersionID{}
	}
	c.newest[p.Identifier] = id
	if _, known := c.profiles[id]; known {
		return
	}
	for other, old := range c.profiles {
		if len(c.profiles) < cachedProfiles && c.bytes+bytes <= cachedBytes {
			break
		}
		delete(c.profiles, other)
		if c.newest[old.Identifier] == other {
			delete(c.newest, old.Identifier)
		}
		c.bytes -= old.bytes
	}
	c.profiles[id] = cachedProfile{p, bytes}
	c.bytes += bytes
}

// latest returns a profile that was current not long ago, if it is kept.
func (c *profileCache) latest(profile udf.Fingerprint) (*meshcore.PersonalProfile, bool) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	p, ok := c.profiles[c.newest[profile]]
	return p.PersonalProfile, ok
}

// current returns the newest PersonalProfile of a fingerprint; ErrNotFound if
// there is none, or none any more.
func (s *Service) current(tx Tx, profile udf.Fingerprint) (*meshcore.PersonalProfile, Version, error) {
	head, err := tx.Head(profile)
	if err != nil {
		return nil, head, err
	}
	if head.Body == nil {
		return nil, head, ErrNotFound
	}
	p, err := s.open(head)
	return p, head, err
}

// open reads a stored PersonalProfile, which was verified before it was stored.
func (s *Service) open(v Version) (*meshcore.PersonalProfile, error) {
	if p, ok := s.profiles.get(v.ID); ok {
		return p, nil
	}
	signed, err := meshcore.ParseEntry[meshcore.PersonalProfile](v.Body)
	if err != nil {
		return nil, err
	}
	p, err := signed.Reopen()
	if err != nil {
		return nil, err
	}
	s.profiles.put(v.ID, p, len(v.Body))
	return p, nil
}
