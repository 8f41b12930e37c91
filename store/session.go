package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
)

// session is one connection with its prepared statements. One goroutine uses
// it at a time.
type session struct {
	conn  *sql.Conn
	stmts map[string]*sql.Stmt
}

// stmt returns the prepared form of query, which is a constant of this package
// or one of few variations: what was prepared stays.
func (s *session) stmt(ctx context.Context, query string) (*sql.Stmt, error) {
	if prepared, ok := s.stmts[query]; ok {
		return prepared, nil
	}
	prepared, err := s.conn.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	s.stmts[query] = prepared
	return prepared, nil
}

func (s *session) close() error { return errors.Join(s.forget(), s.conn.Close()) }

// forget closes the statements. They must go before their connection: the
// driver would use it to finalize them.
func (s *session) forget() error {
	var errs []error
	for _, prepared := range s.stmts {
		errs = append(errs, prepared.Close())
	}
	clear(s.stmts)
	return errors.Join(errs...)
}

// discard closes the connection itself instead of returning it to the driver's
// pool. Its errors tell nothing new.
func (s *session) discard() {
	_ = s.forget()
	_ = s.conn.Raw(func(any) error { return driver.ErrBadConn })
}
