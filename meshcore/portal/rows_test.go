package portal_test

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
)

// rows are the tables of the database, each as the hash of all its rows.
func (w *world) rows() map[string][32]byte {
	w.Helper()
	names := w.column("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
	tables := make(map[string][32]byte, len(names))
	for _, name := range names {
		tables[name] = w.table(name)
	}
	return tables
}

// unchanged requires every table to be as it was.
func (w *world) unchanged(before map[string][32]byte) {
	w.Helper()
	after := w.rows()
	for _, name := range slices.Sorted(maps.Keys(after)) {
		if after[name] != before[name] {
			w.Errorf("the table %s has changed", name)
		}
	}
}

// column reads the first column of a query.
func (w *world) column(query string) (values []string) {
	w.Helper()
	rows, err := w.raw.QueryContext(w.Context(), query)
	w.check(err)
	defer rows.Close()
	for rows.Next() {
		var value string
		w.check(rows.Scan(&value))
		values = append(values, value)
	}
	w.check(rows.Err())
	return values
}

func (w *world) table(name string) [32]byte {
	w.Helper()
	rows, err := w.raw.QueryContext(w.Context(), "SELECT * FROM "+name+" ORDER BY 1, 2")
	w.check(err)
	defer rows.Close()
	columns, err := rows.Columns()
	w.check(err)
	digest, cells, cellsAt := sha256.New(), make([]any, len(columns)), make([]any, len(columns))
	for i := range cells {
		cellsAt[i] = &cells[i]
	}
	for rows.Next() {
		w.check(rows.Scan(cellsAt...))
		fmt.Fprintf(digest, "%q\n", cells)
	}
	w.check(rows.Err())
	return [32]byte(digest.Sum(nil))
}

// damage changes the database past the store.
func (w *world) damage(statement string, args ...any) {
	w.Helper()
	result, err := w.raw.ExecContext(w.Context(), statement, args...)
	w.check(err)
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		w.Fatalf("%s: no row was changed (%v)", statement, err)
	}
}
