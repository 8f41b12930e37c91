package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/sys/unix"

	"meshportal/meshcore/ledger"
)

// directory is the data directory, held by one process.
type directory struct {
	path string
	lock *os.File
}

// The files of a data directory beside the database.
const (
	databaseFile = "portal.db"
	keyFile      = "log.key"
	releasedFile = "released"
	lockFile     = "lock"
)

// hold creates the directory if need be and locks it.
func hold(path string) (*directory, error) {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return nil, err
	}
	lock, err := os.OpenFile(filepath.Join(path, lockFile), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := unix.Flock(int(lock.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		lock.Close()
		return nil, fmt.Errorf("the data directory %s is in use by another meshportal", path)
	}
	return &directory{path, lock}, nil
}

func (d *directory) close() error { return d.lock.Close() }

func (d *directory) file(name string) string { return filepath.Join(d.path, name) }

// logKey reads the log's signing key, or makes it for a new log of that origin.
func (d *directory) logKey(origin string, fresh bool) (note.Signer, string, error) {
	text, err := os.ReadFile(d.file(keyFile))
	if errors.Is(err, fs.ErrNotExist) && fresh {
		if err := d.newKey(origin); err != nil {
			return nil, "", err
		}
		text, err = os.ReadFile(d.file(keyFile))
	}
	if err != nil {
		return nil, "", fmt.Errorf("the log's key: %w", err)
	}
	private, public, _ := strings.Cut(strings.TrimSpace(string(text)), "\n")
	signer, err := note.NewSigner(private)
	if err != nil {
		return nil, "", fmt.Errorf("the log's key %s: %w", d.file(keyFile), err)
	}
	return signer, public, nil
}

func (d *directory) newKey(origin string) error {
	private, public, err := ledger.GenerateKey(rand.Reader, origin)
	if err != nil {
		return err
	}
	return d.write(keyFile, []byte(private+"\n"+public+"\n"))
}

// released reads the newest note that left this portal; nil if none did.
func (d *directory) released() ([]byte, error) {
	text, err := os.ReadFile(d.file(releasedFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return text, err
}

// release keeps a note on disk before anybody is told of it.
func (d *directory) release(text []byte) error { return d.write(releasedFile, text) }

// write replaces a file durably: after a power loss it is the old or the new.
func (d *directory) write(name string, data []byte) error {
	temporary := d.file(name + ".new")
	file, err := os.OpenFile(temporary, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	err = errors.Join(err, file.Sync(), file.Close())
	if err != nil {
		return err
	}
	if err := os.Rename(temporary, d.file(name)); err != nil {
		return err
	}
	return d.sync()
}

// sync makes the directory's names durable.
func (d *directory) sync() error {
	dir, err := os.Open(d.path)
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}
