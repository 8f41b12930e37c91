package handlers

import (
	"net/http"
	"slices"

	"github.com/go-chi/chi/v5"

	"meshportal/meshcore/portal"
	"meshportal/meshcore/protocol"
	"meshportal/web"
)

// showDevice shows everything about one device.
func (s *server) showDevice(w http.ResponseWriter, r *http.Request) error {
	v, err := s.view(r)
	if err != nil {
		return err
	}
	d, ok := find(v, chi.URLParam(r, "device"))
	if !ok {
		return protocol.Refuse(protocol.NotFound, "This profile has no such device; it may have been removed.")
	}
	shown := device(v, d)
	return s.show(w, r, web.DeviceDetails(web.DevicePage{
		Page: s.pageOf(r, v, shown.Name, "device"), Administrator: v.Administrator,
		Device: shown, Administers: d.Administrator,
		Keys: keys(d), Rights: rights(v, d), Sessions: sessionsOf(v, v.Sessions, d),
	}))
}

// find returns a device of the profile.
func find(v *portal.View, id string) (portal.DeviceView, bool) {
	i := slices.IndexFunc(v.Devices, func(d portal.DeviceView) bool { return string(d.Device.Identifier) == id })
	if i < 0 {
		return portal.DeviceView{}, false
	}
	return v.Devices[i], true
}

func keys(d portal.DeviceView) []web.Key {
	key := func(use string, parameters any, id string) web.Key {
		return web.Key{Use: use, Algorithm: algorithm(parameters), Fingerprint: fingerprint(id)}
	}
	p := d.Device
	return []web.Key{
		key("Signs documents", p.DeviceSignatureKey.PublicParameters, string(p.DeviceSignatureKey.UDF)),
		key("Signs calls", p.DeviceAuthenticationKey.PublicParameters, string(p.DeviceAuthenticationKey.UDF)),
		key("Opens what is encrypted to it", p.DeviceEncryptionKey.PublicParameters, string(p.DeviceEncryptionKey.UDF)),
	}
}

// rights are those of a device, by the profile alone.
func rights(v *portal.View, d portal.DeviceView) []web.Right {
	var all []web.Right
	for i := range v.Personal.Applications {
		e := &v.Personal.Applications[i]
		if e.Identifier != v.Personal.Administration().Identifier {
			all = append(all, web.Right{Application: string(e.Identifier), Kind: kind(e.Type), Role: string(e.Role(d.Device.Identifier))})
		}
	}
	return all
}

// sessionsOf maps the sessions of one device.
func sessionsOf(v *portal.View, all []portal.Session, d portal.DeviceView) []web.Session {
	of := slices.DeleteFunc(slices.Clone(all), func(s portal.Session) bool { return s.Device != d.Device.Identifier })
	return webSessions(v, of, [32]byte{})
}

// webSessions maps sessions; this is the one that asks.
func webSessions(v *portal.View, all []portal.Session, this [32]byte) []web.Session {
	shown := make([]web.Session, len(all))
	for i, one := range all {
		shown[i] = web.Session{
			ID: anchor(one.Hash), Device: nameOf(v, string(one.Device)), Agent: one.Agent, From: one.Address,
			Started: moment(one.Started), Seen: moment(one.Seen), This: one.Hash == this,
		}
	}
	return shown
}
