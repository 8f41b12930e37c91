package browser

import (
	"os"
	"path/filepath"
	"strings"
	"time"
)

// comesAsStranger: what a browser sees that is no device.
func (w *tour) comesAsStranger() {
	p := w.guest
	w.opens("front-open", p, "/", "Lost every device?")
	w.opens("error-stranger", p, "/nowhere", "There is nothing here")
	w.opens("signin-none", p, "/home", "This browser is no device of a profile yet.")
	w.opens("recover", p, "/recover", "Recover a profile")
	newMachine(w.t).must("profile", "create", "carol@"+w.portal.name(), "--defer-kit")
	p.open("/join")
	p.typeInto("Account name", "carol")
	p.text("[aria-invalid=true] ~ .field-suffix")
	w.stop("join-taken", p)
	w.opens("connect", p, "/connect", "Ask to join a profile")
	p.typeInto("Account", "nobody@"+w.portal.name())
	p.click("Ask to join")
	p.text("[data-part=trouble]")
	w.stop("connect-error", p)
}

// readsHelp goes through the help by its own links, and opens the six alarms
// as the help does.
func (w *tour) readsHelp() {
	p := w.guest
	w.opens("help", p, "/help", "Short answers in plain words.")
	for _, path := range evaluate[[]string](p, `[...document.querySelectorAll(".topic a")].map((a) => a.pathname)`) {
		w.opens(strings.ReplaceAll(path[1:], "/", "-"), p, path, "More help")
	}
	for _, kind := range []string{"substitution", "withheld", "rollback", "fork", "frozen", "new-log"} {
		w.opens("alarm-"+kind, p, "/alarm/"+kind, "This browser has raised no such alarm")
	}
}

// meetsOtherPortals: who may sign up is the operator's choice.
func (w *tour) meetsOtherPortals() {
	tokens := filepath.Join(w.t.TempDir(), "tokens")
	if err := os.WriteFile(tokens, []byte("come-in-one-of-you\n"), 0o600); err != nil {
		w.t.Fatal(err)
	}
	closed := w.beside("closed", "--signup", "closed")
	w.opens("front-closed", w.guest, closed+"/", "This portal takes no new profiles.")
	w.opens("join-closed", w.guest, closed+"/join", "This portal takes no new profiles.")
	invitation := w.beside("invitation", "--signup", "invitation", "--signup-token-file", tokens)
	w.opens("join-invitation", w.guest, invitation+"/join", "Sign-up invitation")
}

// asks is a request to join that waits.
func (w *tour) asks(p *tab, account, name string) {
	w.t.Helper()
	p.open("/connect")
	p.typeInto("Account", account)
	p.typeInto("Name of this browser", name)
	p.click("Ask to join")
	p.see("Waiting to be let in", "left")
}

// asksInVain is a request that an administration device refuses.
func (w *tour) asksInVain() {
	p := w.guest
	w.asks(p, w.account, "Ann’s tablet")
	w.stop("connect-pending", p)
	w.opens("signin-pending", p, "/home", "has asked to join")
	p.open("/connect")
	for _, one := range w.server.must("device", "pending")["pending"].([]any) {
		w.server.must("device", "reject", text(w.t, one.(map[string]any), "device"))
	}
	p.see("The request was rejected")
	w.stop("connect-rejected", p)
}

// asksTooLate is a request at a portal where it lives for a minute; nobody
// answers, and wasTooLate comes back to it.
func (w *tour) asksTooLate() {
	base := w.beside("short", "--limits.request-minutes", "1")
	account := "bob@" + w.bystands["short"].name()
	newMachine(w.t).must("profile", "create", account, "--device-name", "server", "--defer-kit")
	w.late = w.guest.c.tab(base)
	w.asks(w.late, account, "Ann’s tablet")
	w.over = time.Now().Add(time.Minute)
}

func (w *tour) wasTooLate() {
	w.late.set(shown)
	time.Sleep(time.Until(w.over))
	w.late.see("The request has ended")
	w.stop("connect-expired", w.late)
	w.admin.set(shown)
}
