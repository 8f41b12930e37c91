package client_test

import (
	"errors"
	"testing"
	"time"

	"meshportal/meshcore"
	"meshportal/meshcore/client"
	"meshportal/meshcore/keyshare"
	"meshportal/meshcore/udf"
)

func TestCreateProfile(t *testing.T) {
	w := newWorld(t)
	laptop := w.person(alice)
	p, err := laptop.Sync(t.Context())
	w.check(err)
	if p.Account() != alice || !p.Administrator(laptop.id()) || p.Sequence != 0 {
		t.Errorf("the profile is %+v", p)
	}
	t.Run("a name is taken once", func(t *testing.T) {
		if _, err := w.device().Create(t.Context(), alice, "", ""); err == nil {
			t.Error("a taken name was given away")
		}
	})
	t.Run("a machine is a device of one profile", func(t *testing.T) {
		if _, err := laptop.Create(t.Context(), "bob@localhost:8080", "", ""); !errors.Is(err, client.ErrJoined) {
			t.Errorf("got %v", err)
		}
	})
}

func TestConnectByCode(t *testing.T) {
	w := newWorld(t)
	laptop := w.person(alice)
	application, entry := laptop.passwords()
	phone := w.join(laptop, "phone", editorOfAll)
	phone.reads(application, entry, "Password", "first")
	w.check(phone.change(application, entry, "Password=second"))
	laptop.reads(application, entry, "Password", "second")
	if _, _, err := phone.Requests(t.Context()); !errors.Is(err, client.ErrNotAdministrator) {
		t.Errorf("an editor lists requests: %v", err)
	}
}

func TestReaderReadsAndDoesNotWrite(t *testing.T) {
	w := newWorld(t)
	laptop := w.person(alice)
	application, entry := laptop.passwords()
	tv := w.join(laptop, "tv", readerOfAll)
	tv.reads(application, entry, "Password", "first")
	if err := tv.change(application, entry, "Password=x"); !errors.Is(err, client.ErrNotEditor) {
		t.Errorf("a reader writes: %v", err)
	}
}

func TestConnectByInvitation(t *testing.T) {
	w := newWorld(t)
	laptop := w.person(alice)
	application, entry := laptop.passwords()
	invitation, _, err := laptop.Invite(t.Context(), readerOfAll)
	w.check(err)
	parsed, err := client.ParseInvitation(invitation.Link("https://mesh.example"))
	w.check(err)
	phone := w.device()
	_, err = phone.Connect(t.Context(), alice, "phone", parsed)
	w.check(err)
	admitted, err := laptop.LetIn(t.Context())
	w.check(err)
	if len(admitted) != 1 {
		t.Fatalf("%d were let in, want 1", len(admitted))
	}
	joining, err := phone.JoinStatus(t.Context())
	w.check(err)
	if joining.Status != client.JoinAccepted {
		t.Fatalf("status %s", joining.Status)
	}
	phone.reads(application, entry, "Password", "first")

	t.Run("a second device with the same invitation stops it", func(t *testing.T) {
		second := w.device()
		_, err := second.Connect(t.Context(), alice, "copycat", parsed)
		w.check(err)
		if _, err := laptop.LetIn(t.Context()); !errors.Is(err, client.ErrInvitedTwice) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("an invitation to another profile is a substitution", func(t *testing.T) {
		other := *parsed
		other.Profile = udf.Of(udf.ContentKey, []byte("another"))
		_, err := w.device().Connect(t.Context(), alice, "", &other)
		wantAlarm(t, err, client.Substitution)
	})
}

func TestReject(t *testing.T) {
	w := newWorld(t)
	laptop, mallory := w.person(alice), w.device()
	joining, err := mallory.Connect(t.Context(), alice, "mallory", nil)
	w.check(err)
	one, err := laptop.Find(t.Context(), joining.Code)
	w.check(err)
	w.check(laptop.Reject(t.Context(), one, true))
	joining, err = mallory.JoinStatus(t.Context())
	w.check(err)
	if joining.Status != client.JoinRejected {
		t.Errorf("status %s, want rejected", joining.Status)
	}
	if _, err := mallory.Connect(t.Context(), alice, "mallory", nil); err == nil {
		t.Error("a blocked device asks again")
	}
	w.check(laptop.Unblock(t.Context(), joining.Device))
	_, err = mallory.Connect(t.Context(), alice, "mallory", nil)
	w.check(err)
}

func TestRequestExpires(t *testing.T) {
	w := newWorld(t)
	laptop, phone := w.person(alice), w.device()
	_, err := phone.Connect(t.Context(), alice, "phone", nil)
	w.check(err)
	w.clock.Advance(16 * time.Minute)
	joining, err := phone.JoinStatus(t.Context())
	w.check(err)
	if joining.Status != client.JoinExpired {
		t.Errorf("status %s, want expired", joining.Status)
	}
	pending, _, err := laptop.Requests(t.Context())
	w.check(err)
	if len(pending) != 0 {
		t.Errorf("%d requests are pending", len(pending))
	}
}

func TestConcurrentEditsMerge(t *testing.T) {
	w := newWorld(t)
	laptop := w.person(alice)
	application, entry := laptop.passwords()
	phone := w.join(laptop, "phone", editorOfAll)
	done := make(chan error, 2)
	for i, d := range []*device{laptop, phone} {
		go func() {
			var err error
			for n := range 5 {
				if err == nil {
					err = d.change(application, entry, []string{"Username=", "Notes="}[i]+string(rune('a'+n)))
				}
			}
			done <- err
		}()
	}
	w.check(errors.Join(<-done, <-done))
	a, err := laptop.Application(t.Context(), application)
	w.check(err)
	if a.Sequence < 10 {
		t.Errorf("%d versions for 12 edits", a.Sequence+1)
	}
}

func TestRemoveDevice(t *testing.T) {
	w := newWorld(t)
	laptop := w.person(alice)
	application, entry := laptop.passwords()
	phone := w.join(laptop, "phone", administrator)
	phone.reads(application, entry, "Password", "first")
	work, err := laptop.Remove(t.Context(), phone.id())
	w.check(err)
	if len(work.Left) != 0 {
		t.Errorf("%d applications are left to re-encrypt", len(work.Left))
	}
	w.check(laptop.change(application, entry, "Password=second"))
	if got, err := phone.read(application, entry, "Password"); err == nil {
		t.Errorf("the removed device reads %q", got)
	}
	if err := phone.change(application, entry, "Password=mine"); err == nil {
		t.Error("the removed device writes")
	}
	if err := phone.Rename(t.Context(), laptop.id(), "mine"); err == nil {
		t.Error("the removed device administers")
	}
	t.Run("the last administration device stays", func(t *testing.T) {
		if _, err := laptop.Remove(t.Context(), laptop.id()); err == nil {
			t.Error("it was removed")
		}
	})
}

func TestInterruptedRemovalIsFinishedByAnother(t *testing.T) {
	w := newWorld(t)
	laptop := w.person(alice)
	application, entry := laptop.passwords()
	phone := w.join(laptop, "phone", editorOfAll)
	tablet := w.join(laptop, "tablet", editorOfAll)
	laptop.evil.Lose = breakAfter(1)
	if _, err := laptop.Remove(t.Context(), phone.id()); err == nil {
		t.Fatal("the interruption did not happen")
	}
	work, err := tablet.FinishWork(t.Context())
	w.check(err)
	if len(work.Done) != 1 {
		t.Errorf("%d applications were re-encrypted, want 1", len(work.Done))
	}
	tablet.reads(application, entry, "Password", "first")
}

func TestRecovery(t *testing.T) {
	w := newWorld(t)
	laptop := w.person(alice)
	application, entry := laptop.passwords()
	phone := w.join(laptop, "phone", editorOfAll)
	tablet := w.join(laptop, "tablet", editorOfAll)
	kit, err := laptop.MakeKit(t.Context(), 2, 3)
	w.check(err)
	_, err = laptop.VerifyKit(t.Context(), kit.Shares[1])
	w.check(err)
	if _, err := laptop.MakeKit(t.Context(), 2, 3); !errors.Is(err, client.ErrNoMasters) {
		t.Errorf("the master keys are still there: %v", err)
	}

	fresh := w.device()
	w.clock.Advance(time.Minute)
	_, err = fresh.Recover(t.Context(), &client.Recovery{
		Account: alice, DeviceName: "new", Shares: printed(t, kit.Shares[2], kit.Shares[0]),
		Profile: kit.Profile, Keep: []udf.Fingerprint{phone.id()},
	})
	w.check(err)
	fresh.reads(application, entry, "Password", "first")
	w.check(fresh.change(application, entry, "Password=second"))

	for _, dropped := range []*device{laptop, tablet} {
		if err := dropped.change(application, entry, "Password=mine"); err == nil {
			t.Error("a dropped device writes")
		}
	}
	if err := phone.change(application, entry, "Password=third"); !errors.Is(err, client.ErrEpoch) {
		t.Errorf("the kept device writes unasked: %v", err)
	}
	p, err := phone.Sync(t.Context())
	w.check(err)
	w.check(phone.Acknowledge(p))
	w.check(phone.change(application, entry, "Password=third"))
	fresh.reads(application, entry, "Password", "third")

	again, err := fresh.MakeKit(t.Context(), 2, 2)
	w.check(err)
	_, err = fresh.VerifyKit(t.Context(), again.Shares[0])
	w.check(err)
	_, err = w.device().Recover(t.Context(), &client.Recovery{Account: alice, Shares: printed(t, kit.Shares...)})
	if err == nil {
		t.Error("the old kit still recovers")
	}
}

func printed(t *testing.T, lines ...string) []keyshare.Printed {
	t.Helper()
	var all []keyshare.Printed
	for _, line := range lines {
		p, err := keyshare.ParsePrinted(line, "")
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
	return all
}

func TestDeleteAccount(t *testing.T) {
	w := newWorld(t)
	laptop := w.person(alice)
	erased, err := laptop.DeleteAccount(t.Context())
	w.check(err)
	if want := w.clock.Now().Add(7 * 24 * time.Hour); erased.Before(want.Add(-time.Minute)) {
		t.Errorf("erased at %s, want %s", erased, want)
	}
	w.check(laptop.Rename(t.Context(), laptop.id(), "still here"))
}

func TestRoleOfMeshcore(t *testing.T) {
	w := newWorld(t)
	laptop := w.person(alice)
	application, entry := laptop.passwords()
	phone := w.join(laptop, "phone", client.Preset{Role: meshcore.Editor})
	if _, err := phone.read(application, entry, "Password"); !errors.Is(err, client.ErrNoRight) {
		t.Errorf("a device without a right reads: %v", err)
	}
	_, err := laptop.Grant(t.Context(), application, phone.id(), meshcore.Reader)
	w.check(err)
	phone.reads(application, entry, "Password", "first")
	_, err = laptop.Grant(t.Context(), application, phone.id(), meshcore.NoRole)
	w.check(err)
	if _, err := phone.read(application, entry, "Password"); !errors.Is(err, client.ErrNoRight) {
		t.Errorf("a revoked device reads: %v", err)
	}
}
