package portal

import (
	"context"

	"meshportal/meshcore/protocol"
)

// Sessions lists the sessions of the holder's profile, the newest first.
func (s *Service) Sessions(ctx context.Context, by *Session) (sessions []Session, err error) {
	err = s.look(ctx, by, func(tx Tx, c *Caller) error {
		sessions, err = s.sessions(tx, c)
		return err
	})
	return sessions, err
}

// EndSession ends a session of the holder's profile; to end one's own is to
// sign out.
func (s *Service) EndSession(ctx context.Context, by *Session, hash [32]byte) error {
	return s.change(ctx, by, func(tx Tx, c *Caller) error {
		session, err := tx.Session(hash)
		if err != nil {
			return err
		}
		if session.Profile != c.Profile {
			return unknown()
		}
		return tx.DeleteSession(hash)
	})
}

// EndOtherSessions ends all sessions of the holder's profile but its own.
func (s *Service) EndOtherSessions(ctx context.Context, by *Session) error {
	return s.change(ctx, by, func(tx Tx, c *Caller) error {
		sessions, err := tx.Sessions(c.Profile)
		if err != nil {
			return err
		}
		for _, x := range sessions {
			if x.Hash == by.Hash {
				continue
			}
			if err := tx.DeleteSession(x.Hash); err != nil {
				return err
			}
		}
		return nil
	})
}

// sessions lists the sessions of a profile that hold.
func (s *Service) sessions(tx Tx, c *Caller) (holding []Session, err error) {
	all, err := tx.Sessions(c.Profile)
	if err != nil {
		return nil, err
	}
	for i := range all {
		if s.lasts(&all[i]) && all[i].of(c.Personal) {
			holding = append(holding, all[i])
		}
	}
	return holding, nil
}

// look runs f on a snapshot in which the session still holds. An error is a
// *protocol.Error.
func (s *Service) look(ctx context.Context, by *Session, f func(Tx, *Caller) error) error {
	err := s.store.View(ctx, func(tx Tx) error {
		c, _, err := s.holder(tx, by.Hash)
		if err != nil {
			return err
		}
		return f(tx, c)
	})
	if err != nil {
		return refusal(err, "")
	}
	return nil
}

// change does so in a transaction that writes.
func (s *Service) change(ctx context.Context, by *Session, f func(Tx, *Caller) error) error {
	_, err := s.write(ctx, func(tx Tx) (protocol.Response, error) {
		c, _, err := s.holder(tx, by.Hash)
		if err != nil {
			return nil, err
		}
		return nil, f(tx, c)
	})
	if err != nil {
		return refusal(err, "")
	}
	return nil
}
