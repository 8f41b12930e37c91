package handlers

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"encoding/json"
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
	v, err := s.view(r)
	if err != nil {
		return err
	}
	all, err := s.Portal.Documents(r.Context(), callerFrom(r.Context()))
	if err != nil {
		return err
	}
	p := web.ProfilePage{Page: s.pageOf(r, v, "Profile", "profile"), Master: fingerprint(string(v.Personal.Identifier)), Facts: profileFacts(v)}
	slices.SortStableFunc(all, func(a, b portal.Document) int { return cmp.Compare(order(a), order(b)) })
	for i := range all {
		p.Documents = append(p.Documents, documents(v, &all[i])...)
	}
	return s.show(w, r, web.Profile(p))
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
func documents(v *portal.View, d *portal.Document) []web.Document {
	shown := document(v, d)
	if d.Kind != ledger.KindPersonal {
		return []web.Document{shown}
	}
	all := []web.Document{shown}
	if body, err := json.Marshal(v.Personal.SignedMasterProfile); err == nil {
		all = append(all, within("Master profile", string(v.Personal.Identifier), "master", body))
	}
	for _, device := range v.Personal.Devices {
		if body, err := json.Marshal(device); err == nil {
			all = append(all, within("Device profile: "+nameOf(v, string(device.Identifier)), string(device.Identifier), string(device.Identifier), body))
		}
	}
	return all
}

func document(v *portal.View, d *portal.Document) web.Document {
	shown := web.Document{
		Anchor: "document-" + string(d.Identifier), Title: documentTitle(d), Identifier: string(d.Identifier),
		Stored: moment(d.Version.Stored), Version: strconv.FormatUint(d.Version.Sequence, 10), Index: strconv.FormatInt(d.Version.Index, 10),
		Decoded: decoded(d.Version.Body), Raw: indented(d.Version.Body), Download: "/profile/" + string(d.Identifier),
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

// within is a document that is part of another.
func within(title, id, name string, body []byte) web.Document {
	return web.Document{Anchor: "document-within-" + name, Title: title, Identifier: id, Decoded: decoded(body), Raw: indented(body)}
}

func indented(body []byte) string {
	var b bytes.Buffer
	if json.Indent(&b, body, "", "  ") != nil {
		return string(body)
	}
	return b.String()
}

// decoded is the payload of a signed document, or the document itself if it is
// not signed.
func decoded(body []byte) string {
	var signed struct {
		SignedData struct {
			Payload string `json:"payload"`
		}
	}
	var tagged map[string]json.RawMessage
	inner := body
	if json.Unmarshal(body, &tagged) == nil && len(tagged) == 1 {
		for _, only := range tagged {
			inner = only
		}
	}
	if json.Unmarshal(inner, &signed) != nil || signed.SignedData.Payload == "" {
		return indented(body)
	}
	payload, err := base64.RawURLEncoding.DecodeString(signed.SignedData.Payload)
	if err != nil {
		return indented(body)
	}
	return indented(payload)
}

// download gives the exact bytes of one document.
func (s *server) download(w http.ResponseWriter, r *http.Request) error {
	all, err := s.Portal.Documents(r.Context(), callerFrom(r.Context()))
	if err != nil {
		return err
	}
	id := chi.URLParam(r, "document")
	for _, d := range all {
		if string(d.Identifier) == id {
			h := w.Header()
			h.Set("Content-Type", "application/json")
			h.Set("Content-Disposition", `attachment; filename="`+id+`.json"`)
			h.Set("Cache-Control", "no-store")
			_, err := w.Write(d.Version.Body)
			return ignoreGone(err)
		}
	}
	return protocol.Refuse(protocol.NotFound, "This profile has no such document, or it is not for this device.")
}
