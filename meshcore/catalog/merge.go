package catalog

import (
	"bytes"
	"maps"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"meshportal/meshcore"
)

// Merge joins what two sides made of base (protocol.md II.10), entry by entry:
// an entry changed on one side takes that side whatever its clock; one changed
// on both keeps the later Updated (equal: the greater SHA-256 of its canonical
// bytes), and the other becomes an entry of its own with the label "conflict";
// an edit survives a deletion. Name and unknown members take theirs when both
// changed. The entries are sorted by Added, then ID.
//
// conflicts names the entries that were made so. Two devices that merge the
// same versions make the same. Without a base, what differs was changed on
// both sides. The three are left as they are.
func Merge(base, mine, theirs *Catalog) (merged *Catalog, conflicts []string, err error) {
	if base == nil {
		base = &Catalog{Tag: theirs.Tag, Identifier: theirs.Identifier}
	}
	for _, c := range []*Catalog{base, mine} {
		if c.Tag != theirs.Tag || c.Identifier != theirs.Identifier {
			return nil, nil, meshcore.Invalid("%s %s cannot be merged with %s %s", c.Tag, c.Identifier, theirs.Tag, theirs.Identifier)
		}
	}
	merged = &Catalog{Tag: theirs.Tag, Identifier: theirs.Identifier, Name: theirs.Name, kind: theirs.kind}
	if theirs.Name == base.Name {
		merged.Name = mine.Name
	}
	merged.rest = mergeMembers(base.rest, mine.rest, theirs.rest)
	conflicts = merged.mergeEntries(byID(base), byID(mine), byID(theirs))
	return merged, conflicts, merged.check()
}

// mergeMembers keeps the order of theirs; members that only mine has follow.
func mergeMembers(base, mine, theirs object) object {
	merged := theirs
	for _, m := range slices.Concat(theirs, mine) {
		b, ours, other := base.get(m.name), mine.get(m.name), theirs.get(m.name)
		if equal(b, other) || other == nil && !equal(b, ours) {
			merged = merged.with(m.name, ours)
		}
	}
	return merged
}

// equal compares values; an absent one equals no other.
func equal(a, b jsontext.Value) bool {
	return (a == nil) == (b == nil) && bytes.Equal(a, b)
}

func byID(c *Catalog) map[string]*Entry {
	entries := make(map[string]*Entry, len(c.Entries))
	for i := range c.Entries {
		entries[c.Entries[i].ID()] = &c.Entries[i]
	}
	return entries
}

func (c *Catalog) mergeEntries(base, mine, theirs map[string]*Entry) (conflicts []string) {
	result, losers := make(map[string]*Entry), []*Entry{}
	for id := range union(mine, theirs) {
		kept, lost := mergeEntry(base[id], mine[id], theirs[id])
		if kept != nil {
			result[id] = kept
		}
		if lost != nil {
			losers = append(losers, lost)
		}
	}
	for _, lost := range losers {
		double := lost.conflict()
		if _, known := result[double.ID()]; !known {
			result[double.ID()] = double
			conflicts = append(conflicts, double.ID())
		}
	}
	for _, e := range result {
		c.Entries = append(c.Entries, *e)
	}
	slices.SortFunc(c.Entries, older)
	slices.Sort(conflicts)
	return conflicts
}

func union(a, b map[string]*Entry) map[string]*Entry {
	all := maps.Clone(a)
	maps.Copy(all, b)
	return all
}

func older(a, b Entry) int {
	at, _ := a.Added()
	bt, _ := b.Added()
	if order := at.Compare(bt.Time); order != 0 {
		return order
	}
	return strings.Compare(a.ID(), b.ID())
}

// mergeEntry decides about one ID; nil is an entry that is not there, kept nil
// one that is to go. lost is to be kept as a conflict.
func mergeEntry(base, mine, theirs *Entry) (kept, lost *Entry) {
	switch {
	case same(mine, theirs), same(base, mine):
		return theirs, nil
	case same(base, theirs):
		return mine, nil
	case gone(theirs) && !gone(mine), theirs == nil:
		return mine, nil
	case gone(mine) && !gone(theirs), mine == nil:
		return theirs, nil
	}
	kept, lost = newer(mine, theirs)
	if gone(lost) || sameObject(kept.content(), lost.content()) {
		return kept, nil
	}
	return kept, lost
}

// gone reports a tombstone or nothing at all.
func gone(e *Entry) bool { return e == nil || e.deleted() }
