package handlers

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"

	"github.com/go-chi/chi/v5"

	"meshportal/meshcore/ledger"
	"meshportal/meshcore/portal"
	"meshportal/meshcore/protocol"
	"meshportal/web"
)

// showProfile shows every signed document that the portal keeps for the person.
func (s *server) showProfile(w http.ResponseWriter, r *http.Request) error {
	v, all, err := s.signed(r)
	if err != nil {
		return err
	}
	p := web.ProfilePage{Page: s.pageOf(r, v, "Profile", "profile"), Master: fingerprint(string(v.Personal.Identifier)), Facts: profileFacts(v)}
	for _, d := range all {
		d.Decoded, d.Download = s.readings.of(d.version, d.says), "/profile/"+d.name
		p.Documents = append(p.Documents, d.Document)
	}
	return s.show(w, r, web.Profile(p))
}

// download gives the exact bytes of one document.
func (s *server) download(w http.ResponseWriter, r *http.Request) error {
	_, all, err := s.signed(r)
	if err != nil {
		return err
	}
	for _, d := range all {
		if d.name == chi.URLParam(r, "document") {
			h := w.Header()
			h.Set("Content-Type", "application/json")
			h.Set("Content-Disposition", `attachment; filename="`+d.name+`.json"`)
			h.Set("Cache-Control", "no-store")
			_, err := w.Write(d.bytes())
			return ignoreGone(err)
		}
	}
	return protocol.Refuse(protocol.NotFound, "This profile has no such document, or it is not for this device.")
}

// signedDocument is a document as it is shown, with its exact bytes, the name
// under which they are downloaded, and what they say.
type signedDocument struct {
	web.Document
	name    string
	version [32]byte // its version id
	bytes   func() []byte
	says    func() string
}

// signed returns all that the session's device may read, the profile first.
func (s *server) signed(r *http.Request) (*portal.View, []signedDocument, error) {
	v, err := s.view(r)
	if err != nil {
		return nil, nil, err
	}
	entries, err := s.Portal.Documents(r.Context(), callerFrom(r.Context()))
	if err != nil {
		return nil, nil, err
	}
	slices.SortStableFunc(entries, func(a, b portal.Document) int { return cmp.Compare(order(a), order(b)) })
	var all []signedDocument
	for i := range entries {
		all = append(all, documents(v, &entries[i])...)
	}
	return v, all, nil
}

// order puts the profile before what it lists, and the kits last.
func order(d portal.Document) int {
	switch d.Kind {
	case ledger.KindPersonal:
		return 0
	case ledger.KindEscrow:
		return 2
	}
	return 1
}

func profileFacts(v *portal.View) []web.Fact {
	master := v.Personal.Master()
	facts := []web.Fact{{Name: "Master signature key", Value: string(master.MasterSignatureKey.UDF)}}
	for _, k := range master.MasterEscrowKeys {
		facts = append(facts, web.Fact{Name: "Master escrow key", Value: string(k.UDF)})
	}
	for _, k := range master.OnlineSignatureKeys {
		facts = append(facts, web.Fact{Name: "Online signature key (used once, then destroyed)", Value: string(k.UDF)})
	}
	return facts
}

// documents maps one stored entry; a PersonalProfile shows the signed profiles
// within it as well.
func documents(v *portal.View, d *portal.Document) []signedDocument {
	all := []signedDocument{stored(v, d)}
	if d.Kind != ledger.KindPersonal {
		return all
	}
	master := &v.Personal.SignedMasterProfile
	all = append(all, within("Master profile", string(v.Personal.Identifier), "master", master.Version(), master))
	for i := range v.Personal.Devices {
		device := &v.Personal.Devices[i]
		id := string(device.Identifier)
		all = append(all, within("Device profile: "+nameOf(v, id), id, id, device.Version(), device))
	}
	return all
}

// stored is an entry itself.
func stored(v *portal.View, d *portal.Document) signedDocument {
	return signedDocument{
		Document: document(v, d),
		name:     string(d.Identifier),
		version:  d.Version.ID,
		bytes:    func() []byte { return d.Version.Body },
		says:     func() string { return decoded(d.Version.Body) },
	}
}

func document(v *portal.View, d *portal.Document) web.Document {
	shown := web.Document{
		Anchor: "document-" + string(d.Identifier), Title: documentTitle(d), Identifier: string(d.Identifier),
		Stored: moment(d.Version.Stored), Version: strconv.FormatUint(d.Version.Sequence+1, 10), Index: strconv.FormatInt(d.Version.Index, 10),
	}
	if d.Version.Signer != "" {
		shown.Signer = nameOf(v, string(d.Version.Signer))
	}
	return shown
}

func documentTitle(d *portal.Document) string {
	switch d.Kind {
	case ledger.KindPersonal:
		return "Personal profile"
	case ledger.KindEscrow:
		return "Recovery kit (encrypted to its sheets)"
	}
	return kind(d.Tag) + " (encrypted)"
}

// container is a signed document that is part of another.
type container interface {
	Entry() ([]byte, error) // tagged, as it would be published by itself
}

// within is a document that was verified with the one around it.
func within(title, id, name string, version [32]byte, signed container) signedDocument {
	entry := func() []byte {
		body, _ := signed.Entry() // it was read from JSON
		return body
	}
	return signedDocument{
		Document: web.Document{Anchor: "within-" + name, Title: title, Identifier: id},
		name:     name,
		version:  version,
		bytes:    entry,
		says:     func() string { return decoded(entry()) },
	}
}
