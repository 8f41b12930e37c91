package portal

import (
	"context"
	"errors"
	"time"

	"meshportal/meshcore/ledger"
	"meshportal/meshcore/protocol"
	"meshportal/meshcore/udf"
)

// unlistedLife is how long an application that no profile lists is kept.
const unlistedLife = 24 * time.Hour

// janitor sweeps every minute.
func (s *Service) janitor() {
	defer s.running.Done()
	ticker := time.NewTicker(time.Minute)
	defer ticker.Stop()
	for {
		select {
		case <-s.stop:
			return
		case <-ticker.C:
			if err := s.Sweep(context.Background()); err != nil {
				s.Log.Error("sweep failed", "cause", err)
			}
		}
	}
}

// Sweep forgets what has lapsed: requests a day after their end, accounts
// whose grace is over, applications that were never listed, web sessions. It
// writes down which devices were seen.
func (s *Service) Sweep(ctx context.Context) error {
	if _, frozen := s.Frozen(); frozen {
		return nil
	}
	noted := s.sightings.noted()
	_, err := s.write(ctx, func(tx Tx) (protocol.Response, error) {
		now := s.Now()
		return nil, errors.Join(tx.ForgetConnections(now), s.forgetSessions(tx, now), s.eraseDue(tx, now),
			s.eraseUnlisted(tx, now), s.keepSightings(tx, noted))
	})
	if err == nil {
		s.sightings.forget(noted)
	}
	var refused *protocol.Error
	if errors.As(err, &refused) && errors.Is(refused.Err, context.Canceled) {
		return nil // the portal is closing
	}
	return err
}

func (s *Service) eraseDue(tx Tx, now time.Time) error {
	accounts, err := tx.ErasuresDue(now)
	if err != nil {
		return err
	}
	for _, a := range accounts { // one that cannot be erased keeps no other from it
		if err := tx.Savepoint(func() error { return s.erase(tx, a) }); err != nil {
			s.Log.Error("erasure failed", "account", a.Name, "cause", err)
		}
	}
	return nil
}

func (s *Service) eraseUnlisted(tx Tx, now time.Time) error {
	bindings, err := tx.BindingsUnlisted(now.Add(-unlistedLife))
	if err != nil {
		return err
	}
	for _, b := range bindings {
		if err := eraseBodies(tx, b.Identifier); err != nil {
			return err
		}
	}
	return nil
}

// unlisted marks an application that the owner's profile does not list, so
// that it is erased unless it is listed in time.
func (s *Service) unlisted(tx Tx, owner udf.Fingerprint, identifier udf.Fingerprint) error {
	current, _, err := s.current(tx, owner)
	if err != nil {
		return err
	}
	if _, listed := current.Entry(identifier); listed {
		return nil
	}
	b, err := tx.Binding(identifier)
	if err != nil || b.Kind != ledger.KindApplication {
		return err
	}
	b.Unlisted = s.Now().UTC()
	return tx.PutBinding(b)
}
