package portal

import (
	"slices"

	"meshportal/meshcore"
	"meshportal/meshcore/ledger"
	"meshportal/meshcore/protocol"
	"meshportal/meshcore/udf"
)

// The pure functions of authority: who may do what, by what is known. What
// meshcore can judge alone (OpenSuccessor, ApplicationSigner, CheckRecipients)
// clients judge as well.

// checkBinding refuses an Identifier that belongs to somebody else, or is
// another kind of thing (protocol.md II.4.3).
func checkBinding(b Binding, owner udf.Fingerprint, kind ledger.Kind, tag string) error {
	if b.Owner != owner {
		return meshcore.Unauthorised("the Identifier %s belongs to another profile", b.Identifier)
	}
	if b.Kind != kind || b.Tag != tag {
		return meshcore.Unauthorised("the Identifier %s is bound to a %s", b.Identifier, b.Tag)
	}
	return nil
}

// checkKey refuses a key that belongs to another profile, or to a device that
// was removed from this one (protocol.md II.4.2).
func checkKey(k Key, profile, device udf.Fingerprint, use KeyUse) error {
	switch {
	case k.Profile != profile:
		return meshcore.Unauthorised("the key %s belongs to another profile", k.ID)
	case k.Removed:
		return meshcore.Unauthorised("the key %s is of a device that was removed: join again as a new device", k.ID)
	case k.Device != device || k.Use != use:
		return meshcore.Unauthorised("the key %s is in use for something else", k.ID)
	}
	return nil
}

// mayRead reports whether a caller is given an application: devices that read
// or sign it, and administration devices (protocol.md II.7).
func mayRead(c *Caller, application udf.Fingerprint) bool {
	if c.Master {
		return false
	}
	if c.Administrator() {
		return true
	}
	e, ok := c.Personal.Entry(application)
	return ok && (slices.Contains(e.DecryptID, c.Device) || slices.Contains(e.SignID, c.Device))
}

// checkListed refuses a later version of an application that its owner's
// profile does not list (any more).
func checkListed(owner *meshcore.PersonalProfile, application udf.Fingerprint, first bool) error {
	if _, listed := owner.Entry(application); !listed && !first {
		return meshcore.Unauthorised("the profile lists no application %s", application)
	}
	return nil
}

// checkFirst holds the first profile of an account to protocol.md II.4.2 (c).
func checkFirst(p *meshcore.PersonalProfile, account meshcore.Account) error {
	if p.Account() != account {
		return meshcore.Invalid("the profile is for the account %s, the request for %s", p.Account(), account)
	}
	if len(p.Devices) != 1 || len(p.Administration().SignID) != 1 {
		return meshcore.Unauthorised("the first profile has one device, which administers it")
	}
	return nil
}

// checkOpen refuses writes to an account that waits to be erased.
func checkOpen(a Account) error {
	switch a.Status {
	case Suspended:
		return protocol.Refuse(protocol.Unauthorized, "this account is about to be erased; nothing was changed: publish its profile to keep it")
	case Closed:
		return unknown()
	}
	return nil
}
