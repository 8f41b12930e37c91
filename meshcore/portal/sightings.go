package portal

import (
	"errors"
	"maps"
	"sync"
	"time"

	"meshportal/meshcore/udf"
)

// sightings are the devices seen since the janitor's last round, which writes
// them down: what a reading call would have to write waits for it.
type sightings struct {
	mutex sync.Mutex
	all   map[udf.Fingerprint]Sighting
}

// note remembers that a device was there.
func (n *sightings) note(profile, device udf.Fingerprint, at time.Time) {
	n.mutex.Lock()
	defer n.mutex.Unlock()
	if n.all == nil {
		n.all = map[udf.Fingerprint]Sighting{}
	}
	n.all[device] = Sighting{Device: device, Profile: profile, Seen: at.UTC()}
}

// last returns when a device was seen, if it is not written down yet.
func (n *sightings) last(device udf.Fingerprint) time.Time {
	n.mutex.Lock()
	defer n.mutex.Unlock()
	return n.all[device].Seen
}

// noted returns a copy of what waits.
func (n *sightings) noted() map[udf.Fingerprint]Sighting {
	n.mutex.Lock()
	defer n.mutex.Unlock()
	return maps.Clone(n.all)
}

// forget drops what was written down, unless it is newer by now.
func (n *sightings) forget(written map[udf.Fingerprint]Sighting) {
	n.mutex.Lock()
	defer n.mutex.Unlock()
	maps.DeleteFunc(n.all, func(device udf.Fingerprint, x Sighting) bool { return written[device] == x })
}

// keepSightings writes down those of devices that are still in their profile.
func (s *Service) keepSightings(tx Tx, noted map[udf.Fingerprint]Sighting) error {
	for _, x := range noted {
		current, _, err := s.current(tx, x.Profile)
		if errors.Is(err, ErrNotFound) {
			continue // erased meanwhile
		}
		if err != nil {
			return err
		}
		if _, member := current.Device(x.Device); !member {
			continue
		}
		if err := tx.PutSighting(x); err != nil {
			return err
		}
	}
	return nil
}

// forgetSightings drops those of a profile's devices that do not stay.
func forgetSightings(tx Tx, profile udf.Fingerprint, stays func(device udf.Fingerprint) bool) error {
	all, err := tx.Sightings(profile)
	if err != nil {
		return err
	}
	for _, x := range all {
		if stays(x.Device) {
			continue
		}
		if err := tx.DeleteSighting(x.Device); err != nil {
			return err
		}
	}
	return nil
}
