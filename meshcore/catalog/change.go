package catalog

import (
	"encoding/base32"
	"errors"
	"fmt"
	"io"
	"time"

	"meshportal/meshcore"
)

// ErrNoEntry says that the catalog has no such entry, or no longer.
var ErrNoEntry = errors.New("no such entry")

const idLength = 20 // base32 characters: 100 bits

// Add makes an entry of at least one value and returns its ID, which is
// random: 100 bits from rand.
func (c *Catalog) Add(now meshcore.Time, rand io.Reader, set []Assignment) (string, error) {
	e := Entry{kind: c.of()}
	if err := e.Set(set); err != nil {
		return "", err
	}
	if len(e.members) == 0 {
		return "", meshcore.Invalid("an entry has at least one value")
	}
	random := make([]byte, idLength*5/8+1)
	if _, err := io.ReadFull(rand, random); err != nil {
		return "", fmt.Errorf("entry ID: %w", err)
	}
	id, at := entryID(random), quote(now.String())
	e.members = append(object{{memberID, quote(id)}, {memberAdded, at}, {memberUpdated, at}}, e.members...)
	c.Entries = append(c.Entries, e)
	return id, nil
}

func entryID(b []byte) string { return base32.StdEncoding.EncodeToString(b)[:idLength] }

// Edit changes the named fields of an entry. If that changes nothing, the
// entry stays as it is, Updated included.
func (c *Catalog) Edit(id string, set []Assignment, now meshcore.Time) error {
	e, ok := c.Entry(id)
	if !ok {
		return ErrNoEntry
	}
	next := *e
	if err := next.Set(set); err != nil {
		return err
	}
	if !same(e, &next) {
		next.touch(e.nextUpdated(now))
		*e = next
	}
	return nil
}

// Delete leaves a tombstone: ID, Added, Updated and Deleted.
func (c *Catalog) Delete(id string, now meshcore.Time) error {
	e, ok := c.Entry(id)
	if !ok {
		return ErrNoEntry
	}
	at := e.nextUpdated(now)
	tombstone := object{{memberID, e.members.get(memberID)}}
	if added := e.members.get(memberAdded); added != nil {
		tombstone = append(tombstone, member{memberAdded, added})
	}
	e.members = append(tombstone, member{memberUpdated, quote(at.String())}, member{memberDeleted, quote(at.String())})
	return nil
}

// Put restores an entry of an older version in the place of what has become of
// it, with a new Updated.
func (c *Catalog) Put(old Entry, now meshcore.Time) error {
	if old.ID() == "" || old.deleted() {
		return ErrNoEntry
	}
	at := old.nextUpdated(now)
	old.kind = c.of()
	i := c.index(old.ID())
	if i < 0 {
		old.touch(at)
		c.Entries = append(c.Entries, old)
		return nil
	}
	old.touch(c.Entries[i].nextUpdated(at))
	c.Entries[i] = old
	return nil
}

func (e *Entry) touch(at meshcore.Time) {
	e.members = e.members.with(memberUpdated, quote(at.String()))
}

// nextUpdated returns the later of the clock and the entry's Updated plus one
// second (protocol.md II.10).
func (e *Entry) nextUpdated(now meshcore.Time) meshcore.Time {
	if old, ok := e.Updated(); ok {
		return meshcore.Later(now, meshcore.At(old.Add(time.Second)))
	}
	return now
}
