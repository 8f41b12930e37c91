package portal

import (
	"errors"

	"meshportal/meshcore/udf"
)

// touching is a transaction that notes whose profile it changes, for those who
// watch it.
type touching struct {
	Tx
	profiles map[udf.Fingerprint]bool
}

// touch notes a profile once what changes it has succeeded.
func (t *touching) touch(profile udf.Fingerprint, err error) error {
	if err == nil {
		t.profiles[profile] = true
	}
	return err
}

func (t *touching) PutAccount(a Account) error { return t.touch(a.Profile, t.Tx.PutAccount(a)) }

func (t *touching) AddVersion(v Version) error { return t.touch(v.Owner, t.Tx.AddVersion(v)) }

func (t *touching) EraseVersion(identifier udf.Fingerprint, sequence uint64) error {
	b, err := t.Tx.Binding(identifier)
	if err != nil {
		return err
	}
	return t.touch(b.Owner, t.Tx.EraseVersion(identifier, sequence))
}

func (t *touching) PutConnection(c Connection) error {
	return t.touch(c.Profile, t.Tx.PutConnection(c))
}

func (t *touching) PutBlock(profile, device udf.Fingerprint) error {
	return t.touch(profile, t.Tx.PutBlock(profile, device))
}

func (t *touching) DeleteBlock(profile, device udf.Fingerprint) error {
	return t.touch(profile, t.Tx.DeleteBlock(profile, device))
}

func (t *touching) PutSession(s Session) error { return t.touch(s.Profile, t.Tx.PutSession(s)) }

func (t *touching) DeleteSession(hash [32]byte) error {
	s, err := t.Tx.Session(hash)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return t.touch(s.Profile, t.Tx.DeleteSession(hash))
}
