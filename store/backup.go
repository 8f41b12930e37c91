package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

// permanent names the tables whose rows are never deleted: a copy has at least
// as many of them as there were before it was made, and at most as many as
// there are after.
var permanent = []string{"accounts", "keys", "settings", "bindings", "versions", "leaves", "hashes"}

// backup writes the copy beside file and gives it its name last: a file of
// that name is a whole backup.
func (s sqliteFile) backup(ctx context.Context, file string) error {
	file, err := filepath.Abs(file)
	if err != nil {
		return err
	}
	if err := absent(file); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(file), "."+filepath.Base(file)+"-*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	if err := errors.Join(s.copyInto(ctx, f.Name()), f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := absent(file); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), file); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(file))
}

// copyInto fills the empty file and verifies what it holds.
func (s sqliteFile) copyInto(ctx context.Context, file string) error {
	return s.alone(ctx, nil, func(conn *sql.Conn) error {
		before, err := count(ctx, conn)
		if err != nil {
			return err
		}
		if _, err := conn.ExecContext(ctx, "VACUUM INTO ?", file); err != nil {
			return err
		}
		after, err := count(ctx, conn)
		if err != nil {
			return err
		}
		return sqliteFile{file}.alone(ctx, still, func(conn *sql.Conn) error {
			return verify(ctx, conn, before, after)
		})
	})
}

// verify checks a copy made between two counts.
func verify(ctx context.Context, conn *sql.Conn, before, after map[string]int64) error {
	if err := sound(ctx, conn); err != nil {
		return err
	}
	copied, err := count(ctx, conn)
	if err != nil {
		return err
	}
	for _, table := range slices.Sorted(maps.Keys(copied)) {
		if n := copied[table]; n < before[table] || n > after[table] {
			return fmt.Errorf("the copy has %d %s, the database %d", n, table, after[table])
		}
	}
	return nil
}

func count(ctx context.Context, conn *sql.Conn) (map[string]int64, error) {
	counts := map[string]int64{}
	for _, table := range permanent {
		var n int64
		if err := conn.QueryRowContext(ctx, "SELECT COUNT(*) FROM "+table).Scan(&n); err != nil {
			return nil, err
		}
		counts[table] = n
	}
	return counts, nil
}

func absent(file string) error {
	_, err := os.Lstat(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		return fmt.Errorf("%s exists already", file)
	}
	return err
}

// syncFolder makes a new name in a folder survive a power loss.
func syncFolder(folder string) error {
	f, err := os.Open(folder)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
