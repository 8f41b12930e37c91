package meshcore

import (
	"meshportal/meshcore/jose"
	"meshportal/meshcore/udf"
)

// VersionID names one version of a signed document: SHA-256 of the ASCII bytes
// of its protected header, a full stop and its payload, never of its signature
// (protocol.md II.3).
type VersionID [32]byte

// Document is what a [Signed] carries.
type Document interface {
	// Tag is the type name that tags the payload.
	Tag() string
	// ID is the Identifier that the container must repeat.
	ID() udf.Fingerprint
	// Check judges form alone: everything that the document can be held to
	// without knowing any other.
	Check() error
}

// Signed is a signed document of type P. What has not been verified has no
// fields: [Signed.Verify] is the way in. The zero value verifies under no key.
type Signed[P any] struct {
	Identifier udf.Fingerprint `json:"Identifier"`
	SignedData jose.Signature  `json:"SignedData"`
}

// Container returns the type name of the container of P, "SignedX" for an X.
func (s *Signed[P]) Container() string {
	var p P
	switch any(&p).(type) {
	case *ApplicationProfile:
		return "SignedApplicationProfile"
	default:
		return "Signed" + any(&p).(Document).Tag()
	}
}

// Entry returns the tagged JSON of the container: what Publish carries.
func (s *Signed[P]) Entry() ([]byte, error) { return Tagged(s.Container(), s) }

// ParseEntry reads the tagged JSON of a container of P, unverified.
func ParseEntry[P any](entry []byte) (*Signed[P], error) {
	s := new(Signed[P])
	tag, value, err := Untag(entry)
	if err != nil {
		return s, err
	}
	if tag != s.Container() {
		return s, Invalid("the entry is a %s, expected a %s", tag, s.Container())
	}
	return s, s.UnmarshalJSON(value)
}

// UnmarshalJSON reads the container; members that it does not know pass.
func (s *Signed[P]) UnmarshalJSON(data []byte) error {
	members, err := jose.Members(data)
	if err != nil {
		return Invalid("%s: %v", s.Container(), err)
	}
	*s = Signed[P]{}
	for _, m := range members {
		switch m.Name {
		case "Identifier":
			var id string
			id, err = jose.Text(m.Value)
			s.Identifier = udf.Fingerprint(id)
		case "SignedData":
			err = s.SignedData.UnmarshalJSON(m.Value)
		}
		if err != nil {
			return Invalid("%s: %v", s.Container(), err)
		}
	}
	return nil
}

// Version returns the version id.
func (s *Signed[P]) Version() VersionID { return VersionID(s.SignedData.VersionID()) }

// SignerID returns the fingerprint of the key that claims to have signed.
func (s *Signed[P]) SignerID() (udf.Fingerprint, error) {
	kid, err := s.SignedData.KID()
	if err != nil {
		return "", Invalid("%s: %v", s.Container(), err)
	}
	return kid, nil
}

// Verify checks the signature with key, the payload's type, both Identifiers
// and the form of the document, and returns the document.
func (s *Signed[P]) Verify(key jose.PublicKey) (*P, error) {
	payload, err := s.SignedData.Verify(key)
	if err != nil {
		return nil, Invalid("%s: %v", s.Container(), err)
	}
	return s.open(payload)
}

// peek opens the document without its signature, to find a key inside it.
func (s *Signed[P]) peek() (*P, error) {
	payload, err := s.SignedData.UnverifiedPayload()
	if err != nil {
		return nil, Invalid("%s: %v", s.Container(), err)
	}
	return s.open(payload)
}

func (s *Signed[P]) open(payload []byte) (*P, error) {
	p := new(P)
	if err := decodeDocument(payload, p); err != nil {
		return nil, err
	}
	doc := any(p).(Document)
	if doc.ID() != s.Identifier {
		return nil, Invalid("%s: the Identifier outside, %s, is not the one inside, %s", s.Container(), s.Identifier, doc.ID())
	}
	return p, doc.Check()
}

// decodeDocument reads a payload; only an ApplicationProfile has a tag of its own choice.
func decodeDocument(payload []byte, p any) error {
	if app, ok := p.(*ApplicationProfile); ok {
		return app.decode(payload)
	}
	return decode(payload, p.(Document).Tag(), p)
}

// Sign checks the form of p and signs it.
func Sign[P any](p *P, signer jose.Signer) (*Signed[P], error) {
	doc := any(p).(Document)
	if err := doc.Check(); err != nil {
		return nil, err
	}
	payload, err := Tagged(doc.Tag(), p)
	if err != nil {
		return nil, err
	}
	data, err := jose.Sign(payload, signer)
	if err != nil {
		return nil, err
	}
	return &Signed[P]{Identifier: doc.ID(), SignedData: data}, nil
}

// The containers, by the names of the drafts.
type (
	SignedMasterProfile      = Signed[MasterProfile]
	SignedDeviceProfile      = Signed[DeviceProfile]
	SignedPersonalProfile    = Signed[PersonalProfile]
	SignedApplicationProfile = Signed[ApplicationProfile]
	SignedConnectionRequest  = Signed[ConnectionRequest]
	SignedConnectionResult   = Signed[ConnectionResult]
	SignedDeleteRequest      = Signed[DeleteRequest]
)

// Reopen opens a document that this program verified before it stored it. It
// checks form, not the signature: it is for a store that is one's own.
func (s *Signed[P]) Reopen() (*P, error) { return s.peek() }
