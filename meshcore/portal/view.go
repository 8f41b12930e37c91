package portal

import (
	"context"
	"errors"
	"time"

	"meshportal/meshcore"
	"meshportal/meshcore/ledger"
	"meshportal/meshcore/udf"
)

// View is what a web session is shown of its profile, all of one moment and of
// the log that was released then. Nothing in it may be changed.
type View struct {
	Account       Account
	Personal      *meshcore.PersonalProfile
	Head          Version         // of the profile; Body is nil
	Device        udf.Fingerprint // the session's
	Administrator bool            // that device is one
	Devices       []DeviceView    // in the profile's order
	Pending       []PendingView   // oldest first; for administration devices alone
	Blocked       []udf.Fingerprint
	Kits          []Version // recovery entries that are not erased; Body is nil
	Sessions      []Session // newest first
	LogSize       int64
	Checkpoint    []byte // the newest note; nil while a frozen log has none
}

// DeviceView is a device of the profile.
type DeviceView struct {
	Device        *meshcore.DeviceProfile
	Name          string
	Added         time.Time
	AddedBy       udf.Fingerprint // signer of the version that brought it; "" for the first
	Recovered     bool            // it came with a recovery, whose genesis key is AddedBy
	Seen          time.Time       // zero if never
	Administrator bool
	Reads, Signs  []udf.Fingerprint // applications, but for the administration entry
	Sessions      int
}

// View returns what the session's pages show. It is Unauthenticated if the
// session does not hold any more.
func (s *Service) View(ctx context.Context, by *Session) (*View, error) {
	log := s.told() // before the snapshot, which may contain more
	view := &View{LogSize: log.Size, Checkpoint: log.note}
	err := s.look(ctx, by, func(tx Tx, c *Caller) (err error) {
		view.Device, view.Administrator = c.Device, c.Administrator()
		if view.Account, err = tx.AccountOf(c.Profile); err != nil {
			return err
		}
		if view.Head, err = newest(tx, c.Profile, log.Size); err != nil {
			return err
		}
		if view.Personal, err = s.open(view.Head); err != nil {
			return err
		}
		view.Head.Body = nil
		return s.fill(tx, c, view)
	})
	if err != nil {
		return nil, err
	}
	return view, nil
}

// fill adds what is not in the profile itself.
func (s *Service) fill(tx Tx, c *Caller, view *View) (err error) {
	if view.Sessions, err = s.sessions(tx, c); err != nil {
		return err
	}
	if view.Devices, err = s.devices(tx, view); err != nil {
		return err
	}
	if view.Kits, err = kits(tx, c.Profile, view.LogSize); err != nil || !view.Administrator {
		return err
	}
	if view.Pending, err = s.pendingViews(tx, view.Personal); err != nil {
		return err
	}
	view.Blocked, err = tx.Blocked(c.Profile)
	return err
}

// Held reports whether a device is or was one of the session's profile.
func (s *Service) Held(ctx context.Context, by *Session, device udf.Fingerprint) (held bool, err error) {
	err = s.look(ctx, by, func(tx Tx, c *Caller) error {
		key, err := tx.Key(device) // its Identifier is that of its signature key
		if errors.Is(err, ErrNotFound) {
			return nil
		}
		held = key.Profile == c.Profile && key.Device == device
		return err
	})
	return held, err
}

// told returns what may be told of the log; a frozen one may have no note.
func (s *Service) told() *release {
	if newest, err := s.checkpoint(); err == nil {
		return newest
	}
	return s.released.Load()
}

// kits lists the recovery entries of a profile that were not erased.
func kits(tx Tx, profile udf.Fingerprint, size int64) (live []Version, err error) {
	bindings, err := tx.Bindings(profile)
	if err != nil {
		return nil, err
	}
	for _, b := range bindings {
		if b.Kind != ledger.KindEscrow {
			continue
		}
		v, err := newest(tx, b.Identifier, size)
		if errors.Is(err, ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		escrow, err := meshcore.ParseEscrow(v.Body)
		if err != nil {
			return nil, err
		}
		if escrow.EncryptedData != nil {
			v.Body = nil
			live = append(live, v)
		}
	}
	return live, nil
}
