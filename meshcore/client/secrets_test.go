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
