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

// member is a device of the verified profile.
type member struct {
	ID            udf.Fingerprint `json:"id"`
	Name          string          `json:"name"`
	Administrator bool            `json:"administrator"`
}

func devices(d *device) (any, error) {
	p, err := d.Sync(d.ctx)
	if err != nil {
		return nil, err
	}
	list := []member{}
	for _, one := range p.DeviceProfiles() {
		list = append(list, member{one.Identifier, p.DeviceName(one.Identifier), p.Administrator(one.Identifier)})
	}
	return list, nil
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

// remove keeps the list of what to change before it removes.
func remove(d *device, a deviceArgument) (any, error) {
	impact, err := d.Preview(d.ctx, a.Device)
	if err != nil {
		return nil, err
	}
	if err := d.KeepSecrets(impact.Secrets()); err != nil {
		return nil, err
	}
	work, err := d.Remove(d.ctx, a.Device)
	if err != nil {
		return nil, err
	}
	return outcome(work, map[string]any{"secrets": impact.Secrets()}), nil
}

func finishWork(d *device) (any, error) {
	work, err := d.FinishWork(d.ctx)
	if err != nil {
		return nil, err
	}
	return outcome(work, map[string]any{}), nil
}

func secrets(d *device) (any, error) { return d.Secrets(d.ctx) }
