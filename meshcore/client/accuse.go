package client

// Accuse raises the alarm of substitution for what the portal said where no
// message of the protocol holds it: a page that shows a device otherwise than
// the verified profile does. What it showed is kept as evidence. It returns the
// alarm, or ErrNoDevice where there is no profile to hold it to.
func (c *Client) Accuse(message string, shown ...string) error {
	if c.self == nil || c.memory == nil {
		return ErrNoDevice
	}
	return c.raise(alarm(Substitution, "%s", message).documents(shown...))
}
