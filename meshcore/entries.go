package meshcore

import (
	"slices"

	"meshportal/meshcore/udf"
)

// Role is what a device may do with one application (protocol.md II.9).
type Role string

// The roles. An administrator is not a role for one application: see
// [PersonalProfile.Administrator].
const (
	NoRole Role = ""
	Reader Role = "reader" // in DecryptID
	Editor Role = "editor" // in DecryptID and SignID
)

// checkEntries holds Applications to protocol.md II.4.2.
func (p *PersonalProfile) checkEntries() error {
	if len(p.Applications) > MaxApplications {
		return Invalid("PersonalProfile: at most %d entries, this has %d", MaxApplications, len(p.Applications))
	}
	ids, administrations := make([]udf.Fingerprint, 0, len(p.Applications)), 0
	for i := range p.Applications {
		e := &p.Applications[i]
		if err := p.checkEntry(e); err != nil {
			return err
		}
		if e.Type == AdministrationType {
			administrations++
		}
		ids = append(ids, e.Identifier)
	}
	if administrations != 1 {
		return Invalid("PersonalProfile: exactly one entry of Type %s, this has %d", AdministrationType, administrations)
	}
	return distinct("PersonalProfile: Applications", ids)
}

func (p *PersonalProfile) checkEntry(e *ApplicationProfileEntry) error {
	if !e.Identifier.Valid() || !e.Identifier.IsRandom() {
		return Invalid("PersonalProfile: the Identifier %.50q of an entry is not a random one (R…)", string(e.Identifier))
	}
	if e.Friendly != "" {
		return Invalid("PersonalProfile: Friendly of entry %s is not empty", e.Identifier)
	}
	if e.Type == AdministrationType {
		if len(e.SignID) == 0 || len(e.DecryptID) != 0 {
			return Invalid("PersonalProfile: the administration entry needs a SignID and has no DecryptID")
		}
	} else if err := CheckApplicationTag(e.Type); err != nil {
		return err
	}
	return p.checkRights(e)
}

// checkRights requires SignID and DecryptID to name devices, each once.
func (p *PersonalProfile) checkRights(e *ApplicationProfileEntry) error {
	for _, list := range [][]udf.Fingerprint{e.SignID, e.DecryptID} {
		for _, id := range list {
			if _, ok := p.Device(id); !ok {
				return Invalid("PersonalProfile: entry %s names %.50q, which is none of its devices", e.Identifier, string(id))
			}
		}
		if err := distinct("PersonalProfile: entry "+string(e.Identifier), list); err != nil {
			return err
		}
	}
	return nil
}

// Entry returns the entry with that Identifier.
func (p *PersonalProfile) Entry(id udf.Fingerprint) (*ApplicationProfileEntry, bool) {
	for i := range p.Applications {
		if p.Applications[i].Identifier == id {
			return &p.Applications[i], true
		}
	}
	return nil, false
}

// Administration returns the administration entry of a checked profile.
func (p *PersonalProfile) Administration() *ApplicationProfileEntry {
	for i := range p.Applications {
		if p.Applications[i].Type == AdministrationType {
			return &p.Applications[i]
		}
	}
	return &ApplicationProfileEntry{}
}

// Administrator reports whether the device may decide about devices and rights.
func (p *PersonalProfile) Administrator(device udf.Fingerprint) bool {
	return slices.Contains(p.Administration().SignID, device)
}

// Role returns what the device may do with the application.
func (e *ApplicationProfileEntry) Role(device udf.Fingerprint) Role {
	switch reads, signs := slices.Contains(e.DecryptID, device), slices.Contains(e.SignID, device); {
	case reads && signs:
		return Editor
	case reads:
		return Reader
	default:
		return NoRole
	}
}

// Grant gives the device the role, and NoRole takes both rights away.
func (e *ApplicationProfileEntry) Grant(device udf.Fingerprint, role Role) {
	set := func(list []udf.Fingerprint, member bool) []udf.Fingerprint {
		list = slices.DeleteFunc(slices.Clone(list), func(id udf.Fingerprint) bool { return id == device })
		if member {
			list = append(list, device)
		}
		return list
	}
	e.DecryptID = set(e.DecryptID, role == Reader || role == Editor)
	e.SignID = set(e.SignID, role == Editor)
}
