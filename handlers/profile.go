package handlers

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"

	"github.com/go-chi/chi/v5"

	"meshportal/meshcore/ledger"
	"meshportal/meshcore/portal"
	"meshportal/meshcore/protocol"
	"meshportal/meshcore/udf"
	"meshportal/web"
)

// showProfile shows the newest signed documents of the person.
func (s *server) showProfile(w http.ResponseWriter, r *http.Request) error {
	v, all, err := s.signed(r)
	if err != nil {
		return err
	}
	p := web.ProfilePage{Page: s.pageOf(r, v, "Profile", "profile"), Master: fingerprint(string(v.Personal.Identifier)), Keys: masterKeys(v)}
	for _, d := range all {
		read, err := s.readings.of(d.version, func() ([]byte, error) { return d.entry(r.Context()) })
		if err != nil {
			return err
		}
		d.Decoded, d.Longer = read.text, read.longer
		p.Documents = append(p.Documents, d.Document)
	}
	return s.show(w, r, web.Profile(p))
}

// download gives the exact bytes of one document, to be seen or as a file.
func (s *server) download(w http.ResponseWriter, r *http.Request) error {
	name := chi.URLParam(r, "document")
	body, err := s.bytesOf(r, name)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	if r.URL.Query().Has("view") {
		h.Set("Content-Type", "text/plain; charset=utf-8")
	} else {
		h.Set("Content-Type", "application/json")
		h.Set("Content-Disposition", `attachment; filename="`+name+`.json"`)
	}
	_, err = w.Write(body)
	return ignoreGone(err)
}

// bytesOf returns the entry of the document with that name, and reads no other.
func (s *server) bytesOf(r *http.Request, name string) ([]byte, error) {
	v, err := s.view(r)
	if err != nil {
		return nil, err
	}
	for _, d := range inside(v) {
		if d.Name == name {
			return d.entry(r.Context())
		}
	}
	d, err := s.Portal.Document(r.Context(), callerFrom(r.Context()), udf.Fingerprint(name))
	var refusal *protocol.Error
	if errors.As(err, &refusal) && refusal.Code == protocol.NotFound {
		return nil, protocol.Refuse(protocol.NotFound, "This profile has no such document, or it is not for this device.")
	}
	return d.Version.Body, err
}

// signedDocument is a document as it is shown, and where its exact bytes are.
type signedDocument struct {
	web.Document
	version [32]byte // its version id
	entry   func(context.Context) ([]byte, error)
}

// signed returns all that the session's device may read, the profile first.
func (s *server) signed(r *http.Request) (*portal.View, []signedDocument, error) {
	v, err := s.view(r)
	if err != nil {
		return nil, nil, err
	}
	by := callerFrom(r.Context())
	entries, err := s.Portal.Documents(r.Context(), by)
	if err != nil {
		return nil, nil, err
	}
	slices.SortStableFunc(entries, func(a, b portal.Document) int { return cmp.Compare(order(a), order(b)) })
	var all []signedDocument
	for i := range entries {
		d := &entries[i]
		all = append(all, signedDocument{document(v, d), d.Version.ID, func(ctx context.Context) ([]byte, error) {
			newest, err := s.Portal.Document(ctx, by, d.Identifier)
			if err == nil && newest.Version.ID != d.Version.ID {
				err = protocol.Refuse(protocol.Conflict, "Your profile was changed while this page was made. Load it again.")
			}
			return newest.Version.Body, err
		}})
		if d.Kind == ledger.KindPersonal {
			all = append(all, inside(v)...)
		}
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

func masterKeys(v *portal.View) web.MasterKeys {
	master := v.Personal.Master()
	return web.MasterKeys{
		Signature: string(master.MasterSignatureKey.UDF), Escrow: string(master.MasterEscrowKeys[0].UDF),
		Genesis: string(master.OnlineSignatureKeys[0].UDF),
	}
}

// inside are the signed documents within the profile.
func inside(v *portal.View) []signedDocument {
	master := &v.Personal.SignedMasterProfile
	all := []signedDocument{within("Master profile", string(v.Personal.Identifier), "master", master.Version(), master)}
	for i := range v.Personal.Devices {
		device := &v.Personal.Devices[i]
		id := string(device.Identifier)
		all = append(all, within("Device profile: "+nameOf(v, id), id, id, device.Version(), device))
	}
	return all
}

func document(v *portal.View, d *portal.Document) web.Document {
	shown := web.Document{
		Name: string(d.Identifier), Title: documentTitle(d), Identifier: string(d.Identifier), ID: d.Version.ID.String(),
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
func within[ID interface {
	~[32]byte
	String() string
}](title, id, name string, version ID, signed container) signedDocument {
	return signedDocument{
		web.Document{Name: name, Title: title, Identifier: id, ID: version.String()}, version,
		func(context.Context) ([]byte, error) { return signed.Entry() },
	}
}
