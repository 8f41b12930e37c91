package portal

import (
	"time"

	"meshportal/meshcore"
	"meshportal/meshcore/udf"
)

// arrived is when a device came into a profile, and by whom.
type arrived struct {
	at        time.Time
	by        udf.Fingerprint // "" for a first profile
	recovered bool            // by is the genesis key of a recovery
}

// arrivals are those of the devices in one version of a profile.
type arrivals struct {
	version  meshcore.VersionID
	sequence uint64
	devices  map[udf.Fingerprint]arrived
}

// arrived walks the versions of a profile from where the last walk ended up to
// its head, and returns how each device of the head came in.
func (s *Service) arrived(tx Tx, p *meshcore.PersonalProfile, head Version) (map[udf.Fingerprint]arrived, error) {
	a, known := s.arrivals.get(p.Identifier)
	if known && a.version == head.ID {
		return a.devices, nil
	}
	next := a.sequence + 1
	if !known || a.sequence >= head.Sequence {
		a, next = arrivals{}, 0
	}
	for ; next < head.Sequence; next++ {
		v, err := tx.VersionAt(p.Identifier, next)
		if err != nil {
			return nil, err
		}
		old, err := s.reread(v)
		if err != nil {
			return nil, err
		}
		a = a.after(old, v)
	}
	a = a.after(p, head)
	s.arrivals.put(p.Identifier, a)
	return a.devices, nil
}

// after returns the arrivals of the next version.
func (a arrivals) after(p *meshcore.PersonalProfile, v Version) arrivals {
	next := arrivals{version: v.ID, sequence: v.Sequence, devices: map[udf.Fingerprint]arrived{}}
	brought := arrived{at: v.Stored, by: v.Signer, recovered: v.Sequence > 0 && p.Master().OnlineSignatureKeys[0].UDF == v.Signer}
	if v.Sequence == 0 {
		brought.by = ""
	}
	for i := range p.Devices {
		device := p.Devices[i].Identifier
		was, stayed := a.devices[device]
		if !stayed {
			was = brought
		}
		next.devices[device] = was
	}
	return next
}

// reread is open for a version that is asked for once: it leaves the cache to
// those that are current.
func (s *Service) reread(v Version) (*meshcore.PersonalProfile, error) {
	if p, ok := s.profiles.get(v.ID); ok {
		return p, nil
	}
	signed, err := meshcore.ParseEntry[meshcore.PersonalProfile](v.Body)
	if err != nil {
		return nil, err
	}
	return signed.Reopen()
}
