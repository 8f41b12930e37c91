package client

import "meshportal/meshcore/udf"

// Arrival is how a device came into the profile.
type Arrival struct {
	By        udf.Fingerprint `json:"by"`        // the device that signed the version that brought it; "" if none did
	Recovered bool            `json:"recovered"` // a recovery brought it
}

// arrivals are those of the devices in one verified version.
type arrivals struct {
	Last    string                      `json:"last"` // name of the version's record
	Devices map[udf.Fingerprint]Arrival `json:"devices"`
}

// Arrivals tells how each device of p came in, by the versions that this device
// has verified. p comes from Sync.
func (c *Client) Arrivals(p *Profile) (map[udf.Fingerprint]Arrival, error) {
	names, err := c.machine.List(chainPrefix)
	if err != nil {
		return nil, err
	}
	record := "arrivals/" + string(p.Identifier)
	var a arrivals
	if _, err := c.remembered(record, &a); err != nil {
		return nil, err
	}
	next := 0
	for i, name := range names {
		if name == a.Last {
			next = i + 1
		}
	}
	for _, name := range names[next:] {
		version, err := c.chain.open(name)
		if err != nil {
			return nil, err
		}
		a = a.after(version, name)
	}
	if next < len(names) {
		err = c.writeRecord(record, &a)
	}
	return a.Devices, err
}

// after returns the arrivals of the next version.
func (a arrivals) after(p *Profile, name string) arrivals {
	next := arrivals{Last: name, Devices: map[udf.Fingerprint]Arrival{}}
	brought := Arrival{By: p.Signer, Recovered: p.Opener && p.Sequence > 0}
	if p.Opener {
		brought.By = ""
	}
	for _, d := range p.DeviceProfiles() {
		was, stayed := a.Devices[d.Identifier]
		if !stayed {
			was = brought
		}
		next.Devices[d.Identifier] = was
	}
	return next
}
