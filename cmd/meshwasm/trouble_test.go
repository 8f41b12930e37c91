//go:build !js

package main_test

import (
	"net/http"
	"strings"
	"testing"
)

// TestPortalInTrouble: what keeps a message from the portal is told apart from
// what the portal refuses.
func TestPortalInTrouble(t *testing.T) {
	h := newHouse(t)
	alice, bob := h.browser(), h.browser()
	made := alice.create(h, "alice")
	if f := bob.refused("refused", "create", object{"account": made.Account, "name": "bob"}); f.Status != http.StatusConflict || f.Message == "" {
		t.Errorf("a taken name: %+v", f)
	}
	bob.refused("invalid", "create", object{"account": "no account", "name": "bob"})
	answers := map[string]func(http.ResponseWriter, *http.Request){
		"the line breaks": func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
		"no portal at all": func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusBadGateway)
			_, _ = w.Write([]byte("<html>bad gateway"))
		},
		"JSON that is no message": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusBadGateway)
			_, _ = w.Write([]byte(`{"error":"bad gateway"}`))
		},
		"another address": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
		},
		"an answer without end": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			for range 65 {
				if _, err := w.Write([]byte(strings.Repeat(" ", 1<<20))); err != nil {
					return
				}
			}
		},
	}
	for name, answer := range answers {
		always := func(w http.ResponseWriter, r *http.Request) bool { answer(w, r); return true }
		h.instead(always, func() {
			f := alice.refused("network", "rename", object{"device": made.Device, "name": "x"})
			if !strings.Contains(f.Message, "Nothing was lost") {
				t.Errorf("%s: the message is %q", name, f.Message)
			}
		})
	}
	alice.is(made)
	if f := alice.refused("invalid", "open", nil); !strings.Contains(f.Message, "cannot") {
		t.Errorf("an unknown call: %+v", f)
	}
}

// TestAlarm: a portal that serves an older log is caught, nothing is written
// until the person has decided, and the evidence is kept.
func TestAlarm(t *testing.T) {
	h := newHouse(t)
	alice := h.browser()
	made := alice.create(h, "alice")
	if got := call[struct{ Acknowledged, Administrator bool }](alice, "check", nil); !got.Acknowledged || !got.Administrator {
		t.Errorf("checked: %+v", got)
	}
	old, err := h.portal.ReadLog(t.Context(), "checkpoint")
	h.check(err)
	call[any](alice, "rename", object{"device": made.Device, "name": "newer"})
	rollback := func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path != "/log/checkpoint" {
			return false
		}
		_, _ = w.Write(old)
		return true
	}
	h.instead(rollback, func() {
		if f := alice.refused("alarm", "check", nil); f.Kind != "rollback" {
			t.Errorf("the alarm is %+v", f)
		}
	})
	alice.refused("stopped", "rename", object{"device": made.Device, "name": "x"})
	if got := call[[]struct{ Kind string }](alice, "evidence", nil); len(got) != 1 || got[0].Kind != "rollback" {
		t.Errorf("the evidence is %+v", got)
	}
	alice.refused("no-alarm", "acceptLog", object{"kind": "fork"})
	call[any](alice, "acceptLog", object{"kind": call[string](alice, "undecided", nil)})
	alice.is(made)
}
