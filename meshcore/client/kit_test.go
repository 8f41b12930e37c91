package client_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"meshportal/meshcore/client"
	"meshportal/meshcore/keyshare"
	"meshportal/meshcore/protocol"
	"meshportal/meshcore/udf"
)

// TestWrongShares: what does not belong is refused and named, and no device
// comes of it.
func TestWrongShares(t *testing.T) {
	w := newWorld(t)
	laptop, bob := w.person(alice), w.person("bob@localhost:8080")
	kit, err := laptop.MakeKit(t.Context(), 2, 3)
	w.check(err)
	other, err := bob.MakeKit(t.Context(), 2, 3)
	w.check(err)
	refused := func(t *testing.T, r *client.Recovery, want error) {
		t.Helper()
		fresh := w.device()
		_, err := fresh.Recover(t.Context(), r)
		if !errors.Is(err, want) {
			t.Errorf("got %v, want %v", err, want)
		}
		for _, share := range kit.Shares {
			if err != nil && strings.Contains(err.Error(), strings.SplitN(share, ":", 3)[2]) {
				t.Error("the error quotes a share")
			}
		}
		if _, err := fresh.Self(); !errors.Is(err, client.ErrNoDevice) {
			t.Errorf("a device came of it: %v", err)
		}
		if keys, _ := fresh.machine.List(""); len(keys) > 0 {
			t.Errorf("it left %v", keys)
		}
	}
	t.Run("too few", func(t *testing.T) {
		refused(t, &client.Recovery{Account: alice, Shares: printed(t, kit.Shares[0])}, keyshare.ErrTooFew)
	})
	t.Run("one of another kit", func(t *testing.T) {
		refused(t, &client.Recovery{Account: alice, Shares: printed(t, kit.Shares[0], other.Shares[1])}, keyshare.ErrNoMatch)
	})
	t.Run("another person's", func(t *testing.T) {
		refused(t, &client.Recovery{Account: alice, Shares: printed(t, other.Shares...)}, client.ErrOtherProfile)
	})
	t.Run("another profile on the sheet", func(t *testing.T) {
		refused(t, &client.Recovery{Account: alice, Shares: printed(t, kit.Shares...), Profile: other.Profile}, client.ErrOtherProfile)
	})
	t.Run("a device to keep that is none", func(t *testing.T) {
		fresh := w.device()
		_, err := fresh.Recover(t.Context(), &client.Recovery{Account: alice, Shares: printed(t, kit.Shares...), Keep: []udf.Fingerprint{bob.id()}})
		if !errors.Is(err, client.ErrNoDeviceNamed) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("one of three is of another kit, and named", func(t *testing.T) {
		fresh := w.device()
		w.clock.Advance(time.Minute)
		_, err := fresh.Recover(t.Context(), &client.Recovery{Account: alice, Shares: printed(t, kit.Shares[0], other.Shares[1], kit.Shares[2])})
		w.check(err)
	})
	t.Run("a damaged letter is named by its group", func(t *testing.T) {
		line := []byte(kit.Shares[0])
		at := strings.LastIndexByte(kit.Shares[0], ':') + 8
		line[at] = "AB"[btoi(line[at] == 'A')]
		if _, err := keyshare.ParsePrinted(string(line), ""); err == nil {
			t.Error("it was taken")
		}
	})
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

func TestRetiredKit(t *testing.T) {
	w := newWorld(t)
	laptop := w.person(alice)
	kit, err := laptop.MakeKit(t.Context(), 2, 2)
	w.check(err)
	record, err := laptop.VerifyKit(t.Context(), kit.Shares[0])
	w.check(err)
	if _, ok, err := laptop.MastersUntil(); ok || err != nil {
		t.Errorf("the master keys are kept after the read-back: %v", err)
	}
	w.check(laptop.RetireKit(t.Context(), record))
	_, err = w.device().Recover(t.Context(), &client.Recovery{Account: alice, Shares: printed(t, kit.Shares...)})
	if !errors.Is(err, client.ErrNoEscrow) {
		t.Errorf("got %v", err)
	}
	if _, err := laptop.VerifyKit(t.Context(), kit.Shares[1]); !errors.Is(err, client.ErrOtherKit) {
		t.Errorf("a retired kit is read back: %v", err)
	}
}

// TestMastersAreErasedAfterSevenDays, whatever the device does then first: even
// when writing has stopped, or work is left that would keep them.
func TestMastersAreErasedAfterSevenDays(t *testing.T) {
	for name, next := range map[string]func(*device) error{
		"it is opened":   func(d *device) error { d.w.deviceOf(d.machine); return nil },
		"it syncs":       func(d *device) error { _, err := d.Sync(d.w.Context()); return err },
		"it makes a kit": func(d *device) error { _, _ = d.MakeKit(d.w.Context(), 2, 2); return nil },
		"an alarm has stopped it": func(d *device) error {
			wantAlarm(d.w.T, d.Accuse("a page named another device"), client.Substitution)
			_, err := d.FinishWork(d.w.Context())
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			laptop := w.person(alice)
			w.clock.Advance(7*24*time.Hour - time.Second)
			if _, ok, err := laptop.MastersUntil(); !ok || err != nil {
				t.Errorf("gone too early: %v", err)
			}
			w.clock.Advance(2 * time.Second)
			w.check(next(laptop))
			if names, _ := laptop.machine.List("masters"); len(names) > 0 {
				t.Error("the record is there still")
			}
			_, err := laptop.MakeKit(t.Context(), 2, 2)
			if !errors.Is(err, client.ErrNoMasters) || !strings.Contains(err.Error(), "cannot be recovered") {
				t.Errorf("got %v", err)
			}
		})
	}
}

// The old kit's entry goes after the new kit was read back and nothing is left
// to re-encrypt, and the master keys go last.
func TestSettleOrder(t *testing.T) {
	w := newWorld(t)
	laptop := w.person(alice)
	laptop.passwords()
	old, err := laptop.MakeKit(t.Context(), 2, 2)
	w.check(err)
	fresh := w.device()
	w.clock.Advance(time.Minute)
	recovery := &client.Recovery{Account: alice, Shares: printed(t, old.Shares...)}
	_, err = fresh.Recover(t.Context(), recovery)
	w.check(err)
	kit, err := fresh.MakeKit(t.Context(), 2, 2)
	w.check(err)
	if _, ok, _ := fresh.MastersUntil(); !ok {
		t.Error("the master keys went before the read-back")
	}
	escrow := func(req protocol.Request) bool { _, ok := req.(*protocol.PublishRequest); return ok }
	fresh.evil.Lose = func(req protocol.Request) error {
		if escrow(req) {
			return errLine
		}
		return nil
	}
	if _, err := fresh.VerifyKit(t.Context(), kit.Shares[0]); !errors.Is(err, errLine) {
		t.Errorf("got %v", err)
	}
	if _, ok, _ := fresh.MastersUntil(); !ok {
		t.Error("the master keys went before the old kit")
	}
	fresh.evil.Lose = nil
	fresh.evil.Answer = func(req protocol.Request, reply *protocol.Reply, err error) (*protocol.Reply, error) {
		if escrow(req) {
			return nil, errLine
		}
		return reply, err
	}
	if _, err := fresh.VerifyKit(t.Context(), kit.Shares[0]); !errors.Is(err, errLine) {
		t.Errorf("got %v", err)
	}
	fresh.evil.Answer = nil
	_, err = fresh.VerifyKit(t.Context(), kit.Shares[0])
	w.check(err)
	if _, ok, _ := fresh.MastersUntil(); ok {
		t.Error("the master keys are there still")
	}
	if _, err := w.device().Recover(t.Context(), recovery); !errors.Is(err, client.ErrNoEscrow) {
		t.Errorf("the old kit: %v", err)
	}
}

// After an alarm no kit is made or retired.
func TestNoKitAfterAnAlarm(t *testing.T) {
	s := newScene(t)
	kit, err := s.laptop.MakeKit(t.Context(), 2, 2)
	s.check(err)
	record, err := s.laptop.VerifyKit(t.Context(), kit.Shares[0])
	s.check(err)
	s.forger = s.forge(s.profile)
	s.forger.again(s.profile, 1)
	s.laptop.evil.Transport = s.forger
	_, err = s.laptop.Sync(t.Context())
	wantAlarm(t, err, client.Rollback)
	s.laptop.evil.Transport = s.portal
	if err := s.laptop.RetireKit(t.Context(), record); err == nil {
		t.Error("the kit was retired")
	}
	if err := s.laptop.Unblock(t.Context(), s.tablet.id()); err == nil {
		t.Error("a device was unblocked")
	}
}
