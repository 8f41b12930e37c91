package store

import (
	"context"
	"fmt"
	"sync"

	"meshportal/meshcore/portal"
)

// DB is an open database. It implements [portal.Store] and is safe for
// concurrent use. An Update inside a View or an Update of the same goroutine
// waits for itself: never nest them.
type DB struct {
	engine engine
	write  *pool
	read   *pool
	once   sync.Once
	closed error
}

var _ portal.Store = (*DB)(nil)

// engine is what differs between databases.
type engine interface {
	// recoverable reports whether the transaction still stands after err, so
	// that undoing a savepoint is all it takes.
	recoverable(err error) bool
	// check looks for damage in the database's own structure.
	check(ctx context.Context) error
	backup(ctx context.Context, file string) error
	// settle runs when the last reader has gone, before the writer goes.
	settle(s *session) error
}

// View runs f on a snapshot: it sees all of a commit or nothing, and the
// snapshot is taken at the first read. Writing in it is an error.
func (d *DB) View(ctx context.Context, f func(portal.Tx) error) error {
	return d.transact(ctx, d.read, f)
}

// Update runs f in a transaction of its own; all others wait. If f returns an
// error or panics, or ctx ends before the commit, nothing is written. An error
// of the database that f swallowed fails the Update all the same.
func (d *DB) Update(ctx context.Context, f func(portal.Tx) error) error {
	return d.transact(ctx, d.write, f)
}

// Check looks for damage: in the database's own structure, and between the
// bodies and the sums kept of them. A flipped byte of a body goes unseen: only
// who recomputes its hash finds that (security.md 6).
func (d *DB) Check(ctx context.Context) error {
	if err := d.engine.check(ctx); err != nil {
		return fmt.Errorf("store: check: %w", err)
	}
	return d.View(ctx, checkUsage)
}

// Backup writes a verified copy of the database as of now to file, which must
// not exist. It works while the portal runs.
func (d *DB) Backup(ctx context.Context, file string) error {
	if err := d.engine.backup(ctx, file); err != nil {
		return fmt.Errorf("store: backup: %w", err)
	}
	return nil
}

// Close waits for running transactions, brings everything into the database
// file and closes it. It may be called again.
func (d *DB) Close() error {
	d.once.Do(func() { d.closed = d.close() })
	return d.closed
}

func (d *DB) close() error {
	readers := d.read.close(nil)
	if err := d.write.close(d.engine.settle); err != nil {
		return fmt.Errorf("store: close: %w", err)
	}
	return readers
}
