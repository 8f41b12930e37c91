package client_test

import (
	"crypto/rand"
	"errors"
	"slices"
	"testing"
	"time"

	"meshportal/meshcore"
	"meshportal/meshcore/catalog"
	"meshportal/meshcore/client"
	"meshportal/meshcore/protocol"
)

// meanwhile does something else just before the next publish of d, or before
// its next message that matches.
func (d *device) meanwhile(f func()) {
	d.before(func(req protocol.Request) bool { _, ok := req.(*protocol.PublishRequest); return ok }, f)
}

func (d *device) before(matches func(protocol.Request) bool, f func()) {
	d.evil.Lose = func(req protocol.Request) error {
		if matches(req) {
			d.evil.Lose = nil
			f()
		}
		return nil
	}
}

func conflicts(a *client.Application) (n int) {
	for _, e := range a.Catalog.Live() {
		if slices.Contains(e.Values("Label"), catalog.ConflictLabel) {
			n++
		}
	}
	return n
}

// TestMerge has the rules of protocol.md II.10 for applications.
func TestMerge(t *testing.T) {
	for _, test := range []struct {
		name          string
		mine, theirs  func(c *catalog.Catalog, entry string, w *world) error
		entries, kept int // entries at the end, and those labelled conflict
	}{
		{"edit against edit", assign("Password=mine"), assign("Password=theirs"), 2, 1},
		{"edit against deletion", assign("Password=mine"), erase, 1, 0},
		{"deletion against edit", erase, assign("Password=theirs"), 1, 0},
		{"addition against addition", add, add, 3, 0},
		{"addition against edit", add, assign("Password=theirs"), 2, 0},
		{"the same on both sides", assign("Password=same"), assign("Password=same"), 1, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t)
			laptop := w.person(alice)
			application, entry := laptop.passwords()
			phone := w.join(laptop, "phone", editorOfAll)
			w.clock.Advance(time.Minute)
			laptop.meanwhile(func() {
				_, err := phone.Edit(t.Context(), application, func(c *catalog.Catalog) error { return test.theirs(c, entry, w) })
				w.check(err)
			})
			a, err := laptop.Edit(t.Context(), application, func(c *catalog.Catalog) error { return test.mine(c, entry, w) })
			w.check(err)
			live := len(a.Catalog.Live())
			if live != test.entries || conflicts(a) != test.kept {
				t.Errorf("%d entries, %d in conflict; want %d, %d", live, conflicts(a), test.entries, test.kept)
			}
			b, err := phone.Application(t.Context(), application)
			w.check(err)
			if b.Version != a.Version {
				t.Error("the two devices have two versions")
			}
		})
	}
}

func assign(assignment string) func(*catalog.Catalog, string, *world) error {
	return func(c *catalog.Catalog, entry string, w *world) error {
		return c.Edit(entry, set(assignment), meshcore.At(w.clock.Now()))
	}
}

func erase(c *catalog.Catalog, entry string, w *world) error {
	return c.Delete(entry, meshcore.At(w.clock.Now()))
}

func add(c *catalog.Catalog, _ string, w *world) error {
	_, err := c.Add(meshcore.At(w.clock.Now()), rand.Reader, set("Sites=example.org", "Password=added"))
	return err
}

// TestProfileOperations has two administrators at once: each operation is
// applied to what the other published.
func TestProfileOperations(t *testing.T) {
	begin := func(t *testing.T) (w *world, laptop, desktop, phone *device) {
		w = newWorld(t)
		laptop = w.person(alice)
		return w, laptop, w.join(laptop, "desktop", administrator), w.join(laptop, "phone", editorOfAll)
	}
	t.Run("rename and grant", func(t *testing.T) {
		w, laptop, desktop, phone := begin(t)
		application, entry := laptop.passwords()
		laptop.meanwhile(func() { w.check(desktop.Rename(t.Context(), phone.id(), "mobile")) })
		_, err := laptop.Grant(t.Context(), application, phone.id(), meshcore.Reader)
		w.check(err)
		p, err := desktop.Sync(t.Context())
		w.check(err)
		if p.DeviceName(phone.id()) != "mobile" {
			t.Error("the name was lost")
		}
		phone.reads(application, entry, "Password", "first")
	})
	t.Run("rename of a device that was removed", func(t *testing.T) {
		w, laptop, desktop, phone := begin(t)
		laptop.meanwhile(func() { w.removed(desktop, phone) })
		if err := laptop.Rename(t.Context(), phone.id(), "mobile"); !errors.Is(err, client.ErrNoDeviceNamed) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("grant to a device that was removed", func(t *testing.T) {
		w, laptop, desktop, phone := begin(t)
		application, _ := laptop.passwords()
		laptop.meanwhile(func() { w.removed(desktop, phone) })
		if _, err := laptop.Grant(t.Context(), application, phone.id(), meshcore.Reader); !errors.Is(err, client.ErrNoDeviceNamed) {
			t.Errorf("got %v", err)
		}
		w.absent(laptop, phone)
	})
	t.Run("approval of a device that was let in and removed", func(t *testing.T) {
		w, laptop, desktop, _ := begin(t)
		tv := w.device()
		joining, err := tv.Connect(t.Context(), alice, "tv", nil)
		w.check(err)
		one, err := laptop.Find(t.Context(), joining.Code)
		w.check(err)
		laptop.meanwhile(func() {
			same, err := desktop.Find(t.Context(), joining.Code)
			w.check(err)
			_, err = desktop.Approve(t.Context(), same, readerOfAll)
			w.check(err)
			w.removed(desktop, tv)
		})
		if _, err := laptop.Approve(t.Context(), one, editorOfAll); err == nil {
			t.Error("the removed device came back")
		}
		w.absent(laptop, tv)
	})
	t.Run("removal by an administrator who is removed", func(t *testing.T) {
		w, laptop, desktop, phone := begin(t)
		desktop.meanwhile(func() { w.removed(laptop, desktop) })
		if _, err := desktop.Remove(t.Context(), phone.id()); err == nil {
			t.Error("it removed a device")
		}
		p, err := laptop.Sync(t.Context())
		w.check(err)
		if _, ok := p.Device(phone.id()); !ok {
			t.Error("the phone was removed")
		}
	})
	t.Run("each removes the other", func(t *testing.T) {
		w, laptop, desktop, _ := begin(t)
		laptop.meanwhile(func() { w.removed(desktop, laptop) })
		if _, err := laptop.Remove(t.Context(), desktop.id()); err == nil {
			t.Error("both removed each other")
		}
		w.absent(desktop, laptop)
	})
}

func (w *world) removed(by, device *device) {
	w.Helper()
	_, err := by.Remove(w.Context(), device.id())
	w.check(err)
}

func (w *world) absent(by, gone *device) {
	w.Helper()
	p, err := by.Sync(w.Context())
	w.check(err)
	if _, ok := p.Device(gone.id()); ok {
		w.Error("the removed device is in the profile")
	}
}

// Between the profile and the application that it lists, anything may happen:
// none of it is the portal's lie.
func TestReadingRacesWithWriting(t *testing.T) {
	records := func(req protocol.Request) bool { get, ok := req.(*protocol.GetRequest); return ok && get.Records }
	for _, test := range []struct {
		name string
		race func(w *world, s *scene)
		want error
	}{
		{"a stranger publishes", func(w *world, s *scene) { w.person("bob@localhost:8080") }, nil},
		{"another device edits", func(w *world, s *scene) { w.check(s.laptop.change(s.application, s.entry, "Notes=x")) }, nil},
		{"the profile changes", func(w *world, s *scene) { w.check(s.laptop.Rename(w.Context(), s.phone.id(), "mobile")) }, nil},
		{"the right is taken away", func(w *world, s *scene) {
			_, err := s.laptop.Grant(w.Context(), s.application, s.phone.id(), meshcore.NoRole)
			w.check(err)
		}, client.ErrNoRight},
		{"the application is removed", func(w *world, s *scene) { w.check(s.laptop.RemoveApplication(w.Context(), s.application)) }, client.ErrNoApplication},
		{"the device is removed", func(w *world, s *scene) { w.removed(s.laptop, s.phone) }, client.ErrRemoved},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newScene(t)
			s.phone.evil.Transport = s.portal
			s.check(s.laptop.change(s.application, s.entry, "Username=u"))
			s.phone.before(records, func() { test.race(s.world, s) })
			if _, err := s.phone.read(s.application, s.entry, "Password"); !errors.Is(err, test.want) {
				t.Errorf("got %v, want %v", err, test.want)
			}
		})
	}
}
