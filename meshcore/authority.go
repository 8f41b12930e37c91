package meshcore

import (
	"meshportal/meshcore/jose"
	"meshportal/meshcore/udf"
)

// OpenFirst verifies a PersonalProfile by the genesis key of its own
// MasterProfile: the first of an epoch, with no predecessor to ask. Whose it
// is only its Identifier says.
func OpenFirst(s *SignedPersonalProfile) (*PersonalProfile, error) {
	p, err := s.peek()
	if err != nil {
		return nil, err
	}
	key, err := p.master.GenesisKey()
	if err != nil {
		return nil, err
	}
	if kid, err := s.SignerID(); err != nil || kid != key.KID() {
		return nil, Unauthorised("the first PersonalProfile of an epoch is signed by its genesis key")
	}
	return s.Verify(key)
}

// OpenSuccessor verifies s as a successor of current (protocol.md II.4.2): (a)
// the same MasterProfile, byte for byte, and an administration device of
// current as signer, or (b) the opener of a new epoch. It judges authority
// alone; order is the token's business (II.3).
func OpenSuccessor(s *SignedPersonalProfile, current *PersonalProfile) (next *PersonalProfile, opener bool, err error) {
	next, err = s.peek()
	if err != nil {
		return nil, false, err
	}
	if next.SignedMasterProfile == current.SignedMasterProfile {
		return openEdit(s, current)
	}
	next, err = openEpoch(s, current)
	return next, true, err
}

func openEdit(s *SignedPersonalProfile, current *PersonalProfile) (*PersonalProfile, bool, error) {
	key, err := current.signer(s.SignedData, true)
	if err != nil {
		return nil, false, err
	}
	next, err := s.Verify(key)
	if err != nil {
		return nil, false, err
	}
	return next, false, sameIdentity(current, next)
}

func openEpoch(s *SignedPersonalProfile, current *PersonalProfile) (*PersonalProfile, error) {
	next, err := OpenFirst(s)
	if err != nil {
		return nil, err
	}
	if !next.master.Updated.After(current.master.Updated.Time) {
		return nil, Unauthorised("a new MasterProfile must be later than the one it replaces, %s", current.master.Updated)
	}
	if next.master.OnlineSignatureKeys[0].UDF == current.master.OnlineSignatureKeys[0].UDF {
		return nil, Unauthorised("a genesis key is used once")
	}
	return next, sameIdentity(current, next)
}

// sameIdentity refuses what no edit may change: the fingerprint and the
// Identifier of the administration entry.
func sameIdentity(current, next *PersonalProfile) error {
	if next.Identifier != current.Identifier {
		return Unauthorised("the profile %s cannot follow %s", next.Identifier, current.Identifier)
	}
	if next.Administration().Identifier != current.Administration().Identifier {
		return Unauthorised("the Identifier of the administration entry never changes")
	}
	return nil
}

// ApplicationSigner returns the key under which s may follow in owner's
// profile: that of a device in SignID of its entry, or of an administration
// device (protocol.md II.4.3). A first version is an administration device's.
func ApplicationSigner(s *SignedApplicationProfile, owner *PersonalProfile, first bool) (jose.PublicKey, error) {
	kid, err := s.SignerID()
	if err != nil {
		return jose.PublicKey{}, err
	}
	if !first && owner.signs(kid, s.Identifier) {
		return owner.signer(s.SignedData, false)
	}
	return owner.signer(s.SignedData, true)
}

func (p *PersonalProfile) signs(device, application udf.Fingerprint) bool {
	e, ok := p.Entry(application)
	if !ok {
		return false
	}
	for _, id := range e.SignID {
		if id == device {
			return true
		}
	}
	return false
}

// CheckRecipients requires a to be encrypted to exactly the devices in
// DecryptID of its entry in owner's profile and to the master escrow key. A
// first version is for its signer and the escrow key.
func CheckRecipients(a *ApplicationProfile, owner *PersonalProfile, signer udf.Fingerprint, first bool) error {
	entry := &ApplicationProfileEntry{DecryptID: []udf.Fingerprint{signer}}
	if e, ok := owner.Entry(a.Identifier); ok && !first {
		entry = e
	} else if !first {
		return Unauthorised("the profile lists no application %s", a.Identifier)
	}
	want, err := owner.recipientIDs(entry)
	if err != nil {
		return err
	}
	got := make(map[udf.Fingerprint]bool)
	for _, kid := range a.EncryptedData.KIDs() {
		got[kid] = true
	}
	for _, kid := range want {
		if !got[kid] {
			return OutOfOrder("to be re-encrypted: the key %s is missing", kid)
		}
	}
	if len(got) != len(want) || len(a.EncryptedData.KIDs()) != len(want) {
		return OutOfOrder("to be re-encrypted: it is addressed to a key that may not read it")
	}
	return nil
}
