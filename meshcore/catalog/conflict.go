package catalog

import (
	"crypto/sha256"
	"slices"
)

// ConflictLabel marks an entry that [Merge] kept beside the one that won.
const ConflictLabel = "conflict"

// conflict returns a copy of the entry with the label and an ID that follows
// from its content, so that two devices that merge the same versions make the
// same entry, and one that merges twice makes it once.
func (e *Entry) conflict() *Entry {
	h := sha256.Sum256(append([]byte("mesh-conflict/1\n"), e.content().canonical()...))
	members := e.members.with(memberID, quote(entryID(h[:])))
	raw := members.get(label.Name)
	if !slices.Contains(readings(raw, ""), ConflictLabel) {
		members = members.with(label.Name, array(append(elements(raw), quote(ConflictLabel))))
	}
	return &Entry{kind: e.kind, members: members}
}
