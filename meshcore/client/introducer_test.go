package client_test

import "testing"

// TestIntroducer: it stays the device that let this one in, whoever writes
// later.
func TestIntroducer(t *testing.T) {
	w := newWorld(t)
	laptop := w.person(alice)
	tablet := w.join(laptop, "tablet", administrator)
	phone := w.join(tablet, "phone", editorOfAll)
	w.check(laptop.Rename(t.Context(), phone.id(), "Alice's phone"))
	for _, d := range []*device{laptop, tablet, phone} {
		_, err := d.Sync(t.Context())
		w.check(err)
	}
	for name, d := range map[string]*device{"": laptop, "laptop": tablet, "tablet": phone} {
		if got, err := d.Introducer(); err != nil || got != name {
			t.Errorf("let in by %q: %v, want %q", got, err, name)
		}
	}
}
