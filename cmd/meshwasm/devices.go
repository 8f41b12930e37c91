//go:build js && wasm

package main

import (
	"meshportal/meshcore"
	"meshportal/meshcore/catalog"
	"meshportal/meshcore/client"
	"meshportal/meshcore/udf"
)

type deviceArgument struct {
	Device        udf.Fingerprint `json:"device"`
	Name          string          `json:"name"`
	Administrator bool            `json:"administrator"`
	Application   udf.Fingerprint `json:"application"`
	Role          string          `json:"role"`
}

func rename(d *device, a deviceArgument) (any, error) {
	return nothing{}, d.Rename(d.ctx, a.Device, a.Name)
}

func setAdministrator(d *device, a deviceArgument) (any, error) {
	return nothing{}, d.SetAdministrator(d.ctx, a.Device, a.Administrator)
}

// roles are the words of pages for the rights of a device.
var roles = map[string]meshcore.Role{"": meshcore.NoRole, "reader": meshcore.Reader, "editor": meshcore.Editor}

func grant(d *device, a deviceArgument) (any, error) {
	role, ok := roles[a.Role]
	if !ok {
		return nil, meshcore.Invalid("%q is no role", a.Role)
	}
	work, err := d.Grant(d.ctx, a.Application, a.Device, role)
	if err != nil {
		return nil, err
	}
	return outcome(work, map[string]any{}), nil
}

// member is a device of the verified profile: all that pages say of it.
type member struct {
	ID            udf.Fingerprint                   `json:"id"`
	Name          string                            `json:"name"`    // by which its person knows it
	Claimed       string                            `json:"claimed"` // by itself
	Description   string                            `json:"description"`
	Administrator bool                              `json:"administrator"`
	This          bool                              `json:"this"`
	By            udf.Fingerprint                   `json:"by"` // that let it in; "" if none did
	Recovered     bool                              `json:"recovered"`
	Rights        map[udf.Fingerprint]meshcore.Role `json:"rights"` // for each application
}

func devices(d *device) (any, error) {
	p, err := d.Sync(d.ctx)
	if err != nil {
		return nil, err
	}
	self, err := d.Self()
	if err != nil {
		return nil, err
	}
	arrivals, err := d.Arrivals(p)
	list := []member{}
	for _, one := range p.DeviceProfiles() {
		arrival := arrivals[one.Identifier]
		list = append(list, member{
			ID: one.Identifier, Name: p.DeviceName(one.Identifier), Claimed: one.Name(), Description: one.Description,
			Administrator: p.Administrator(one.Identifier), This: one.Identifier == self.ID(),
			By: arrival.By, Recovered: arrival.Recovered, Rights: rights(p, one.Identifier),
		})
	}
	return list, err
}

func rights(p *client.Profile, id udf.Fingerprint) map[udf.Fingerprint]meshcore.Role {
	all := map[udf.Fingerprint]meshcore.Role{}
	for i := range p.Applications {
		if e := &p.Applications[i]; e.Type != meshcore.AdministrationType {
			all[e.Identifier] = e.Role(id)
		}
	}
	return all
}

// application is what a page shows of an application; Name is "" if this
// device cannot read it, Kind is in people's words.
type application struct {
	ID      udf.Fingerprint `json:"id"`
	Name    string          `json:"name"`
	Kind    string          `json:"kind"`
	Entries int             `json:"entries"`
	Signer  udf.Fingerprint `json:"signer"`
	Updated string          `json:"updated"`
	Stale   bool            `json:"stale"` // to be re-encrypted
}

// label is what people call an application's kind.
func label(a *client.Application) string {
	if kind, ok := catalog.KindTagged(a.Entry.Type); ok {
		return kind.Label
	}
	return a.Entry.Type
}

func shownApplications(all []*client.Application) []application {
	list := make([]application, len(all))
	for i, a := range all {
		list[i] = application{ID: a.Entry.Identifier, Kind: label(a), Signer: a.Signer, Updated: stamp(a.Updated.Time), Stale: a.Stale != nil}
		if a.Catalog != nil {
			list[i].Name, list[i].Entries = a.Catalog.Name, len(a.Catalog.Live())
		}
	}
	return list
}

func applications(d *device) (any, error) {
	p, err := d.Sync(d.ctx)
	if err != nil {
		return nil, err
	}
	all, err := d.Applications(d.ctx, p)
	return shownApplications(all), err
}

// named is a device and its name.
type named struct {
	Device udf.Fingerprint `json:"device"`
	Name   string          `json:"name"`
}

func preview(d *device, a deviceArgument) (any, error) {
	impact, err := d.Preview(d.ctx, a.Device)
	if err != nil {
		return nil, err
	}
	p, err := d.Sync(d.ctx)
	if err != nil {
		return nil, err
	}
	administrators := make([]named, len(impact.Administrators))
	for i, id := range impact.Administrators {
		administrators[i] = named{id, p.DeviceName(id)}
	}
	return map[string]any{
		"device": impact.Device, "name": impact.Name, "readable": shownApplications(impact.Readable),
		"changed": shownApplications(impact.Changed), "administrators": administrators, "secrets": impact.Secrets(),
	}, nil
}

// remove keeps the list of what to change.
func remove(d *device, a deviceArgument) (any, error) {
	work, secrets, err := d.RemoveKeeping(d.ctx, a.Device)
	if err != nil {
		return nil, err
	}
	return outcome(work, map[string]any{"secrets": secrets}), nil
}

func finishWork(d *device) (any, error) {
	work, err := d.FinishWork(d.ctx)
	if err != nil {
		return nil, err
	}
	return outcome(work, map[string]any{}), nil
}

func secrets(d *device) (any, error) { return d.Secrets(d.ctx) }

func markSecret(d *device, s client.Secret) (any, error) {
	return nothing{}, d.MarkSecret(s, s.Changed)
}
