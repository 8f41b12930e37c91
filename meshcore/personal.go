package meshcore

import (
	"meshportal/meshcore/jose"
	"meshportal/meshcore/udf"
)

// The greatest number of devices and of entries in a PersonalProfile
// (protocol.md II.4.2).
const (
	MaxDevices      = 64
	MaxApplications = 64
)

// AdministrationType is the Type of the one entry whose SignID lists the
// administration devices.
const AdministrationType = "AdministrationProfile"

// PersonalProfile lists a person's devices and applications, and who may do
// what (protocol.md Part I c.3, II.4.2).
type PersonalProfile struct {
	Identifier          udf.Fingerprint           `json:"Identifier"`
	Names               []string                  `json:"Names"`
	Updated             Time                      `json:"Updated"`
	NotaryToken         string                    `json:"NotaryToken"`
	SignedMasterProfile SignedMasterProfile       `json:"SignedMasterProfile"`
	Devices             []SignedDeviceProfile     `json:"Devices"`
	Applications        []ApplicationProfileEntry `json:"Applications"`
	DeviceNames         []DeviceName              `json:"DeviceNames,omitempty"`

	master  *MasterProfile
	devices []*DeviceProfile
}

// ApplicationProfileEntry names an application and the devices that may sign
// and decrypt it, by the Identifiers of their DeviceProfiles. Friendly stays
// empty: the name of an application is inside its encrypted part.
type ApplicationProfileEntry struct {
	Identifier udf.Fingerprint   `json:"Identifier"`
	Type       string            `json:"Type"`
	Friendly   string            `json:"Friendly"`
	SignID     []udf.Fingerprint `json:"SignID"`
	DecryptID  []udf.Fingerprint `json:"DecryptID,omitempty"`
}

// DeviceName is the name that the person gave a device (protocol.md II.7).
type DeviceName struct {
	Identifier udf.Fingerprint `json:"Identifier"`
	Friendly   string          `json:"Friendly"`
}

// Tag implements [Document].
func (p *PersonalProfile) Tag() string { return "PersonalProfile" }

// ID implements [Document].
func (p *PersonalProfile) ID() udf.Fingerprint { return p.Identifier }

// Check verifies the embedded master and device profiles and holds the
// document to every rule of form in protocol.md II.4.2.
func (p *PersonalProfile) Check() error {
	if len(p.Names) != 1 {
		return Invalid("PersonalProfile: Names is exactly its account")
	}
	if err := Account(p.Names[0]).Check(); err != nil {
		return err
	}
	if err := p.openParts(); err != nil {
		return err
	}
	if err := p.checkKeys(); err != nil {
		return err
	}
	if err := p.checkEntries(); err != nil {
		return err
	}
	return p.checkNames()
}

func (p *PersonalProfile) openParts() (err error) {
	if len(p.Devices) < 1 || len(p.Devices) > MaxDevices {
		return Invalid("PersonalProfile: 1 to %d devices, this has %d", MaxDevices, len(p.Devices))
	}
	if p.master, err = OpenMaster(&p.SignedMasterProfile); err != nil {
		return err
	}
	if p.master.Identifier != p.Identifier {
		return Invalid("PersonalProfile: the MasterProfile is that of %s", p.master.Identifier)
	}
	p.devices = make([]*DeviceProfile, len(p.Devices))
	for i := range p.Devices {
		if p.devices[i], err = OpenDevice(&p.Devices[i]); err != nil {
			return err
		}
	}
	return nil
}

// checkKeys requires all device, genesis, master and escrow keys to differ.
func (p *PersonalProfile) checkKeys() error {
	keys := p.master.keys()
	for _, d := range p.devices {
		keys = append(keys, d.keys()...)
	}
	return distinct("PersonalProfile: keys", keys)
}

func (p *PersonalProfile) checkNames() error {
	ids := make([]udf.Fingerprint, 0, len(p.DeviceNames))
	for _, n := range p.DeviceNames {
		if _, ok := p.Device(n.Identifier); !ok {
			return Invalid("PersonalProfile: DeviceNames names %s, which is none of its devices", n.Identifier)
		}
		if err := CheckText(n.Friendly, MaxName); err != nil {
			return err
		}
		ids = append(ids, n.Identifier)
	}
	return distinct("PersonalProfile: DeviceNames", ids)
}

// Account returns the account that the profile is for.
func (p *PersonalProfile) Account() Account { return Account(p.Names[0]) }

// Master returns the verified MasterProfile.
func (p *PersonalProfile) Master() *MasterProfile { return p.master }

// DeviceProfiles returns the verified devices, in the order of Devices.
func (p *PersonalProfile) DeviceProfiles() []*DeviceProfile { return p.devices }

// Device returns the verified device with that Identifier.
func (p *PersonalProfile) Device(id udf.Fingerprint) (*DeviceProfile, bool) {
	for _, d := range p.devices {
		if d.Identifier == id {
			return d, true
		}
	}
	return nil, false
}

// DeviceByAuthentication returns the device whose authentication key has the
// fingerprint kid: the caller of a signed call (protocol.md II.2).
func (p *PersonalProfile) DeviceByAuthentication(kid udf.Fingerprint) (*DeviceProfile, bool) {
	for _, d := range p.devices {
		if d.DeviceAuthenticationKey.UDF == kid {
			return d, true
		}
	}
	return nil, false
}

// DeviceName returns the name the person gave the device, or else the name it
// claims itself.
func (p *PersonalProfile) DeviceName(id udf.Fingerprint) string {
	for _, n := range p.DeviceNames {
		if n.Identifier == id {
			return n.Friendly
		}
	}
	if d, ok := p.Device(id); ok {
		return d.Name()
	}
	return ""
}

// Recipients returns the keys that an application is encrypted to: those of
// the devices in its DecryptID, and the master escrow key (protocol.md II.4.3).
func (p *PersonalProfile) Recipients(e *ApplicationProfileEntry) ([]jose.PublicKey, error) {
	escrow, err := p.master.EscrowKey()
	if err != nil {
		return nil, err
	}
	keys := make([]jose.PublicKey, 0, len(e.DecryptID)+1)
	for _, id := range e.DecryptID {
		d, ok := p.Device(id)
		if !ok {
			return nil, Invalid("PersonalProfile: %s is none of its devices", id)
		}
		key, err := d.EncryptionKey()
		if err != nil {
			return nil, err
		}
		keys = append(keys, key)
	}
	return append(keys, escrow), nil
}

// recipientIDs returns the fingerprints of the keys that Recipients returns.
func (p *PersonalProfile) recipientIDs(e *ApplicationProfileEntry) ([]udf.Fingerprint, error) {
	ids := make([]udf.Fingerprint, 0, len(e.DecryptID)+1)
	for _, id := range e.DecryptID {
		d, ok := p.Device(id)
		if !ok {
			return nil, Invalid("PersonalProfile: %s is none of its devices", id)
		}
		ids = append(ids, d.DeviceEncryptionKey.UDF)
	}
	return append(ids, p.master.MasterEscrowKeys[0].UDF), nil
}
