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
	path   string
	lock   *os.File
	notes  *os.File // the released file, once something was released
	length int      // of what is in it, in bytes
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
	return &directory{path: path, lock: lock, length: sector}, nil
}

func (d *directory) close() error {
	if d.notes == nil {
		return d.lock.Close()
	}
	return errors.Join(d.notes.Close(), d.lock.Close())
}

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

// release keeps a note on disk before anybody is told of it. It is written over
// the last one, within one sector of the disk, which is written whole or not
// at all: that takes one sync where a new file would take two and a rename.
func (d *directory) release(text []byte) error {
	if len(text) > sector {
		return fmt.Errorf("the checkpoint has %d bytes, more than a sector", len(text))
	}
	if d.notes == nil {
		file, err := os.OpenFile(d.file(releasedFile), os.O_CREATE|os.O_RDWR, 0o600)
		if err != nil {
			return err
		}
		if err := d.sync(); err != nil {
			return errors.Join(err, file.Close())
		}
		d.notes = file
	}
	if _, err := d.notes.WriteAt(text, 0); err != nil {
		return err
	}
	if len(text) < d.length {
		if err := d.notes.Truncate(int64(len(text))); err != nil {
			return err
		}
	}
	d.length = len(text)
	return unix.Fdatasync(int(d.notes.Fd()))
}

// sector is what a disk writes whole or not at all, in bytes.
const sector = 512

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
