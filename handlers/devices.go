package handlers

import (
	"net/http"
	"time"

	"meshportal/meshcore/portal"
	"meshportal/web"
)

// staleAfter is how long a device may be unseen before it is marked.
const staleAfter = 30 * 24 * time.Hour

// showDevices lists what asks to join and what has joined.
func (s *server) showDevices(w http.ResponseWriter, r *http.Request) error {
	v, err := s.view(r)
	if err != nil {
		return err
	}
	return s.show(w, r, web.Devices(web.DevicesPage{
		Page: s.pageOf(r, v, "Devices", "devices"), Administrator: v.Administrator,
		Requests: requests(v), Devices: devices(v), Blocked: len(v.Blocked),
	}))
}

// showBlocked lists the devices that may not ask.
func (s *server) showBlocked(w http.ResponseWriter, r *http.Request) error {
	v, err := s.view(r)
	if err != nil {
		return err
	}
	p := web.BlockedPage{Page: s.pageOf(r, v, "Blocked devices", "blocked"), Administrator: v.Administrator}
	for _, id := range v.Blocked {
		p.Devices = append(p.Devices, fingerprint(string(id)))
	}
	return s.show(w, r, web.Blocked(p))
}

// showAdd is where an invitation is made.
func (s *server) showAdd(w http.ResponseWriter, r *http.Request) error {
	v, err := s.view(r)
	if err != nil {
		return err
	}
	return s.show(w, r, web.Add(web.AddPage{Page: s.pageOf(r, v, "Add a device", "add"), Administrator: v.Administrator}))
}

func requests(v *portal.View) []web.PendingDevice {
	all := make([]web.PendingDevice, len(v.Pending))
	for i := range v.Pending {
		all[i] = request(&v.Pending[i])
	}
	return all
}

func request(p *portal.PendingView) web.PendingDevice {
	return web.PendingDevice{
		ID: string(p.Device.Identifier), Request: p.RequestID.String(), Name: claimed(p.Device.Name()), Address: p.Address,
		Asked: moment(p.Requested), Expires: moment(p.Expires), Invited: p.Invited, Code: fingerprint(string(p.Code)),
	}
}

// claimed is what a device calls itself.
func claimed(name string) string {
	if name == "" {
		return "a device without a name"
	}
	return name
}

func devices(v *portal.View) []web.Device {
	all := make([]web.Device, len(v.Devices))
	for i, d := range v.Devices {
		all[i] = device(v, d)
	}
	return all
}

func device(v *portal.View, d portal.DeviceView) web.Device {
	id := d.Device.Identifier
	shown := web.Device{
		ID: string(id), Name: claimed(d.Name), Fingerprint: fingerprint(string(id)), Role: role(v, d), Power: power(v, d),
		Reads: len(d.Reads), Of: len(v.Personal.Applications) - 1, // without the administration entry
		Added: moment(d.Added), Seen: moment(d.Seen), This: id == v.Device,
		Stale: !d.Seen.IsZero() && time.Since(d.Seen) > staleAfter,
	}
	if own := d.Device.Name(); own != d.Name {
		shown.Claimed = claimed(own)
	}
	switch {
	case d.Recovered:
		shown.Came = "Came by recovery"
	case d.AddedBy == "":
		shown.Came = "Began this profile"
	default:
		shown.Came, shown.AddedBy = "Approved by", nameOf(v, string(d.AddedBy))
	}
	return shown
}

// nameOf is the name of a device of the profile, or its fingerprint if it has
// left.
func nameOf(v *portal.View, id string) string {
	for _, d := range v.Devices {
		if string(d.Device.Identifier) == id {
			return claimed(d.Name)
		}
	}
	return id
}
