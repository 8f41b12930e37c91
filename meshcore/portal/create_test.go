package portal_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"meshportal/meshcore"
	"meshportal/meshcore/portal"
	"meshportal/meshcore/protocol"
)

func TestCreateAccount(t *testing.T) {
	w := newWorld(t)
	p := w.draft("alice")
	p.open(p.profile)
	var answer protocol.CreateResponse
	w.check(w.ask(nil, &protocol.CreateRequest{Account: "Alice@" + portalName, Profile: p.entry(p.signed)}, &answer))
	if answer.Status != protocol.Created {
		t.Errorf("status %d, want %d", answer.Status, protocol.Created)
	}
	c, err := w.open([]byte(answer.CheckpointValue))
	w.check(err)
	if c.Size != 1 || w.size() != 1 {
		t.Errorf("the answer's note is of %d leaves, the log has %d; want 1", c.Size, w.size())
	}
}

func TestCreateAccountSentAgainIsNoConflict(t *testing.T) {
	open := true
	w := newWorld(t, func(c *portal.Config) {
		c.Signup, c.SignupToken = portal.SignupInvitation, func(string) bool { return open }
	})
	p := w.person("alice")
	open = false // the invitation was good once; the account is there all the same
	w.check(w.create(p.account, p.entry(p.signed)))
	if w.size() != 1 {
		t.Errorf("the log has %d leaves, want 1", w.size())
	}
}

func TestCreateAccountNameIsFree(t *testing.T) {
	w := newWorld(t)
	w.person("alice")
	other := w.draft("alice")
	w.refused(protocol.Conflict, other.create)
}

func TestCreateAccountProfileWasNeverHere(t *testing.T) {
	w := newWorld(t)
	alice := w.person("alice")
	again := w.draft("second")
	again.master = alice.master
	again.profile.Identifier = alice.profile.Identifier
	w.refused(protocol.Conflict, again.create)
}

func TestCreateAccountPolicy(t *testing.T) {
	for _, tt := range []struct {
		name, account, token string
		policy               portal.SignupPolicy
		want                 protocol.Code // 0: accepted
	}{
		{"open", "alice", "", portal.SignupOpen, 0},
		{"closed", "alice", "good", portal.SignupClosed, protocol.Unauthorized},
		{"invited", "alice", "good", portal.SignupInvitation, 0},
		{"not invited", "alice", "bad", portal.SignupInvitation, protocol.Unauthorized},
		{"reserved", "postmaster", "", portal.SignupOpen, protocol.Unauthorized},
		{"reserved by the operator", "ceo", "", portal.SignupOpen, protocol.Unauthorized},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t, func(c *portal.Config) {
				c.Signup, c.SignupToken, c.Reserved = tt.policy, func(token string) bool { return token == "good" }, []string{"ceo"}
			})
			p := w.draft(tt.account)
			p.open(p.profile)
			create := func() error {
				req := &protocol.CreateRequest{Account: string(p.account), Profile: p.entry(p.signed), SignupToken: tt.token}
				return w.ask(nil, req, new(protocol.CreateResponse))
			}
			if tt.want == 0 {
				w.check(create())
				return
			}
			w.refused(tt.want, create)
		})
	}
}

// Each case breaks one rule of protocol.md II.4.2 (c) or II.7.
func TestCreateAccountRefuses(t *testing.T) {
	for _, tt := range []struct {
		name string
		want protocol.Code
		make func(w *world, p *person)
	}{
		{"another portal's account", protocol.Invalid, func(w *world, p *person) {
			p.account = "alice@elsewhere.example"
			p.profile.Names = []string{string(p.account)}
			p.open(p.profile)
		}},
		{"a profile of another account", protocol.Invalid, func(w *world, p *person) {
			p.open(p.profile)
			p.account = "bob@" + portalName
		}},
		{"a signer who is not the genesis key", protocol.Unauthorized, func(w *world, p *person) {
			p.open(p.profile)
			p.signed = nil
			p.seal(p.profile, p.first.sign)
		}},
		{"two devices", protocol.Unauthorized, func(w *world, p *person) {
			p.profile.Devices = append(p.profile.Devices, w.device().profile)
			p.open(p.profile)
		}},
		{"a key of another profile", protocol.Unauthorized, func(w *world, p *person) {
			bob := w.person("bob")
			stolen := w.deviceOf(p.first.sign, p.first.auth, bob.first.enc)
			p.profile.Devices = []meshcore.SignedDeviceProfile{stolen.profile}
			p.open(p.profile)
		}},
		{"an Identifier of another profile", protocol.Unauthorized, func(w *world, p *person) {
			p.profile.Applications[0].Identifier = w.person("bob").profile.Applications[0].Identifier
			p.open(p.profile)
		}},
		{"a predecessor", protocol.Conflict, func(w *world, p *person) {
			p.profile.NotaryToken = w.token(new(meshcore.VersionID))
			p.open(p.profile)
		}},
		{"a date in 2036", protocol.Conflict, func(w *world, p *person) {
			p.profile.Updated = meshcore.At(w.time().AddDate(10, 0, 0))
			p.open(p.profile)
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			p := w.draft("alice")
			tt.make(w, p)
			w.refused(tt.want, func() error { return w.create(p.account, p.entry(p.signed)) })
		})
	}
}

func TestCreateAccountAtOnce(t *testing.T) {
	w := newWorld(t)
	drafts := make([]*person, 16)
	for i := range drafts {
		drafts[i] = w.draft("alice")
		drafts[i].open(drafts[i].profile)
	}
	var won atomic.Int32
	var all sync.WaitGroup
	for _, p := range drafts {
		entry := p.entry(p.signed)
		all.Go(func() {
			if err := w.create(p.account, entry); err == nil {
				won.Add(1)
			}
		})
	}
	all.Wait()
	if won.Load() != 1 || w.size() != 1 {
		t.Errorf("%d of %d got the name, %d leaves; want 1", won.Load(), len(drafts), w.size())
	}
}

func TestValidateAccount(t *testing.T) {
	w := newWorld(t)
	w.person("alice")
	for _, tt := range []struct {
		account  string
		language []string
		want     string // the reason; "" if the name may be had
	}{
		{"bob@" + portalName, nil, ""},
		{"alice@" + portalName, nil, "That name is not available"},
		{"ALICE@" + portalName, []string{"fr", "de-AT", "en"}, "Dieser Name ist nicht verfügbar"},
		{"root@" + portalName, []string{"tlh"}, "That name is not available"},
		{"bob@elsewhere.example", nil, "That account belongs to another portal"},
	} {
		var answer protocol.ValidateResponse
		w.check(w.ask(nil, &protocol.ValidateRequest{Account: tt.account, Language: tt.language}, &answer))
		if answer.Valid != (tt.want == "") || answer.Reason != tt.want || answer.Minimum != 1 || answer.Maximum != 64 {
			t.Errorf("%s: %+v, want the reason %q", tt.account, answer, tt.want)
		}
	}
	for _, account := range []string{"", "bob", "b ob@" + portalName, "a..b@" + portalName, fmt.Sprintf("%065d@%s", 0, portalName)} {
		var answer protocol.ValidateResponse
		w.check(w.ask(nil, &protocol.ValidateRequest{Account: account}, &answer))
		if answer.Valid || answer.Reason == "" {
			t.Errorf("%q may be had", account)
		}
	}
}
