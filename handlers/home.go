package handlers

import (
	"net/http"
	"strconv"

	"meshportal/meshcore/ledger"
	"meshportal/meshcore/portal"
	"meshportal/web"
)

// recent is how many changes the home page shows.
const recent = 10

// showHome is the state at a glance.
func (s *server) showHome(w http.ResponseWriter, r *http.Request) error {
	v, err := s.view(r)
	if err != nil {
		return err
	}
	activity, err := s.Portal.Activity(r.Context(), callerFrom(r.Context()), recent)
	if err != nil {
		return err
	}
	return s.show(w, r, web.Home(web.HomePage{
		Page: s.pageOf(r, v, "Home", "home"), Requests: requests(v), Kits: len(v.Kits),
		Closing: moment(v.Account.EraseAfter), Recent: events(v, activity),
	}))
}

func events(v *portal.View, all []portal.Activity) []web.Event {
	shown := make([]web.Event, len(all))
	for i, a := range all {
		shown[i] = web.Event{When: moment(a.Time), What: happened(v, a), Index: strconv.FormatInt(a.Index, 10)}
		if _, ok := find(v, string(a.Signer)); ok {
			shown[i].By = nameOf(v, string(a.Signer))
		}
	}
	return shown
}

// happened says what a leaf stands for, as far as the portal knows.
func happened(v *portal.View, a portal.Activity) string {
	switch {
	case a.Kind == ledger.KindPersonal && a.Sequence == 0:
		return "Profile created"
	case a.Kind == ledger.KindPersonal:
		return "Devices or rights changed"
	case a.Kind == ledger.KindEscrow && a.Sequence == 0:
		return "Recovery kit made"
	case a.Kind == ledger.KindEscrow:
		return "Recovery kit retired"
	case a.Kind == ledger.KindErased:
		return "Account erased"
	}
	name := "An application that was removed"
	if e, ok := v.Personal.Entry(a.Identifier); ok {
		name = kind(e.Type)
	}
	if a.Sequence == 0 {
		return name + " added"
	}
	return name + " changed"
}
