package catalog

import (
	"bytes"
	"crypto/sha256"

	"github.com/go-json-experiment/json/jsontext"
)

// canonical returns the bytes of an entry that are compared and hashed: in
// compact form, members sorted by name as RFC 8785 sorts them, texts with the
// fewest escapes, numbers as they were written.
func (o object) canonical() []byte {
	v := o.marshal()
	err := v.Format(
		jsontext.ReorderRawObjects(true),
		jsontext.PreserveRawStrings(false),
		jsontext.CanonicalizeRawInts(false),
		jsontext.CanonicalizeRawFloats(false))
	if err != nil {
		return o.marshal()
	}
	return v
}

// content returns the entry without its times: what a person put there.
func (e *Entry) content() object {
	return e.members.with(memberAdded, nil).with(memberUpdated, nil).with(memberDeleted, nil)
}

// same reports whether two entries say the same; nil is an entry that is not
// there.
func same(a, b *Entry) bool {
	if a == nil || b == nil {
		return a == b
	}
	return sameObject(a.members, b.members)
}

func sameObject(a, b object) bool {
	return bytes.Equal(a.marshal(), b.marshal()) || bytes.Equal(a.canonical(), b.canonical())
}

// newer returns the entry with the later Updated first; at the same time, that
// of the greater SHA-256 of its canonical bytes.
func newer(a, b *Entry) (first, second *Entry) {
	at, _ := a.Updated()
	bt, _ := b.Updated()
	ah, bh := sha256.Sum256(a.members.canonical()), sha256.Sum256(b.members.canonical())
	if at.After(bt.Time) || at.Equal(bt.Time) && bytes.Compare(ah[:], bh[:]) >= 0 {
		return a, b
	}
	return b, a
}
