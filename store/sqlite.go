package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// readers is the number of Views that run at the same time.
const readers = 4

// sqliteFile is the [engine] of a database in one file.
type sqliteFile struct{ path string }

// Open opens the SQLite database in the file path, creates it readable to its
// owner alone if it is missing, and brings its schema up to date. One process
// writes at a time; another may read, back up or wait up to 5 s for its turn.
func Open(ctx context.Context, path string) (*DB, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	if err := create(path); err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	d, err := openSQLite(ctx, sqliteFile{path})
	for range 50 { // SQLite itself does not wait for one who makes or leaves the write-ahead log
		if !failedWith(err, sqlite3.SQLITE_BUSY) || ctx.Err() != nil {
			break
		}
		time.Sleep(100 * time.Millisecond)
		d, err = openSQLite(ctx, sqliteFile{path})
	}
	if err != nil {
		return nil, fmt.Errorf("store: open %s: %w", path, unreadable(path, err))
	}
	return d, nil
}

func openSQLite(ctx context.Context, file sqliteFile) (*DB, error) {
	write, err := sql.Open("sqlite", file.source(writing))
	if err != nil {
		return nil, err
	}
	write.SetMaxOpenConns(1)
	if err := migrate(ctx, write, goose.DialectSQLite3, "sqlite"); err != nil {
		return nil, errors.Join(err, write.Close())
	}
	read, err := sql.Open("sqlite", file.source(reading))
	if err != nil {
		return nil, errors.Join(err, write.Close())
	}
	return &DB{engine: file, write: newPool(write, 1), read: newPool(read, readers)}, nil
}

// create makes the empty file, so that it and the files that SQLite puts beside
// it get these permissions. It does not touch a file that is there: to close
// one would drop the locks that this process has on it.
func create(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err == nil {
		return f.Close()
	}
	if info, statErr := os.Stat(path); statErr == nil {
		if !info.Mode().IsRegular() {
			return fmt.Errorf("%s is not a regular file", path)
		}
		return nil
	}
	return err
}

// unreadable prefers what the system says about the file to SQLite's words.
func unreadable(path string, err error) error {
	f, openErr := os.OpenFile(path, os.O_RDWR, 0)
	if openErr != nil {
		return errors.Unwrap(openErr)
	}
	_ = f.Close()
	return err
}

// Settings of a connection. FULL makes each commit survive a power loss
// (NORMAL loses acknowledged ones, security.md 6); secure_delete overwrites
// what is erased.
var (
	common = url.Values{
		"_defensive":    {"1"},
		"_dqs":          {"0"},
		"_error_rc":     {"1"},
		"_busy_timeout": {"5000"},
		"_foreign_keys": {"1"},
		"_pragma":       {"trusted_schema(0)", "cell_size_check(1)", "cache_size(-16000)"},
	}
	writing = url.Values{
		"_journal_mode": {"WAL"},
		"_synchronous":  {"FULL"},
		"_txlock":       {"immediate"},
		"_pragma":       {"secure_delete(1)", "journal_size_limit(67108864)"},
	}
	reading = url.Values{"_query_only": {"1"}}
	still   = url.Values{"_query_only": {"1"}, "mode": {"ro"}} // a copy that nobody writes
)

// source is the driver's name of the file with the common and some more settings.
func (s sqliteFile) source(more url.Values) string {
	query := url.Values{}
	for _, values := range []url.Values{common, more} {
		for key, value := range values {
			query[key] = append(query[key], value...)
		}
	}
	path := filepath.ToSlash(s.path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	u := url.URL{Scheme: "file", Path: path, RawQuery: query.Encode()}
	return u.String()
}

// recoverable is true of a violated key or NOT NULL alone: SQLite ends the
// transaction itself after some of the other errors.
func (sqliteFile) recoverable(err error) bool { return failedWith(err, sqlite3.SQLITE_CONSTRAINT) }

// failedWith reports whether err has this primary code of SQLite's.
func failedWith(err error, code int) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && e.Code()&0xff == code
}

// settle moves the write-ahead log into the database file.
func (sqliteFile) settle(s *session) error {
	_, err := s.conn.ExecContext(context.Background(), "PRAGMA wal_checkpoint(TRUNCATE)")
	return err
}

func (s sqliteFile) check(ctx context.Context) error {
	return s.alone(ctx, reading, func(conn *sql.Conn) error { return sound(ctx, conn) })
}

// alone runs f on a connection outside of the pools.
func (s sqliteFile) alone(ctx context.Context, settings url.Values, f func(*sql.Conn) error) error {
	db, err := sql.Open("sqlite", s.source(settings))
	if err != nil {
		return err
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		return errors.Join(err, db.Close())
	}
	return errors.Join(f(conn), conn.Close(), db.Close())
}

// sound runs SQLite's own checks, which answer in rows.
func sound(ctx context.Context, conn *sql.Conn) error {
	var found string
	if err := conn.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&found); err != nil {
		return err
	}
	if found != "ok" {
		return fmt.Errorf("the database is damaged: %s", found)
	}
	var broken int
	if err := conn.QueryRowContext(ctx, "SELECT COUNT(*) FROM pragma_foreign_key_check").Scan(&broken); err != nil {
		return err
	}
	if broken > 0 {
		return fmt.Errorf("%d rows refer to rows that are missing", broken)
	}
	return nil
}
