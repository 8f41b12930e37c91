package catalog

import (
	"meshportal/meshcore"
)

// The members that the catalog itself keeps in every entry.
const (
	memberID      = "ID"
	memberAdded   = "Added"
	memberUpdated = "Updated"
	memberDeleted = "Deleted"
)

func bookkeeping(name string) bool {
	return name == memberID || name == memberAdded || name == memberUpdated || name == memberDeleted
}

// Entry is one entry of a catalog. What it holds is read through its kind;
// members of which the kind knows nothing are kept as they are.
type Entry struct {
	kind    *Kind
	members object
}

// parseEntry requires an ID and, where they are, well-formed times.
func parseEntry(kind *Kind, raw []byte) (Entry, error) {
	members, err := parseObject(raw)
	if err != nil {
		return Entry{}, err
	}
	e := Entry{kind: kind, members: members}
	if e.ID() == "" {
		return e, meshcore.Invalid("no ID")
	}
	if err := meshcore.CheckText(e.ID(), meshcore.MaxName); err != nil {
		return e, meshcore.Invalid("ID: %v", err)
	}
	for _, name := range []string{memberAdded, memberUpdated, memberDeleted} {
		if _, ok := e.time(name); !ok && members.get(name) != nil {
			return e, meshcore.Invalid("%s is not a time", name)
		}
	}
	return e, nil
}

func (e *Entry) of() *Kind {
	if e.kind == nil {
		return unknownKind("")
	}
	return e.kind
}

// ID returns what names the entry in its catalog, whatever becomes of it.
func (e *Entry) ID() string {
	s, _ := text(e.members.get(memberID))
	return s
}

// Added returns when the entry was made.
func (e *Entry) Added() (meshcore.Time, bool) { return e.time(memberAdded) }

// Updated returns when the entry was last changed.
func (e *Entry) Updated() (meshcore.Time, bool) { return e.time(memberUpdated) }

// Deleted returns when the entry was deleted; ok marks a tombstone.
func (e *Entry) Deleted() (meshcore.Time, bool) { return e.time(memberDeleted) }

func (e *Entry) time(name string) (t meshcore.Time, ok bool) {
	s, ok := text(e.members.get(name))
	if !ok || t.UnmarshalText([]byte(s)) != nil {
		return meshcore.Time{}, false
	}
	return t, true
}

// Values returns the values of a member as people read them, none if it is
// absent. A structured value with nothing but its primary member reads as the
// text of that, any other as compact JSON; the same texts given to Set change
// nothing.
func (e *Entry) Values(field string) []string {
	f, ok := e.of().Field(field)
	if !ok {
		f.Name = field
	}
	return readings(e.members.get(f.Name), f.Struct)
}

// Fields returns the fields that the entry has: those of its kind in their
// order, then the unknown members, as secrets because nobody knows better.
func (e *Entry) Fields() []Field {
	var fields []Field
	for _, f := range e.of().Fields {
		if e.members.get(f.Name) != nil {
			fields = append(fields, f)
		}
	}
	for _, m := range e.members {
		f, ok := e.of().Field(m.name)
		if bookkeeping(m.name) || ok && f.Name == m.name {
			continue
		}
		fields = append(fields, Field{Name: m.name, List: m.value.Kind() == '[', Secret: true})
	}
	return fields
}
