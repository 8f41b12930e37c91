package portal

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"meshportal/meshcore/ledger"
)

// renewal is the age at which a checkpoint is signed anew when it is asked for.
const renewal = 10 * time.Minute

func hashes(tx Tx) tlog.HashReader { return tlog.HashReaderFunc(tx.ReadHashes) }

// state is the log as a transaction sees it.
func (s *Service) state(tx Tx) (c ledger.Checkpoint, err error) {
	c = ledger.Checkpoint{Origin: s.Origin, Time: s.Now().UTC().Truncate(time.Second)}
	if c.Size, err = tx.LogSize(); err != nil {
		return c, err
	}
	c.Root, err = ledger.Root(c.Size, hashes(tx))
	return c, err
}

// addLeaf appends a leaf to log and tree and returns its index.
func addLeaf(tx Tx, leaf ledger.Leaf) (int64, error) {
	index, err := tx.LogSize()
	if err != nil {
		return 0, err
	}
	text := leaf.Marshal()
	stored, err := tlog.StoredHashesForRecordHash(index, tlog.RecordHash(text), hashes(tx))
	if err != nil {
		return 0, err
	}
	if err := tx.AddHashes(tlog.StoredHashIndex(0, index), stored); err != nil {
		return 0, err
	}
	return index, tx.AddLeaf(index, text)
}

// release signs a checkpoint, keeps it, and lets it be told.
func (s *Service) release(c ledger.Checkpoint) error {
	s.renewing.Lock()
	defer s.renewing.Unlock()
	if newest := s.released.Load(); newest != nil && newest.Size > c.Size {
		return nil
	}
	note, err := c.Sign(s.NoteSigner)
	if err != nil {
		return err
	}
	if err := s.Release(note); err != nil {
		return err
	}
	s.released.Store(&release{c, note})
	return nil
}

// checkpoint returns the newest note, signed anew if it has become old. A
// frozen log signs nothing: it has the note from before, or, if it does not
// contain what was released, none.
func (s *Service) checkpoint() (*release, error) {
	newest := s.released.Load()
	if reason, frozen := s.Frozen(); frozen {
		if newest.note == nil {
			return nil, errFrozen(reason)
		}
		return newest, nil
	}
	now := s.Now().UTC().Truncate(time.Second)
	if now.Sub(newest.Time) < renewal {
		return newest, nil
	}
	c := newest.Checkpoint
	c.Time = now
	if err := s.release(c); err != nil {
		return nil, unavailable(err)
	}
	return s.released.Load(), nil
}

// thaw compares the store with what was released before, and begins.
func (s *Service) thaw(ctx context.Context) error {
	var now ledger.Checkpoint
	reason := ""
	err := s.store.View(ctx, func(tx Tx) (err error) {
		if now, err = s.state(tx); err != nil || s.Released == nil {
			return err
		}
		reason, err = s.behind(tx, now.Size)
		return err
	})
	if err != nil {
		return err
	}
	s.released.Store(&release{Checkpoint: now})
	if reason != "" {
		s.freeze(reason)
		return nil
	}
	return s.release(now)
}

// behind says how the store contradicts the released note; "" if it contains it.
func (s *Service) behind(tx Tx, size int64) (reason string, err error) {
	released, err := ledger.ParseCheckpoint(s.Released, s.verifier)
	if err != nil {
		return "the checkpoint that was released cannot be read", nil
	}
	if released.Size > size {
		return fmt.Sprintf("the database has %d leaves; %d were released", size, released.Size), nil
	}
	root, err := ledger.Root(released.Size, hashes(tx))
	if err == nil && root != released.Root {
		reason = fmt.Sprintf("the database has another history of %d leaves than the one released", released.Size)
	}
	return reason, err
}

// rootAt returns the root of an earlier size that was released: tokens name
// the same ones again and again.
func (s *Service) rootAt(tx Tx, size int64) (ledger.Hash, error) {
	if root, ok := s.roots.get(size); ok {
		return root, nil
	}
	root, err := ledger.Root(size, hashes(tx))
	if err == nil {
		s.roots.put(size, root)
	}
	return root, err
}
