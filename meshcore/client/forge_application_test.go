package client_test

import (
	"testing"
	"time"

	"meshportal/meshcore"
	"meshportal/meshcore/client"
	"meshportal/meshcore/jose"
	"meshportal/meshcore/ledger"
	"meshportal/meshcore/meshtest"
)

// logApplication signs a successor of the newest version of the application
// and logs it.
func (s *scene) logApplication(signer jose.Signer, change func(*meshcore.ApplicationProfile)) {
	all := s.forger.served[s.application]
	last := all[len(all)-1]
	signed, err := meshcore.ParseEntry[meshcore.ApplicationProfile]([]byte(last.text))
	s.check(err)
	next, err := signed.Reopen()
	s.check(err)
	next.NotaryToken = s.forger.tokenAfter(last.version)
	change(next)
	signed, err = meshcore.Sign(next, signer)
	s.check(err)
	entry, err := signed.Entry()
	s.check(err)
	s.forger.add(s.application, signed.Version(), string(entry))
}

// tokenAt is a token of an earlier size of the forger's log.
func (f *forger) tokenAt(size int64, v meshcore.VersionID) string {
	c := f.log.Checkpoint(meshtest.Portal+"/mesh", size, f.w.clock.Now())
	return ledger.Token{Origin: c.Origin, Size: c.Size, Root: c.Root, Predecessor: v}.String()
}

// TestForgedApplications has the rules of protocol.md II.3 and II.4.3 that a
// reader enforces.
func TestForgedApplications(t *testing.T) {
	nothing := func(*meshcore.ApplicationProfile) {}
	for _, test := range []struct {
		name string
		kind client.AlarmKind
		lie  func(*scene)
	}{
		{"signed by a removed device", client.Substitution, func(s *scene) { s.logApplication(s.tablet.signer(), nothing) }},
		{"signed by a device that may only read", client.Substitution, func(s *scene) {
			_, err := s.laptop.Grant(s.Context(), s.application, s.phone.id(), meshcore.Reader)
			s.check(err)
			s.forger = s.forge(s.profile)
			s.phone.evil.Transport = s.forger
			s.logApplication(s.phone.signer(), nothing)
		}},
		{"dated in the future", client.Substitution, func(s *scene) {
			s.logApplication(s.phone.signer(), func(a *meshcore.ApplicationProfile) { a.Updated = meshcore.At(s.clock.Now().Add(time.Hour)) })
		}},
		{"dated before the version that it follows", client.Substitution, func(s *scene) {
			s.logApplication(s.phone.signer(), func(a *meshcore.ApplicationProfile) { a.Updated = meshcore.At(a.Updated.Add(-time.Second)) })
		}},
		{"signed before the owner's profile of then", client.Substitution, func(s *scene) {
			index := s.forger.served[s.profile][len(s.forger.served[s.profile])-1].index
			s.logApplication(s.phone.signer(), func(a *meshcore.ApplicationProfile) {
				last := s.forger.served[s.application]
				a.NotaryToken = s.forger.tokenAt(index, last[len(last)-1].version)
			})
		}},
		{"signed with a checkpoint of the future", client.Fork, func(s *scene) {
			s.logApplication(s.phone.signer(), func(a *meshcore.ApplicationProfile) {
				ahead := s.forge(s.profile)
				ahead.filler(2)
				last := s.forger.served[s.application]
				a.NotaryToken = ahead.tokenAfter(last[len(last)-1].version)
			})
		}},
		{"a profile signed before the one that it follows", client.Substitution, func(s *scene) {
			s.logProfile(s.laptop.signer(), func(p *meshcore.PersonalProfile) {
				all := s.forger.served[s.profile]
				last := all[len(all)-1]
				p.NotaryToken = s.forger.tokenAt(last.index, last.version)
			})
		}},
		{"the salt of the version before is missing", client.Fork, func(s *scene) {
			s.clock.Advance(time.Second)
			s.logApplication(s.phone.signer(), func(a *meshcore.ApplicationProfile) { a.Updated = meshcore.At(s.clock.Now()) })
			last := s.forger.served[s.application]
			last[len(last)-1].withoutSalt = true
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newScene(t)
			test.lie(s)
			_, err := s.phone.read(s.application, s.entry, "Password")
			wantAlarm(t, err, test.kind)
		})
	}
}

// In the past of an application versions may be missing: that is no alarm.
func TestThinnedVersions(t *testing.T) {
	s := newScene(t)
	for range 3 {
		s.logApplication(s.phone.signer(), func(*meshcore.ApplicationProfile) {})
	}
	all := s.forger.served[s.application]
	n := len(all)
	all[n-2].withoutSalt = true
	s.forger.served[s.application] = append(all[:n-3:n-3], all[n-2:]...)
	versions, err := s.phone.Versions(t.Context(), s.application)
	s.check(err)
	if len(versions) != n-1 {
		t.Errorf("%d versions, want %d", len(versions), n-1)
	}
}
