//go:build !js

package main_test

import (
	"crypto/rand"
	"reflect"
	"slices"
	"testing"
	"time"

	"meshportal/meshcore"
	"meshportal/meshcore/catalog"
	"meshportal/meshcore/client"
	"meshportal/meshcore/udf"
)

// administered is a browser and a laptop that administer a profile together;
// the laptop has an application with one entry that both may read.
type administered struct {
	*house
	alice     *tab
	made      identity
	laptop    *client.Client
	laptopID  string
	passwords udf.Fingerprint
	entry     string
	another   *tab // a browser beside
}

func administeredHouse(t *testing.T) *administered {
	t.Helper()
	h := &administered{house: newHouse(t)}
	h.alice, h.another, h.laptop = h.browser(), h.browser(), h.house.laptop()
	h.made = h.alice.create(h.house, "alice")
	j := h.connect(h.laptop, nil)
	one := call[asking](h.alice, "find", object{"text": string(j.Code)})
	call[outcome](h.alice, "approve", object{"device": one.Device, "request": one.Request, "preset": object{"role": "editor", "all": true, "administrator": true}})
	_, err := h.laptop.JoinStatus(t.Context())
	h.check(err)
	h.laptopID = one.Device
	h.add()
	return h
}

// add makes the application and its entry.
func (h *administered) add() {
	h.Helper()
	kind, _ := catalog.KindNamed("credentials")
	var err error
	h.passwords, err = h.laptop.AddApplication(h.Context(), kind, "Passwords")
	h.check(err)
	_, err = h.laptop.Edit(h.Context(), h.passwords, func(c *catalog.Catalog) (err error) {
		h.entry, err = c.Add(meshcore.At(time.Now()), rand.Reader, []catalog.Assignment{{Field: "Sites", Value: "example.com"}, {Field: "Password", Value: "first"}})
		return err
	})
	h.check(err)
	_, err = h.laptop.Grant(h.Context(), h.passwords, udf.Fingerprint(h.made.Device), meshcore.Editor)
	h.check(err)
}

// shown is an application as pages get it.
type shown struct {
	ID, Name, Kind, Signer, Updated string
	Entries                         int
	Stale                           bool
}

// reads checks whether a browser reads the application.
func (h *administered) reads(b *tab, want bool) {
	h.Helper()
	all := call[[]shown](b, "applications", nil)
	if len(all) != 1 || all[0].ID != string(h.passwords) || (all[0].Name == "Passwords") != want || (all[0].Entries == 1) != want {
		h.Errorf("the applications are %+v, want it to be read: %v", all, want)
	}
}

func TestRights(t *testing.T) {
	h := administeredHouse(t)
	h.reads(h.alice, true)
	phone := h.another.join(h.house, h.alice, object{"role": "reader", "all": false})
	h.reads(h.another, false)
	right := func(role string) object {
		return object{"application": h.passwords, "device": phone.Device, "role": role}
	}
	if got := call[outcome](h.alice, "grant", right("reader")); !slices.Equal(got.Reencrypted, []string{"Passwords"}) || len(got.Left) != 0 {
		t.Errorf("granted: %+v", got)
	}
	h.reads(h.another, true)
	call[outcome](h.alice, "grant", right(""))
	h.reads(h.another, false)
	h.alice.refused("invalid", "grant", right("owner"))

	call[any](h.alice, "rename", object{"device": phone.Device, "name": "Alice's phone"})
	call[any](h.alice, "setAdministrator", object{"device": h.laptopID, "administrator": false})
	h.alice.refused("last-administrator", "setAdministrator", object{"device": h.made.Device, "administrator": false})
	role := func(role string) map[string]string { return map[string]string{string(h.passwords): role} }
	want := []member{
		{ID: h.made.Device, Name: "browser", Claimed: "browser", Administrator: true, This: true, Rights: role("editor")},
		{ID: h.laptopID, Name: "laptop", Claimed: "laptop", By: h.made.Device, Rights: role("editor")},
		{ID: phone.Device, Name: "Alice's phone", Claimed: "phone", By: h.made.Device, Rights: role("")},
	}
	if got := call[[]member](h.alice, "devices", nil); !reflect.DeepEqual(got, want) {
		t.Errorf("the devices are %+v, want %+v", got, want)
	}
	h.another.refused("not-administrator", "setAdministrator", object{"device": phone.Device, "administrator": true})
}

func TestRemove(t *testing.T) {
	h := administeredHouse(t)
	phone := h.another.join(h.house, h.alice, editor)
	h.reads(h.another, true)
	h.alice.refused("self", "remove", object{"device": h.made.Device})
	impact := call[struct {
		Name           string
		Readable       []shown
		Administrators []struct{ Device, Name string }
		Secrets        []secret
	}](h.alice, "preview", object{"device": phone.Device})
	if impact.Name != "phone" || len(impact.Readable) != 1 || len(impact.Secrets) != 1 || len(impact.Administrators) != 2 || impact.Administrators[1].Name != "laptop" {
		t.Errorf("the preview is %+v", impact)
	}
	lost := secret{string(h.passwords), h.entry, "Passwords: example.com"}
	got := call[outcome](h.alice, "remove", object{"device": phone.Device})
	if !slices.Equal(got.Reencrypted, []string{"Passwords"}) || len(got.Left) != 0 || !slices.Equal(got.Secrets, []secret{lost}) {
		t.Errorf("removed: %+v", got)
	}
	h.another.refused("removed", "check", nil)
	h.reads(h.alice, true)
	if got := call[[]secret](h.alice, "secrets", nil); !slices.Equal(got, []secret{lost}) {
		t.Errorf("to change: %v", got)
	}
	ticked := call[[]object](h.alice, "secrets", nil)[0]
	for _, changed := range []bool{true, false} {
		ticked["changed"] = changed
		call[any](h.alice, "markSecret", ticked)
		if left := len(call[[]secret](h.alice, "secrets", nil)); (left == 0) != changed {
			t.Errorf("changed: %v, and %d are left", changed, left)
		}
	}
	_, err := h.laptop.Edit(t.Context(), h.passwords, func(c *catalog.Catalog) error {
		return c.Edit(h.entry, []catalog.Assignment{{Field: "Password", Value: "second"}}, meshcore.At(time.Now()))
	})
	h.check(err)
	if got := call[[]secret](h.alice, "secrets", nil); len(got) != 0 {
		t.Errorf("changed, and still on the list: %v", got)
	}
	if got := call[outcome](h.alice, "finishWork", nil); len(got.Reencrypted)+len(got.Left) != 0 {
		t.Errorf("work was left: %+v", got)
	}
}
