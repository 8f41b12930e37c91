//go:build !js

package main_test

import (
	"reflect"
	"slices"
	"testing"
)

// identity is what `self` and `create` give.
type identity struct {
	Account, Profile, Device, Name string
	Member                         bool
}

// create makes the profile of a person.
func (b *tab) create(h *house, name string) identity {
	b.Helper()
	return call[identity](b, "create", object{"account": name + "@" + h.name, "name": "browser"})
}

// TestKeysStayInTheBrowser: the device outlives the page and the process, and
// no way of exporting a private key works.
func TestKeysStayInTheBrowser(t *testing.T) {
	h, home := newHouse(t), t.TempDir()
	ctx, quit := chromium(t, home)
	alice := h.tab(ctx)
	if got := call[*identity](alice, "self", nil); got != nil {
		t.Fatalf("a new browser is %v", got)
	}
	alice.refused("no-device", "check", nil)
	made := alice.create(h, "alice")
	if made.Account != "alice@"+h.name || !made.Member || made.Name != "browser" || made.Profile == "" || made.Device == "" {
		t.Fatalf("created %+v", made)
	}
	alice.refused("joined", "create", object{"account": "bob@" + h.name, "name": "browser"})
	alice.keysStay()

	alice.reload()
	alice.is(made)
	quit()
	ctx, _ = chromium(t, home)
	alice = h.tab(ctx)
	alice.is(made)
	alice.keysStay()
}

// is checks that the browser is a device still, which can sign.
func (b *tab) is(made identity) {
	b.Helper()
	if got := call[identity](b, "self", nil); got != made {
		b.Errorf("it is %+v now, want %+v", got, made)
	}
	call[any](b, "rename", object{"device": made.Device, "name": "renamed"})
	if got := call[[]member](b, "devices", nil); len(got) != 1 || !reflect.DeepEqual(got[0], member{ID: made.Device, Name: "renamed", Claimed: "browser", Administrator: true, This: true, Rights: map[string]string{}}) {
		b.Errorf("the devices are %+v", got)
	}
	call[any](b, "rename", object{"device": made.Device, "name": ""})
}

type member struct {
	ID, Name, Claimed, By          string
	Administrator, This, Recovered bool
	Rights                         map[string]string
}

// keysStay tries every way to take the device's keys out.
func (b *tab) keysStay() {
	b.Helper()
	algorithms := eval[[]string](b, `(async () => {
		const database = await vault.open();
		const all = await new Promise((done) => (database.transaction("keys").objectStore("keys").getAll().onsuccess = (e) => done(e.target.result)));
		database.close();
		for (const { private: secret } of all) {
			if (secret.extractable || secret.type !== "private") throw new Error("extractable");
			for (const format of ["raw", "pkcs8", "spki", "jwk"]) {
				const taken = await crypto.subtle.exportKey(format, secret).catch(() => null);
				if (taken) throw new Error("exported as " + format);
			}
			const wrapping = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["wrapKey"]);
			const wrapped = await crypto.subtle.wrapKey("pkcs8", secret, wrapping, { name: "AES-GCM", iv: new Uint8Array(12) }).catch(() => null);
			if (wrapped) throw new Error("wrapped");
		}
		return all.map((k) => k.alg);
	})()`)
	slices.Sort(algorithms)
	if want := []string{"Ed25519", "Ed25519", "P-256"}; !slices.Equal(algorithms, want) {
		b.Errorf("the keys are %v, want %v", algorithms, want)
	}
}

// TestTwoTabs: calls of two tabs of one browser take turns, and each sees what
// the other has done.
func TestTwoTabs(t *testing.T) {
	h := newHouse(t)
	first := h.browser()
	made := first.create(h, "alice")
	second := first.another(h)
	done := make(chan error, 2)
	for i, b := range []*tab{first, second} {
		go func() {
			var answer any
			done <- b.run(&answer, `Promise.all(["a", "b", "c"].map((n) => mesh.rename({ device: "`+made.Device+`", name: n + "`+string(rune('1'+i))+`" })))`)
		}()
	}
	for range 2 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	if got := call[struct{ Sequence int }](second, "check", nil); got.Sequence != 6 {
		t.Errorf("the profile is at version %d, want 6", got.Sequence)
	}
}

func TestSignIn(t *testing.T) {
	h := newHouse(t)
	alice := h.browser()
	if got := eval[any](alice, "agent.device()"); got != nil {
		t.Fatalf("a new browser is %v", got)
	}
	made := alice.create(h, "alice")
	type agent struct {
		Account, Profile, Key string
		Member, Lost          bool
	}
	known := eval[agent](alice, "agent.device()")
	if known.Account != made.Account || known.Profile != made.Profile || !known.Member || known.Lost || known.Key == "" {
		t.Errorf("the agent knows %+v", known)
	}
	const home = `fetch("/home").then((r) => r.text()).then((page) => page.includes("` + "alice@" + `"))`
	if eval[bool](alice, home) {
		t.Error("a page of a profile is shown to a stranger")
	}
	eval[any](alice, "agent.signIn()")
	if !eval[bool](alice, home) {
		t.Error("the page of the profile is not shown after signing in")
	}
	eval[any](alice, `vault.forget("`+known.Key+`")`)
	if got := eval[agent](alice, "agent.device()"); !got.Lost {
		t.Errorf("without its key the agent knows %+v", got)
	}
	if err := alice.run(new(any), "agent.signIn()"); err == nil {
		t.Error("a browser without its key signed in")
	}
}
