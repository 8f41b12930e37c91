package portal

import (
	"context"
	"crypto/sha256"
	"errors"
	"slices"
	"time"

	"meshportal/meshcore/protocol"
)

const (
	// mostSessions bounds the sessions of a device.
	mostSessions = 20
	// seenEvery is how often it is written that a session was seen.
	seenEvery = time.Minute
)

// errSession is the one shape of a session that is not, or not any more.
var errSession = unauthenticated("this session has ended; sign in again")

// Session returns the session of a cookie's id, if it holds: it was seen within
// Limits.SessionIdle, started within Limits.SessionLife, and its device is in
// the current profile. Else it is Unauthenticated, in one shape.
func (s *Service) Session(ctx context.Context, id string) (*Session, error) {
	if _, ok := exactly(id, 32); !ok {
		return nil, refusal(errSession, "")
	}
	var session *Session
	err := s.store.View(ctx, func(tx Tx) (err error) {
		_, session, err = s.holder(tx, sha256.Sum256([]byte(id)))
		return err
	})
	if err != nil {
		return nil, refusal(err, "")
	}
	s.see(ctx, session)
	return session, nil
}

// see remembers that a session is in use. That it could not be written is no
// reason to show its holder nothing.
func (s *Service) see(ctx context.Context, session *Session) {
	now := s.Now().UTC()
	s.sightings.note(session.Profile, session.Device, now)
	if _, frozen := s.Frozen(); frozen || now.Sub(session.Seen) < seenEvery {
		return
	}
	_, err := s.write(ctx, func(tx Tx) (protocol.Response, error) { return nil, tx.SeeSession(session.Hash, now) })
	if err != nil {
		s.Log.Warn("session use not written", "cause", err)
		return
	}
	session.Seen = now
}

// holder finds a session that holds, and for whom it stands.
func (s *Service) holder(tx Tx, hash [32]byte) (*Caller, *Session, error) {
	session, err := tx.Session(hash)
	if errors.Is(err, ErrNotFound) || err == nil && !s.lasts(&session) {
		return nil, nil, errSession
	}
	if err != nil {
		return nil, nil, err
	}
	current, _, err := s.current(tx, session.Profile)
	if errors.Is(err, ErrNotFound) {
		return nil, nil, errSession // the account was erased
	}
	if err != nil {
		return nil, nil, err
	}
	if !session.of(current) {
		return nil, nil, errSession
	}
	return &Caller{Profile: session.Profile, Device: session.Device, Personal: current}, &session, nil
}

// makeRoom ends the sessions of a device that were seen longest ago, until
// there is room for the next.
func makeRoom(tx Tx, next *Session) error {
	all, err := tx.Sessions(next.Profile)
	if err != nil {
		return err
	}
	own := slices.DeleteFunc(all, func(x Session) bool { return x.Device != next.Device })
	slices.SortStableFunc(own, func(a, b Session) int { return b.Seen.Compare(a.Seen) })
	for len(own) >= mostSessions {
		if err := tx.DeleteSession(own[len(own)-1].Hash); err != nil {
			return err
		}
		own = own[:len(own)-1]
	}
	return nil
}
