package client_test

import (
	"errors"
	"testing"

	"meshportal/meshcore/client"
	"meshportal/meshcore/udf"
)

func TestSetAdministrator(t *testing.T) {
	w := newWorld(t)
	laptop := w.person(alice)
	application, entry := laptop.passwords()
	phone := w.join(laptop, "phone", readerOfAll)
	set := func(by *device, device udf.Fingerprint, administrator bool) error {
		return by.SetAdministrator(t.Context(), device, administrator)
	}
	t.Run("only an administration device decides", func(t *testing.T) {
		if err := set(phone, phone.id(), true); !errors.Is(err, client.ErrNotAdministrator) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("the last one stays, itself included", func(t *testing.T) {
		if err := set(laptop, laptop.id(), false); !errors.Is(err, client.ErrLastAdministrator) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("a device of the profile", func(t *testing.T) {
		if err := set(laptop, udf.Of(udf.ContentKey, []byte("nobody")), true); !errors.Is(err, client.ErrNoDeviceNamed) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("said again it changes nothing", func(t *testing.T) {
		before := laptop.sequence()
		w.check(set(laptop, phone.id(), false))
		if after := laptop.sequence(); after != before {
			t.Errorf("the profile went from version %d to %d", before, after)
		}
	})
	t.Run("a new one decides, and changes what it reads", func(t *testing.T) { // protocol.md II.4
		w.check(set(laptop, phone.id(), true))
		w.check(phone.Rename(t.Context(), laptop.id(), "old laptop"))
		w.check(phone.change(application, entry, "Password=second"))
	})
	t.Run("one may step back, and then decides nothing", func(t *testing.T) {
		w.check(set(laptop, laptop.id(), false))
		if err := laptop.Rename(t.Context(), phone.id(), "mine"); !errors.Is(err, client.ErrNotAdministrator) {
			t.Errorf("got %v", err)
		}
		laptop.reads(application, entry, "Password", "second")
		if err := set(phone, phone.id(), false); !errors.Is(err, client.ErrLastAdministrator) {
			t.Errorf("got %v", err)
		}
	})
}

// sequence is the version of the profile that the device reads now.
func (d *device) sequence() uint64 {
	d.w.Helper()
	p, err := d.Sync(d.w.Context())
	d.w.check(err)
	return p.Sequence
}
