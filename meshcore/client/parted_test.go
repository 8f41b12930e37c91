package client_test

import (
	"errors"
	"testing"
	"time"

	"meshportal/meshcore"
	"meshportal/meshcore/client"
	"meshportal/meshcore/meshtest"
	"meshportal/meshcore/protocol"
	"meshportal/meshcore/udf"
)

// A portal that shows two devices two logs is caught within one poll, once a
// checkpoint of the one or a token from it reaches the other.
func TestPartedDevices(t *testing.T) {
	t.Run("the fork is shown to one device, then the other log", func(t *testing.T) {
		s := newScene(t)
		s.forger.filler(1)
		_, err := s.phone.Sync(t.Context())
		s.check(err)
		s.check(s.laptop.Rename(t.Context(), s.phone.id(), "mobile"))
		s.phone.evil.Transport = s.portal
		_, err = s.phone.Sync(t.Context())
		wantAlarm(t, err, client.Fork)
		s.aftermath(t, client.Fork)
	})
	t.Run("an edit made in the fork carries its token to the other device", func(t *testing.T) {
		s := newScene(t)
		s.forger.filler(1)
		s.check(s.phone.change(s.application, s.entry, "Password=third"))
		edits := s.forger.served[s.application]
		edit := edits[len(edits)-1]
		other := s.forge(s.profile) // what the laptop is shown
		for range 3 {
			other.log.Add(s.forger.log.Leaf(0)) // strangers' leaves
		}
		other.add(s.application, edit.version, edit.text)
		s.laptop.evil.Transport = other
		_, err := s.laptop.read(s.application, s.entry, "Password")
		wantAlarm(t, err, client.Fork)
	})
}

// What the portal acknowledged, it cannot drop.
func TestDroppedAfterAcknowledgement(t *testing.T) {
	t.Run("an application", func(t *testing.T) {
		s := newScene(t)
		s.forger.Drop = true
		err := s.phone.change(s.application, s.entry, "Password=third")
		wantAlarm(t, err, client.Rollback)
		s.aftermath(t, client.Rollback)
	})
	t.Run("a profile", func(t *testing.T) {
		s := newScene(t)
		s.forger.Drop = true
		s.laptop.evil.Transport = s.forger
		err := s.laptop.Rename(t.Context(), s.phone.id(), "mobile")
		wantAlarm(t, err, client.Rollback)
	})
	t.Run("a profile, in a log that goes on", func(t *testing.T) {
		s := newScene(t)
		s.forger.Drop = true
		s.laptop.evil.Transport = s.forger
		s.laptop.evil.Answer = func(req protocol.Request, reply *protocol.Reply, err error) (*protocol.Reply, error) {
			if _, ok := req.(*protocol.PublishRequest); ok {
				s.forger.filler(2)
			}
			return reply, err
		}
		err := s.laptop.Rename(t.Context(), s.phone.id(), "mobile")
		wantAlarm(t, err, client.Fork)
	})
}

// A recovery reads the log from leaf 0: last year's state is withholding.
func TestRecoveryIsShownAnOldProfile(t *testing.T) {
	w := newWorld(t)
	laptop := w.person(alice)
	laptop.passwords()
	kit, err := laptop.MakeKit(t.Context(), 2, 3)
	w.check(err)
	w.join(laptop, "phone", editorOfAll)
	f := w.forge(kit.Profile)
	f.truncate(kit.Profile, 1)
	fresh := w.device()
	fresh.evil.Transport = f
	recovery := &client.Recovery{Account: alice, Shares: printed(t, kit.Shares[:2]...)}
	_, err = fresh.Recover(t.Context(), recovery)
	wantAlarm(t, err, client.Withheld)
	if _, err := fresh.Self(); !errors.Is(err, client.ErrNoDevice) {
		t.Errorf("a device came of it: %v", err)
	}
	fresh.evil.Transport = w.portal
	w.clock.Advance(time.Minute)
	_, err = fresh.Recover(t.Context(), recovery)
	w.check(err)
}

func TestOldEpochIsReplayed(t *testing.T) {
	w := newWorld(t)
	laptop := w.person(alice)
	application, entry := laptop.passwords()
	phone := w.join(laptop, "phone", editorOfAll)
	phone.reads(application, entry, "Password", "first")
	kit, err := laptop.MakeKit(t.Context(), 2, 2)
	w.check(err)
	fresh := w.device()
	w.clock.Advance(time.Minute)
	_, err = fresh.Recover(t.Context(), &client.Recovery{Account: alice, Shares: printed(t, kit.Shares...), Keep: []udf.Fingerprint{phone.id()}})
	w.check(err)
	p, err := phone.Sync(t.Context())
	w.check(err)
	w.check(phone.Acknowledge(p))
	for sequence := range 3 {
		f := w.forge(kit.Profile)
		f.again(kit.Profile, sequence)
		victim := w.deviceOf(phone.machine.Copy())
		victim.evil.Transport = f
		_, err := victim.Sync(t.Context())
		wantAlarm(t, err, client.Rollback)
	}
	t.Run("to a device without memory", func(t *testing.T) {
		f := w.forge(kit.Profile)
		f.again(kit.Profile, 0)
		victim := w.device()
		victim.evil.Transport = f
		_, err := victim.Recover(t.Context(), &client.Recovery{Account: alice, Shares: printed(t, kit.Shares...)})
		wantAlarm(t, err, client.Rollback)
	})
}

// A log that has grown by more than a client reads is read at its end alone.
func TestLongLog(t *testing.T) {
	s := newScene(t)
	s.forger.filler(21_000)
	s.phone.reads(s.application, s.entry, "Password", "second")
	if s.phone.Memory().Since == 0 {
		t.Error("it claims to have read all")
	}
	s.check(s.phone.change(s.application, s.entry, "Password=third"))
	s.phone.reads(s.application, s.entry, "Password", "third")
	s.logProfile(s.laptop.signer(), func(p *meshcore.PersonalProfile) { p.DeviceNames = nil })
	_, err := s.phone.Sync(t.Context())
	s.check(err)
	s.forger.again(s.profile, 2)
	_, err = s.phone.Sync(t.Context())
	wantAlarm(t, err, client.Rollback)
}

// What is no checkpoint at all says nothing about the log.
func TestCaptivePortal(t *testing.T) {
	w := newWorld(t)
	laptop := w.person(alice)
	laptop.evil.Log = func(string, []byte, error) ([]byte, error) {
		return []byte("<!doctype html><title>Free Wi-Fi</title>\n"), nil
	}
	_, err := laptop.Sync(t.Context())
	var a *client.Alarm
	if err == nil || errors.As(err, &a) {
		t.Errorf("got %v, want a plain error", err)
	}
	laptop.evil.Log = nil
	w.check(laptop.Rename(t.Context(), laptop.id(), "back"))
}

// An alarm that comes again at every poll is kept once.
func TestEvidenceIsKeptOnce(t *testing.T) {
	w := newWorld(t)
	laptop := w.person(alice)
	laptop.evil.Transport = &meshtest.Evil{Transport: newWorldBeside(t).portal}
	for range 5 {
		_, err := laptop.Sync(t.Context())
		wantAlarm(t, err, client.NewLog)
		w.clock.Advance(time.Second)
	}
	evidence, err := laptop.Evidence()
	w.check(err)
	if len(evidence) != 1 {
		t.Errorf("%d files", len(evidence))
	}
	if _, err := evidence[0].Verify(); err != nil {
		t.Error(err)
	}
}
