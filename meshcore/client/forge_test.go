package client_test

import (
	"crypto/rand"
	"errors"
	"testing"
	"time"

	"meshportal/meshcore"
	"meshportal/meshcore/client"
	"meshportal/meshcore/jose"
	"meshportal/meshcore/ledger"
	"meshportal/meshcore/udf"
)

// scene is a person with a laptop, a phone that edits, a tablet that was
// removed, and an application of several versions.
type scene struct {
	*world
	laptop, phone, tablet *device
	profile, application  udf.Fingerprint
	entry                 string
	forger                *forger
}

func newScene(t *testing.T) *scene {
	t.Helper()
	s := &scene{world: newWorld(t)}
	s.laptop = s.person(alice)
	s.application, s.entry = s.laptop.passwords()
	s.phone = s.join(s.laptop, "phone", editorOfAll)
	s.tablet = s.join(s.laptop, "tablet", administrator)
	s.clock.Advance(time.Minute)
	_, err := s.laptop.Remove(t.Context(), s.tablet.id())
	s.check(err)
	s.check(s.laptop.change(s.application, s.entry, "Password=second"))
	for _, d := range []*device{s.laptop, s.phone} {
		d.reads(s.application, s.entry, "Password", "second")
	}
	self, err := s.laptop.Self()
	s.check(err)
	s.profile = self.Profile
	s.forger = s.forge(s.profile)
	s.phone.evil.Transport = s.forger
	return s
}

// newest parses the newest profile that the forger serves.
func (s *scene) newest() (*meshcore.PersonalProfile, meshcore.VersionID) {
	all := s.forger.served[s.profile]
	last := all[len(all)-1]
	signed, err := meshcore.ParseEntry[meshcore.PersonalProfile]([]byte(last.text))
	s.check(err)
	p, err := signed.Reopen()
	s.check(err)
	return p, last.version
}

// logProfile signs a successor of the newest profile and logs it.
func (s *scene) logProfile(signer jose.Signer, change func(*meshcore.PersonalProfile)) {
	next, before := s.newest()
	next.NotaryToken = s.forger.tokenAfter(before)
	change(next)
	signed, err := meshcore.Sign(next, signer)
	s.check(err)
	entry, err := signed.Entry()
	s.check(err)
	s.forger.add(s.profile, signed.Version(), string(entry))
}

func (d *device) signer() jose.Signer {
	key, err := d.machine.Signer(d.id())
	d.w.check(err)
	return key
}

// TestForgedLogs has one alarm for each way in which a portal with the log's
// key can lie (protocol.md II.6).
func TestForgedLogs(t *testing.T) {
	leaf := func(change func(*ledger.Leaf)) func(*scene) {
		return func(s *scene) {
			last := s.forger.served[s.application][len(s.forger.served[s.application])-1]
			s.forger.add(s.application, last.version, last.text, change)
		}
	}
	for _, test := range []struct {
		name string
		kind client.AlarmKind
		lie  func(*scene)
	}{
		{"an old profile is logged again", client.Rollback, func(s *scene) { s.forger.again(s.profile, 2) }},
		{"an old application is logged again", client.Rollback, func(s *scene) { s.forger.again(s.application, 2) }},
		{"an old profile by a signer without right is logged again", client.Rollback, func(s *scene) { s.forger.again(s.profile, 0) }},
		{"a removed device comes back by an old profile", client.Rollback, func(s *scene) {
			s.forger.again(s.profile, len(s.forger.served[s.profile])-2)
		}},
		{"one version has two successors", client.Fork, leaf(func(l *ledger.Leaf) { l.Sequence-- })},
		{"a leaf follows another than the last", client.Fork, leaf(func(l *ledger.Leaf) { l.Previous[0] ^= 1 })},
		{"a sequence has a gap", client.Fork, leaf(func(l *ledger.Leaf) { l.Sequence++ })},
		{"a sequence begins again", client.Fork, leaf(func(l *ledger.Leaf) { l.Sequence = 0 })},
		{"the version in the last leaf is not served", client.Withheld, func(s *scene) {
			s.forger.again(s.application, 2)
			s.forger.truncate(s.application, len(s.forger.served[s.application])-1)
		}},
		{"the profile in the last leaf is not served", client.Withheld, func(s *scene) {
			s.forger.again(s.profile, 2)
			s.forger.truncate(s.profile, len(s.forger.served[s.profile])-1)
		}},
		{"a profile by a device that does not administer", client.Substitution, func(s *scene) {
			s.logProfile(s.phone.signer(), func(p *meshcore.PersonalProfile) { p.Administration().SignID[0] = s.phone.id() })
		}},
		{"a profile by a removed administration device", client.Substitution, func(s *scene) {
			s.logProfile(s.tablet.signer(), func(*meshcore.PersonalProfile) {})
		}},
		{"a removed device is in the profile again", client.Substitution, (*scene).readmits},
		{"a profile by a stranger's key", client.Substitution, func(s *scene) {
			key, err := jose.GenerateEd25519(rand.Reader)
			s.check(err)
			s.logProfile(key, func(*meshcore.PersonalProfile) {})
		}},
		{"another person's profile", client.Substitution, func(s *scene) {
			mallory := s.person("mallory@localhost:8080")
			self, err := mallory.Self()
			s.check(err)
			theirs := s.forge(self.Profile).served[self.Profile][0]
			s.forger.add(s.profile, theirs.version, theirs.text)
		}},
		{"the administration entry gets another Identifier", client.Substitution, func(s *scene) {
			s.logProfile(s.laptop.signer(), func(p *meshcore.PersonalProfile) {
				id, err := udf.Random(rand.Reader)
				s.check(err)
				p.Administration().Identifier = id
			})
		}},
		{"the profile moves to another account", client.Substitution, func(s *scene) {
			s.logProfile(s.laptop.signer(), func(p *meshcore.PersonalProfile) { p.Names[0] = "bob@localhost:8080" })
		}},
		{"a profile is dated in the future", client.Substitution, func(s *scene) {
			s.logProfile(s.laptop.signer(), func(p *meshcore.PersonalProfile) { p.Updated = meshcore.At(s.clock.Now().Add(time.Hour)) })
		}},
		{"a profile is dated before the one that it follows", client.Substitution, func(s *scene) {
			s.logProfile(s.laptop.signer(), func(p *meshcore.PersonalProfile) { p.Updated = meshcore.At(p.Updated.Add(-time.Second)) })
		}},
		{"a signer saw another log", client.Fork, func(s *scene) {
			s.logProfile(s.laptop.signer(), func(p *meshcore.PersonalProfile) {
				other := s.forge(s.profile)
				other.again(s.profile, 0)
				s.forger.filler(2)
				_, before := s.newest()
				p.NotaryToken = other.tokenAfter(before)
			})
		}},
		{"an application is lifted into another", client.Substitution, func(s *scene) {
			second, _ := s.laptop.passwords()
			s.forger = s.forge(s.profile)
			s.phone.evil.Transport = s.forger
			_, err := s.laptop.Grant(s.Context(), second, s.phone.id(), meshcore.Reader)
			s.check(err)
			s.forger = s.forge(s.profile)
			s.phone.evil.Transport = s.forger
			other := s.forger.served[second]
			s.forger.add(s.application, other[len(other)-1].version, other[len(other)-1].text)
		}},
		{"the log is cut", client.Rollback, func(s *scene) {
			s.forger.filler(3)
			_, err := s.phone.Sync(s.Context())
			s.check(err)
			s.forger = s.forge(s.profile)
			s.phone.evil.Transport = s.forger
		}},
		{"the log is another of the same size", client.Fork, func(s *scene) {
			s.forger.filler(1)
			_, err := s.phone.Sync(s.Context())
			s.check(err)
			s.forger = s.forge(s.profile)
			s.forger.again(s.profile, 0)
			s.phone.evil.Transport = s.forger
		}},
		{"the log does not extend the one seen", client.Fork, func(s *scene) {
			s.forger.filler(1)
			_, err := s.phone.Sync(s.Context())
			s.check(err)
			s.forger = s.forge(s.profile)
			s.forger.again(s.profile, 0)
			s.forger.filler(5)
			s.phone.evil.Transport = s.forger
		}},
		{"the checkpoint is of an hour ahead", client.Frozen, func(s *scene) { s.forger.Ahead = 2 * time.Hour }},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newScene(t)
			test.lie(s)
			_, err := s.phone.read(s.application, s.entry, "Password")
			wantAlarm(t, err, test.kind)
			s.aftermath(t, test.kind)
		})
	}
}

// aftermath is what follows from every alarm: the evidence verifies offline,
// what the device had can be read, and nothing is written.
func (s *scene) aftermath(t *testing.T, kind client.AlarmKind) {
	t.Helper()
	evidence, err := s.phone.Evidence()
	s.check(err)
	if kind == client.Rollback && len(evidence[0].Documents) < 2 && len(evidence[0].Checkpoints) < 2 {
		t.Error("the evidence has not both sides")
	}
	if len(evidence) == 0 || evidence[len(evidence)-1].Kind != kind {
		t.Fatalf("evidence: %+v", evidence)
	}
	if _, err := evidence[len(evidence)-1].Verify(); err != nil {
		t.Errorf("the evidence does not verify: %v", err)
	}
	_, apps, err := s.phone.Kept()
	s.check(err)
	if len(apps) != 1 || apps[0].Catalog == nil {
		t.Errorf("what the device had cannot be read: %+v", apps)
	}
	if kind == client.Frozen {
		return
	}
	s.phone.evil.Transport = s.portal
	var again *client.Alarm // of a memory that the honest log contradicts now
	if err := s.phone.change(s.application, s.entry, "Password=third"); !errors.Is(err, client.ErrStopped) && !errors.As(err, &again) {
		t.Errorf("it writes after the alarm: %v", err)
	}
}
