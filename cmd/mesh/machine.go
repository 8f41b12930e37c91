package main

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"meshportal/meshcore/client"
)

// machine is a client.Machine in a directory: a file for each record and each
// key, 0600 in a directory of 0700, sealed if the person protected it.
type machine struct {
	dir  string
	lock *os.File
	seal *seal // nil while nothing is sealed
}

const recordSuffix = ".record"

// openMachine opens and locks a state directory, which it makes if need be.
func openMachine(dir string, passphrase func() (string, error), waiting func()) (*machine, error) {
	if dir == "" {
		return nil, usagef("there is no home directory: name a state directory with --state or MESH_STATE")
	}
	if err := makeDir(dir); err != nil {
		return nil, err
	}
	if err := os.Chmod(dir, 0o700); err != nil {
		return nil, err
	}
	lock, err := lockState(dir, waiting)
	if err != nil {
		return nil, err
	}
	m := &machine{dir: dir, lock: lock}
	if err := errors.Join(m.tidy(), m.unseal(passphrase)); err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	return m, nil
}

func (m *machine) close() error { return m.lock.Close() }

// file is the path of a record: its name may hold any character.
func (m *machine) file(name string) string {
	return filepath.Join(m.dir, url.PathEscape(name)+recordSuffix)
}

// Read implements client.Machine.
func (m *machine) Read(name string) ([]byte, error) {
	data, err := os.ReadFile(m.file(name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, client.ErrNoRecord
	}
	if err != nil {
		return nil, err
	}
	return m.seal.open(name, data)
}

// Write implements client.Machine.
func (m *machine) Write(name string, data []byte) error {
	sealed, err := m.seal.close(name, data)
	if err != nil {
		return err
	}
	return writeFile(m.file(name), sealed)
}

// Remove implements client.Machine.
func (m *machine) Remove(name string) error {
	err := os.Remove(m.file(name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return syncDir(m.dir)
}

// List implements client.Machine.
func (m *machine) List(prefix string) ([]string, error) {
	entries, err := os.ReadDir(m.dir)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, entry := range entries {
		escaped, ok := strings.CutSuffix(entry.Name(), recordSuffix)
		if !ok {
			continue
		}
		name, err := url.PathUnescape(escaped)
		if err != nil {
			return nil, fmt.Errorf("state directory: %w", err)
		}
		if strings.HasPrefix(name, prefix) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names, nil
}

// makeDir makes a directory and those above it, each durable before it is used.
func makeDir(dir string) error {
	if info, err := os.Stat(dir); err == nil && info.IsDir() {
		return nil
	}
	above := filepath.Dir(dir)
	if above != dir {
		if err := makeDir(above); err != nil {
			return err
		}
	}
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return syncDir(above)
}

// temporaryPrefix begins the names of files that are to become records.
const temporaryPrefix = ".new-"

// tidy removes what writes that a crash ended have left: it may hold a key that
// was to be sealed later.
func (m *machine) tidy() error {
	entries, err := os.ReadDir(m.dir)
	for _, entry := range entries {
		if strings.HasPrefix(entry.Name(), temporaryPrefix) {
			err = errors.Join(err, os.Remove(filepath.Join(m.dir, entry.Name())))
		}
	}
	return err
}

// writeFile replaces a file durably: after a crash it is the old or the new.
func writeFile(path string, data []byte) error {
	temporary, err := os.CreateTemp(filepath.Dir(path), temporaryPrefix+"*")
	if err != nil {
		return err
	}
	_, err = temporary.Write(data)
	err = errors.Join(err, temporary.Sync(), temporary.Close())
	if err == nil {
		err = os.Rename(temporary.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(temporary.Name()))
	}
	return syncDir(filepath.Dir(path))
}

func syncDir(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}
