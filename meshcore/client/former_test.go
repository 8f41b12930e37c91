package client_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"meshportal/meshcore/client"
	"meshportal/meshcore/protocol"
	"meshportal/meshcore/udf"
)

// turnAway lets the portal say that the device is none of the profile.
func (d *device) turnAway() {
	d.evil.Answer = func(req protocol.Request, reply *protocol.Reply, err error) (*protocol.Reply, error) {
		if get, ok := req.(*protocol.GetRequest); ok && get.Records {
			return nil, protocol.Refuse(protocol.NotFound, "there is no such thing here")
		}
		return reply, err
	}
}

// turnedAway is a phone of alice's that the portal does not answer any more,
// although nobody has removed it.
func (w *world) turnedAway() (laptop, phone *device, application udf.Fingerprint, entry string) {
	w.Helper()
	laptop = w.person(alice)
	application, entry = laptop.passwords()
	phone = w.join(laptop, "phone", administrator)
	phone.reads(application, entry, "Password", "first")
	w.check(laptop.Rename(w.Context(), phone.id(), "mobile")) // the log goes on
	phone.turnAway()
	return laptop, phone, application, entry
}

// leads turns the device away, and begins to lie when it looks its account up.
func (d *device) leads(lie func()) {
	d.turnAway()
	d.evil.Lose = func(req protocol.Request) error {
		if get, ok := req.(*protocol.GetRequest); ok && get.Account != "" {
			lie()
		}
		return nil
	}
}

// elsewhere lets the portal say that the account is another person's, in
// another log.
func (d *device) elsewhere(other *world) {
	d.evil.Transport = d.w.portal
	d.leads(func() { d.evil.Transport, d.evil.Answer, d.evil.Lose = other.portal, nil, nil })
}

// TestRemovalIsThePortalsWord: a device that is turned away says whose word that
// is, and is what it was as soon as the portal answers again.
func TestRemovalIsThePortalsWord(t *testing.T) {
	w := newWorld(t)
	_, phone, application, entry := w.turnedAway()
	before := phone.id()
	_, err := phone.Sync(t.Context())
	if !errors.Is(err, client.ErrRemoved) || !strings.Contains(err.Error(), "the portal says") {
		t.Errorf("got %v", err)
	}
	_, err = phone.Connect(t.Context(), alice, "phone", nil)
	w.check(err)
	if phone.id() == before {
		t.Fatal("it asks with the keys of a device that was removed")
	}
	w.check(phone.Cancel(t.Context()))
	phone.evil.Answer = nil
	for _, d := range []*device{phone, w.deviceOf(phone.machine)} {
		if d.id() != before {
			t.Errorf("it is %s now, want %s", d.id(), before)
		}
		d.reads(application, entry, "Password", "first")
		w.check(d.Rename(t.Context(), before, "phone"))
	}
}

// TestForgedRemoval: a removal that leads into another profile, or another log,
// is the alarm that it would be without it, and nothing is forgotten.
func TestForgedRemoval(t *testing.T) {
	for _, test := range []struct {
		name string
		kind client.AlarmKind
		lead func(*device, *world)
	}{
		{"into another profile", client.Substitution, (*device).elsewhere},
		{"into another log", client.NewLog, func(d *device, other *world) {
			d.leads(func() {
				d.evil.Log = func(path string, _ []byte, _ error) ([]byte, error) {
					return other.portal.ReadLog(d.w.Context(), path)
				}
			})
		}},
		{"into the log of before", client.Rollback, func(d *device, _ *world) {
			old, err := d.w.portal.ReadLog(d.w.Context(), "checkpoint")
			d.w.check(err)
			d.w.person("bob@localhost:8080") // the log goes on
			d.leads(func() {
				d.evil.Log = func(path string, data []byte, err error) ([]byte, error) {
					if path == "checkpoint" {
						return old, nil
					}
					return data, err
				}
			})
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			w, other := newWorld(t), newWorldBeside(t)
			other.person(alice)
			_, phone, application, entry := w.turnedAway()
			before, pinned := phone.id(), *phone.Memory()
			test.lead(phone, other)
			_, err := phone.Connect(t.Context(), alice, "phone", nil)
			wantAlarm(t, err, test.kind)
			phone = w.deviceOf(phone.machine)
			if m := phone.Memory(); phone.id() != before || m.Profile != pinned.Profile || m.LogKey != pinned.LogKey || m.Size < pinned.Size {
				t.Errorf("it is %s in %s of %d leaves now", phone.id(), m.Profile, m.Size)
			}
			phone.reads(application, entry, "Password", "first")
		})
	}
}

// TestAnotherOwnerIsAccepted by the person alone; until the new device is in,
// nothing of the old one is gone.
func TestAnotherOwnerIsAccepted(t *testing.T) {
	w, other := newWorld(t), newWorldBeside(t)
	owner := other.person(alice)
	_, phone, _, _ := w.turnedAway()
	before, profile := phone.id(), phone.Memory().Profile
	phone.elsewhere(other)
	_, err := phone.Connect(t.Context(), alice, "phone", nil)
	wantAlarm(t, err, client.Substitution)
	phone.elsewhere(other)
	if _, err := phone.Connect(t.Context(), alice, "phone", nil); !errors.Is(err, client.ErrStopped) {
		t.Errorf("it asks before its person has decided: %v", err)
	}
	w.check(phone.AcceptLog(t.Context(), client.Substitution, client.Log{}))
	phone.elsewhere(other)
	if _, err := phone.Sync(t.Context()); !errors.Is(err, client.ErrRemoved) || phone.id() != before || phone.Memory().Profile != profile {
		t.Errorf("the decision alone made it another: %v", err)
	}
	phone.elsewhere(other)
	joining, err := phone.Connect(t.Context(), alice, "phone", nil)
	w.check(err)
	if _, err := phone.machine.Signer(before); err != nil {
		t.Errorf("the keys went before the new device is in: %v", err)
	}
	one, err := owner.Find(t.Context(), joining.Code)
	w.check(err)
	_, err = owner.Approve(t.Context(), one, readerOfAll)
	w.check(err)
	joining, err = phone.JoinStatus(t.Context())
	w.check(err)
	if joining.Status != client.JoinAccepted || phone.Memory().Profile == profile {
		t.Errorf("status %s in %s", joining.Status, phone.Memory().Profile)
	}
	if _, err := phone.machine.Signer(before); !errors.Is(err, client.ErrNoRecord) {
		t.Errorf("the keys of before: %v", err)
	}
}

// TestRemovedDeviceBeginsAnew with new keys and with what it remembers: the log,
// its profile and master keys that wait for a kit.
func TestRemovedDeviceBeginsAnew(t *testing.T) {
	w := newWorld(t)
	laptop := w.person(alice)
	application, entry := laptop.passwords()
	desk := w.join(laptop, "desk", administrator)
	until, _, err := laptop.MastersUntil()
	w.check(err)
	before, pinned := laptop.id(), *laptop.Memory()
	w.clock.Advance(time.Hour)
	_, err = desk.Remove(t.Context(), before)
	w.check(err)
	var asked int
	laptop.evil.Lose = func(req protocol.Request) error {
		if _, ok := req.(*protocol.HelloRequest); ok {
			asked++
		}
		return nil
	}
	joining, err := laptop.Connect(t.Context(), alice, "laptop", nil)
	w.check(err)
	one, err := desk.Find(t.Context(), joining.Code)
	w.check(err)
	_, err = desk.Approve(t.Context(), one, administrator)
	w.check(err)
	laptop = w.deviceOf(laptop.machine)
	_, err = laptop.JoinStatus(t.Context())
	w.check(err)
	if m := laptop.Memory(); asked != 0 || m.LogKey != pinned.LogKey || m.Since != pinned.Since || laptop.id() == before {
		t.Errorf("it asked for the log's key %d times; it remembers the log since %d", asked, m.Since)
	}
	if _, err := laptop.machine.Signer(before); !errors.Is(err, client.ErrNoRecord) {
		t.Errorf("the keys of before: %v", err)
	}
	laptop.reads(application, entry, "Password", "first")
	again, ok, err := laptop.MastersUntil()
	if err != nil || !ok || !again.Equal(until) {
		t.Errorf("the master keys are kept until %s (%v), want %s", again, err, until)
	}
	if _, err := laptop.MakeKit(t.Context(), 2, 2); err != nil {
		t.Errorf("the master keys do not open: %v", err)
	}
}

// TestMemoryIsByProfile: a device that was in another profile since finds the
// log of the first one pinned.
func TestMemoryIsByProfile(t *testing.T) {
	w, other := newWorld(t), newWorldBeside(t)
	const bobs = "bob@localhost:8080"
	laptop, bob := w.person(alice), w.person(bobs)
	phone := w.join(laptop, "phone", readerOfAll)
	_, err := laptop.Remove(t.Context(), phone.id())
	w.check(err)
	joining, err := phone.Connect(t.Context(), bobs, "phone", nil)
	w.check(err)
	one, err := bob.Find(t.Context(), joining.Code)
	w.check(err)
	_, err = bob.Approve(t.Context(), one, readerOfAll)
	w.check(err)
	_, err = phone.JoinStatus(t.Context())
	w.check(err)
	p, err := phone.Sync(t.Context())
	w.check(err)
	if p.Account() != bobs {
		t.Fatalf("it is a device of %s", p.Account())
	}
	_, err = bob.Remove(t.Context(), phone.id())
	w.check(err)
	phone.leads(func() {
		phone.evil.Log = func(path string, _ []byte, _ error) ([]byte, error) { return other.portal.ReadLog(t.Context(), path) }
	})
	_, err = phone.Connect(t.Context(), alice, "phone", nil)
	wantAlarm(t, err, client.NewLog)
	phone.evil.Log, phone.evil.Lose, phone.evil.Answer = nil, nil, nil
	if _, err = phone.Connect(t.Context(), alice, "phone", nil); err != nil {
		t.Errorf("the honest portal: %v", err)
	}
}
