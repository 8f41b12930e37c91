package portal

import (
	"errors"
	"time"

	"meshportal/meshcore"
	"meshportal/meshcore/udf"
)

// of reports whether a session's device, with its key, is in a profile.
func (x *Session) of(p *meshcore.PersonalProfile) bool {
	device, ok := p.DeviceByAuthentication(x.Key)
	return ok && device.Identifier == x.Device && p.Identifier == x.Profile
}

// lasts reports whether a session's time is not over.
func (s *Service) lasts(x *Session) bool {
	idle, life := s.Limits.session()
	now := s.Now()
	return now.Before(x.Seen.Add(idle)) && now.Before(x.Started.Add(life))
}

// session returns the two lives of a session; a zero is the default.
func (l *Limits) session() (idle, life time.Duration) {
	idle, life = l.SessionIdle, l.SessionLife
	if idle <= 0 {
		idle = DefaultLimits().SessionIdle
	}
	if life <= 0 {
		life = DefaultLimits().SessionLife
	}
	return idle, life
}

// forgetSessions drops those whose time is over.
func (s *Service) forgetSessions(tx Tx, now time.Time) error {
	idle, life := s.Limits.session()
	return tx.ForgetSessions(now.Add(-life), now.Add(-idle))
}

// settleSessions ends the sessions of devices that are not in next, in the
// transaction that publishes it (protocol.md II.11).
func settleSessions(tx Tx, next *meshcore.PersonalProfile) error {
	sessions, err := tx.Sessions(next.Identifier)
	if err != nil {
		return err
	}
	for i := range sessions {
		if sessions[i].of(next) {
			continue
		}
		if err := tx.DeleteSession(sessions[i].Hash); err != nil {
			return err
		}
	}
	return forgetSightings(tx, next.Identifier, func(device udf.Fingerprint) bool {
		_, stays := next.Device(device)
		return stays
	})
}

// endSessions ends all sessions of a profile.
func endSessions(tx Tx, profile udf.Fingerprint) error {
	sessions, err := tx.Sessions(profile)
	if err != nil {
		return err
	}
	for _, x := range sessions {
		err = errors.Join(err, tx.DeleteSession(x.Hash))
	}
	return err
}
