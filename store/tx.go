package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"meshportal/meshcore/portal"
)

var errOver = errors.New("store: the transaction is over")

// tx is one transaction of a session. It implements [portal.Tx].
type tx struct {
	ctx     context.Context // asked between statements
	whole   context.Context // without end: a statement or commit runs through once begun
	session *session
	engine  engine
	depth   int   // of savepoints
	err     error // after it the transaction must not be committed
}

// transact runs f in one transaction on a session of p. Whatever happens, the
// session goes back outside of any transaction.
func (d *DB) transact(ctx context.Context, p *pool, f func(portal.Tx) error) error {
	s, err := p.take(ctx)
	if err != nil {
		return err
	}
	t := &tx{ctx: ctx, whole: context.WithoutCancel(ctx), session: s, engine: d.engine}
	begun, err := s.conn.BeginTx(t.whole, &sql.TxOptions{ReadOnly: p == d.read})
	if err != nil {
		p.give(s, false)
		return fmt.Errorf("store: begin: %w", err)
	}
	committed := false
	defer func() {
		t.err = errOver
		p.give(s, committed || begun.Rollback() == nil)
	}()
	if err := f(t); err != nil {
		return err
	}
	if err := t.ready(); err != nil {
		return err
	}
	if err := begun.Commit(); err != nil {
		return fmt.Errorf("store: commit: %w", err)
	}
	committed = true
	return nil
}

// ready reports whether the transaction may go on.
func (t *tx) ready() error {
	if t.err != nil {
		return t.err
	}
	return t.ctx.Err()
}

// fail remembers err: what was written beside a failed statement is not
// committed unless a savepoint undoes it.
func (t *tx) fail(err error) error {
	t.err = fmt.Errorf("store: %w", err)
	return t.err
}

// exec runs a statement that returns no rows.
func (t *tx) exec(query string, args ...any) error {
	_, err := t.affected(query, args...)
	return err
}

// affected is exec that also counts the rows written.
func (t *tx) affected(query string, args ...any) (int64, error) {
	if err := t.ready(); err != nil {
		return 0, err
	}
	stmt, err := t.session.stmt(t.whole, query)
	if err != nil {
		return 0, t.fail(err)
	}
	result, err := stmt.ExecContext(t.whole, args...)
	if err != nil {
		return 0, t.fail(err)
	}
	return result.RowsAffected()
}

// query runs scan on each row in turn.
func (t *tx) query(scan func(*sql.Rows) error, query string, args ...any) error {
	if err := t.ready(); err != nil {
		return err
	}
	stmt, err := t.session.stmt(t.whole, query)
	if err != nil {
		return t.fail(err)
	}
	rows, err := stmt.QueryContext(t.whole, args...)
	if err != nil {
		return t.fail(err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return t.fail(err)
		}
	}
	if err := rows.Err(); err != nil {
		return t.fail(err)
	}
	return nil
}

// list reads all rows of a query into records; columns names the places in a
// record in the order of the query's columns.
func list[R any](t *tx, columns func(*R) []any, query string, args ...any) ([]R, error) {
	var records []R
	err := t.query(func(rows *sql.Rows) error {
		var r R
		if err := rows.Scan(columns(&r)...); err != nil {
			return err
		}
		records = append(records, r)
		return nil
	}, query, args...)
	return records, err
}

// get reads the one row of a query, or returns [portal.ErrNotFound].
func get[R any](t *tx, columns func(*R) []any, query string, args ...any) (R, error) {
	records, err := list(t, columns, query, args...)
	if err != nil || len(records) > 0 {
		return first(records), err
	}
	return first(records), portal.ErrNotFound
}

func first[R any](records []R) (r R) {
	if len(records) > 0 {
		r = records[0]
	}
	return r
}

// only is the columns function of a single value.
func only[R any](r *R) []any { return []any{r} }
