package store

import "strconv"

// Savepoint implements [portal.Tx]. Savepoints nest; a panic undoes one too.
// After an error of the database within f, f's savepoint is undone whatever f
// returns; after one that took the whole transaction along (disk full, I/O),
// nothing of the transaction is committed.
func (t *tx) Savepoint(f func() error) error {
	t.depth++
	defer func() { t.depth-- }()
	name := "s" + strconv.Itoa(t.depth)
	if err := t.exec("SAVEPOINT " + name); err != nil {
		return err
	}
	kept := false
	defer func() {
		if !kept {
			t.undo(name)
		}
	}()
	if err := f(); err != nil {
		return err
	}
	if t.err != nil {
		return t.err
	}
	kept = true
	return t.exec("RELEASE SAVEPOINT " + name)
}

// undo goes back to a savepoint and removes it. If that fails, the error stays
// in t and the transaction cannot be committed.
func (t *tx) undo(name string) {
	if t.err != nil && !t.engine.recoverable(t.err) {
		return
	}
	t.err = nil
	if t.exec("ROLLBACK TO SAVEPOINT "+name) == nil {
		_ = t.exec("RELEASE SAVEPOINT " + name)
	}
}
