package client_test

import (
	"testing"

	"meshportal/meshcore"
	"meshportal/meshcore/catalog"
	"meshportal/meshcore/client"
	"meshportal/meshcore/udf"
)

// TestSecretsToChange: what a removed device could read stays on the list until
// it was changed (protocol.md II.11).
func TestSecretsToChange(t *testing.T) {
	w := newWorld(t)
	laptop := w.person(alice)
	application, entry := laptop.passwords()
	kind, _ := catalog.KindNamed("credentials")
	_, err := laptop.AddApplication(t.Context(), kind, "Work")
	w.check(err)
	phone := w.join(laptop, "phone", client.Preset{Role: meshcore.Reader, Applications: []udf.Fingerprint{application}})
	tablet := w.join(laptop, "tablet", editorOfAll)
	if left := laptop.secrets(); len(left) != 0 {
		t.Errorf("%v is to be changed before anybody was removed", left)
	}
	impact, err := laptop.Preview(t.Context(), phone.id())
	w.check(err)
	w.check(laptop.KeepSecrets(impact.Secrets()))
	w.check(laptop.KeepSecrets(impact.Secrets())) // an interrupted removal, begun again
	_, err = laptop.Remove(t.Context(), phone.id())
	w.check(err)
	left := laptop.secrets()
	if len(left) != 1 || left[0].Application != application || left[0].Entry != entry || left[0].Title != "Passwords: example.com" {
		t.Fatalf("got %+v, want the one entry that it could read", left)
	}
	w.check(laptop.MarkSecret(left[0], true))
	if ticked := laptop.secrets(); len(ticked) != 0 {
		t.Errorf("%v was ticked", ticked)
	}
	w.check(laptop.KeepSecrets(impact.Secrets())) // the removal is asked for again
	if ticked := laptop.secrets(); len(ticked) != 0 {
		t.Errorf("%v was ticked, and came back", ticked)
	}
	w.check(laptop.MarkSecret(left[0], false))
	if got := laptop.secrets(); len(got) != 1 {
		t.Errorf("got %+v, want what was ticked by mistake", got)
	}
	w.check(tablet.change(application, entry, "Password=second"))
	if left := laptop.secrets(); len(left) != 0 {
		t.Errorf("%v is still to be changed", left)
	}
}

func (d *device) secrets() []client.Secret {
	d.w.Helper()
	left, err := d.Secrets(d.w.Context())
	d.w.check(err)
	return left
}

// TestSecretsOfNoRemoval: what a device knows is kept when it leaves, and not
// when it stays.
func TestSecretsOfNoRemoval(t *testing.T) {
	w := newWorld(t)
	laptop := w.person(alice)
	laptop.passwords()
	phone := w.join(laptop, "phone", client.Preset{Role: meshcore.Reader, All: true, Administrator: true})
	w.check(laptop.SetAdministrator(t.Context(), laptop.id(), false))
	if _, _, err := laptop.RemoveKeeping(t.Context(), phone.id()); err == nil {
		t.Fatal("the last administration device was removed")
	}
	if left := laptop.secrets(); len(left) != 0 {
		t.Errorf("%v is to be changed, and nobody was removed", left)
	}
	w.check(phone.SetAdministrator(t.Context(), laptop.id(), true))
	_, secrets, err := laptop.RemoveKeeping(t.Context(), phone.id())
	w.check(err)
	if left := laptop.secrets(); len(left) != 1 || len(secrets) != 1 || left[0] != secrets[0] {
		t.Errorf("got %+v and %+v, want the one entry that it could read", left, secrets)
	}
}
