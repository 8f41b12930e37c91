package client

// Introducer is the name of the device that let this one in: the signer of the
// first version of the verified profile that has it. It is "" for the device
// that began the profile.
func (c *Client) Introducer() (name string, err error) {
	if c.self == nil {
		return "", ErrNoDevice
	}
	ch, err := c.profiles()
	if err != nil {
		return "", err
	}
	names, err := c.machine.List(chainPrefix)
	for i := len(names) - 1; i >= 0 && err == nil; i-- {
		var p *Profile
		if p, err = ch.open(names[i]); err != nil {
			break
		}
		if _, here := p.Device(c.self.ID()); !here {
			break
		}
		name = ""
		if _, known := p.Device(p.Signer); known && p.Signer != c.self.ID() {
			name = p.DeviceName(p.Signer)
		}
	}
	return name, err
}
