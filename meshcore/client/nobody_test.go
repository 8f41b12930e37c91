package client_test

import (
	"errors"
	"testing"

	"meshportal/meshcore"
	"meshportal/meshcore/catalog"
	"meshportal/meshcore/client"
	"meshportal/meshcore/udf"
)

// TestBeforeJoining calls everything on a machine that is no device: it says
// so, and does not fall over.
func TestBeforeJoining(t *testing.T) {
	w := newWorld(t)
	laptop := w.person(alice)
	p, err := laptop.Sync(t.Context())
	w.check(err)
	kind, _ := catalog.KindNamed("notes")
	ctx, some := t.Context(), udf.Of(udf.ContentKey, []byte("some"))
	calls := map[string]func(*device) error{
		"Sync":              func(d *device) error { _, err := d.Sync(ctx); return err },
		"Self":              func(d *device) error { _, err := d.Self(); return err },
		"Kept":              func(d *device) error { _, _, err := d.Kept(); return err },
		"Application":       func(d *device) error { _, err := d.Application(ctx, some); return err },
		"Applications":      func(d *device) error { _, err := d.Applications(ctx, p); return err },
		"AddApplication":    func(d *device) error { _, err := d.AddApplication(ctx, kind, "x"); return err },
		"RemoveApplication": func(d *device) error { return d.RemoveApplication(ctx, some) },
		"Edit":              func(d *device) error { _, err := d.Edit(ctx, some, nil); return err },
		"Grant":             func(d *device) error { _, err := d.Grant(ctx, some, some, meshcore.Reader); return err },
		"Rename":            func(d *device) error { return d.Rename(ctx, some, "x") },
		"Remove":            func(d *device) error { _, err := d.Remove(ctx, some); return err },
		"Preview":           func(d *device) error { _, err := d.Preview(ctx, some); return err },
		"FinishWork":        func(d *device) error { _, err := d.FinishWork(ctx); return err },
		"History":           func(d *device) error { _, err := d.History(ctx); return err },
		"Versions":          func(d *device) error { _, err := d.Versions(ctx, some); return err },
		"DeleteAccount":     func(d *device) error { _, err := d.DeleteAccount(ctx); return err },
		"Invite":            func(d *device) error { _, _, err := d.Invite(ctx, readerOfAll); return err },
		"LetIn":             func(d *device) error { _, err := d.LetIn(ctx); return err },
		"Requests":          func(d *device) error { _, _, err := d.Requests(ctx); return err },
		"Find":              func(d *device) error { _, err := d.Find(ctx, some); return err },
		"Approve":           func(d *device) error { _, err := d.Approve(ctx, new(client.Pending), readerOfAll); return err },
		"Reject":            func(d *device) error { return d.Reject(ctx, new(client.Pending), false) },
		"Unblock":           func(d *device) error { return d.Unblock(ctx, some) },
		"MakeKit":           func(d *device) error { _, err := d.MakeKit(ctx, 2, 2); return err },
		"RetireKit":         func(d *device) error { return d.RetireKit(ctx, new(client.KitRecord)) },
		"VerifyLog":         func(d *device) error { _, err := d.VerifyLog(ctx); return err },
		"AcceptLog":         func(d *device) error { return d.AcceptLog(ctx, client.Substitution, client.Log{}) },
		"Acknowledge":       func(d *device) error { return d.Acknowledge(p) },
	}
	fresh := w.device
	invitation, _, err := laptop.Invite(ctx, readerOfAll)
	w.check(err)
	invitation.Profile = some
	refused := func() *device { // by an invitation to somebody else
		d := w.device()
		_, err := d.Connect(ctx, alice, "x", invitation)
		wantAlarm(t, err, client.Substitution)
		return d
	}
	for name, call := range calls {
		for _, machine := range []*device{fresh(), refused()} {
			if err := call(machine); !errors.Is(err, client.ErrNoDevice) {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	d := w.device()
	if _, err := d.JoinStatus(ctx); !errors.Is(err, client.ErrNoRequest) {
		t.Errorf("JoinStatus: %v", err)
	}
	if err := d.Cancel(ctx); !errors.Is(err, client.ErrNoRequest) {
		t.Errorf("Cancel: %v", err)
	}
	if d.Acknowledged(p) || d.Memory() != nil {
		t.Error("it remembers something")
	}
	evidence, err := d.Evidence()
	kits, err2 := d.Kits()
	open, err3 := d.OpenInvitations()
	_, ok, err4 := d.MastersUntil()
	w.check(errors.Join(err, err2, err3, err4))
	if len(evidence)+len(kits)+open > 0 || ok {
		t.Error("it has something")
	}
}

func TestConnectToNoAccount(t *testing.T) {
	w := newWorld(t)
	w.person(alice)
	if _, err := w.device().Connect(t.Context(), "nobody@localhost:8080", "phone", nil); !errors.Is(err, client.ErrNoAccount) {
		t.Errorf("it is %v", err)
	}
}
