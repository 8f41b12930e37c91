package portal

import (
	"slices"
	"time"

	"meshportal/meshcore"
	"meshportal/meshcore/udf"
)

// devices describes the devices of a profile.
func (s *Service) devices(tx Tx, view *View) ([]DeviceView, error) {
	arrived, err := s.arrived(tx, view.Personal, view.Head)
	if err != nil {
		return nil, err
	}
	seen, err := s.lastSeen(tx, view)
	if err != nil {
		return nil, err
	}
	var devices []DeviceView
	for _, d := range view.Personal.DeviceProfiles() {
		shown := DeviceView{
			Device: d, Name: view.Personal.DeviceName(d.Identifier), Seen: seen[d.Identifier],
			Added: arrived[d.Identifier].at, AddedBy: arrived[d.Identifier].by, Recovered: arrived[d.Identifier].recovered,
			Administrator: view.Personal.Administrator(d.Identifier),
		}
		shown.Reads, shown.Signs = rights(view.Personal, d.Identifier)
		for _, x := range view.Sessions {
			if x.Device == d.Identifier {
				shown.Sessions++
			}
		}
		devices = append(devices, shown)
	}
	return devices, nil
}

// rights lists the applications that a device reads and signs.
func rights(p *meshcore.PersonalProfile, device udf.Fingerprint) (reads, signs []udf.Fingerprint) {
	for _, e := range p.Applications {
		if e.Type == meshcore.AdministrationType {
			continue
		}
		if slices.Contains(e.DecryptID, device) {
			reads = append(reads, e.Identifier)
		}
		if slices.Contains(e.SignID, device) {
			signs = append(signs, e.Identifier)
		}
	}
	return reads, signs
}

// lastSeen returns when each device was seen: by what is written down, by what
// waits for that, and by its sessions.
func (s *Service) lastSeen(tx Tx, view *View) (map[udf.Fingerprint]time.Time, error) {
	written, err := tx.Sightings(view.Account.Profile)
	if err != nil {
		return nil, err
	}
	seen := map[udf.Fingerprint]time.Time{}
	later := func(device udf.Fingerprint, at time.Time) {
		if at.After(seen[device]) {
			seen[device] = at
		}
	}
	for _, x := range written {
		later(x.Device, x.Seen)
	}
	for _, x := range view.Sessions {
		later(x.Device, x.Seen)
	}
	for i := range view.Personal.Devices {
		device := view.Personal.Devices[i].Identifier
		later(device, s.sightings.last(device))
	}
	return seen, nil
}
