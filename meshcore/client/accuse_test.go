package client_test

import (
	"errors"
	"testing"

	"meshportal/meshcore/client"
)

// TestAccuse: what a page showed is kept, and stops writing until the person
// has decided.
func TestAccuse(t *testing.T) {
	w := newWorld(t)
	if err := w.device().Accuse("nothing is known yet"); !errors.Is(err, client.ErrNoDevice) {
		t.Errorf("a device of no profile: %v", err)
	}
	laptop := w.person(alice)
	err := laptop.Accuse("a page named another device", "<li>mallory</li>")
	var a *client.Alarm
	if !errors.As(err, &a) || a.Kind != client.Substitution {
		t.Fatalf("got %v, want a substitution", err)
	}
	all, err := laptop.Evidence()
	w.check(err)
	if len(all) != 1 || all[0].Message != "a page named another device" || all[0].Documents[0] != "<li>mallory</li>" || len(all[0].Checkpoints) == 0 {
		t.Errorf("the evidence is %+v", all)
	}
	if err := laptop.Rename(t.Context(), laptop.id(), "other"); !errors.Is(err, client.ErrStopped) {
		t.Errorf("writing goes on: %v", err)
	}
	w.check(laptop.AcceptLog(t.Context(), client.Substitution, client.Log{}))
	w.check(laptop.Rename(t.Context(), laptop.id(), "other"))
}
