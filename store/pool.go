package store

import (
	"context"
	"database/sql"
	"errors"
)

var errClosed = errors.New("store: closed")

// pool lends sessions of one database, at most as many as its size. It keeps
// them for ever, so that their statements are prepared once.
type pool struct {
	db     *sql.DB
	free   chan *session // nil stands for one that is not open yet
	closed chan struct{}
}

func newPool(db *sql.DB, size int) *pool {
	db.SetMaxOpenConns(size)
	db.SetMaxIdleConns(size)
	p := &pool{db: db, free: make(chan *session, size), closed: make(chan struct{})}
	for range size {
		p.free <- nil
	}
	return p
}

// take waits for a free session until ctx ends.
func (p *pool) take(ctx context.Context) (*session, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	select {
	case <-p.closed:
		return nil, errClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	case s := <-p.free:
		return p.opened(ctx, s)
	}
}

func (p *pool) opened(ctx context.Context, s *session) (*session, error) {
	if s != nil {
		return s, nil
	}
	conn, err := p.db.Conn(ctx)
	if err != nil {
		p.free <- nil
		return nil, err
	}
	return &session{conn: conn, stmts: map[string]*sql.Stmt{}}, nil
}

// give takes s back. One that is not sound, because it might still be inside
// a transaction, is closed and replaced.
func (p *pool) give(s *session, sound bool) {
	if !sound {
		s.discard()
		s = nil
	}
	p.free <- s
}

// close waits for all sessions and closes them; last, if any, runs first on
// one of them.
func (p *pool) close(last func(*session) error) error {
	close(p.closed)
	var errs []error
	for range cap(p.free) {
		s := <-p.free
		if s == nil {
			continue
		}
		if last != nil {
			errs = append(errs, last(s))
			last = nil
		}
		errs = append(errs, s.close())
	}
	return errors.Join(append(errs, p.db.Close())...)
}
