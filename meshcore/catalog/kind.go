package catalog

import (
	"slices"
	"strings"
)

// Kind is one kind of application.
type Kind struct {
	Name   string  // what commands call it: credentials
	Tag    string  // the type name of its profile: CredentialProfile
	Label  string  // what people call it: Passwords
	Fields []Field // the members of an entry, in the order in which they are shown

	title func(*Entry) string
}

// Field is one member of the entries of a kind.
type Field struct {
	Name   string
	List   bool   // holds any number of values
	Secret bool   // is shown only on demand and never searched
	Lines  bool   // may have several lines
	Object bool   // a value may be a JSON object
	Struct string // the primary member of such an object, which plain text sets; "" if plain text stays text

	unique string             // no two values share this member
	check  func(string) error // a further rule for a text
}

// Kinds returns the known kinds; what they hold must not be changed.
func Kinds() []Kind { return slices.Clone(kinds) }

// KindNamed returns the kind with that name.
func KindNamed(name string) (Kind, bool) {
	return find(func(k Kind) bool { return k.Name == name })
}

// KindTagged returns the kind whose profile has that type name.
func KindTagged(tag string) (Kind, bool) {
	return find(func(k Kind) bool { return k.Tag == tag })
}

func find(is func(Kind) bool) (Kind, bool) {
	if i := slices.IndexFunc(kinds, is); i >= 0 {
		return kinds[i], true
	}
	return Kind{}, false
}

// Field returns the field with that name, in any case.
func (k *Kind) Field(name string) (Field, bool) {
	i := slices.IndexFunc(k.Fields, func(f Field) bool { return strings.EqualFold(f.Name, name) })
	if i < 0 {
		return Field{}, false
	}
	return k.Fields[i], true
}

// FieldNames returns the names of the fields, in their order.
func (k *Kind) FieldNames() []string {
	names := make([]string, len(k.Fields))
	for i, f := range k.Fields {
		names[i] = f.Name
	}
	return names
}

// kindOf returns the kind of a tag, known or not.
func kindOf(tag string) *Kind {
	if k, ok := KindTagged(tag); ok {
		return &k
	}
	return unknownKind(tag)
}

// unknownKind returns a kind of which only the labels can be changed.
func unknownKind(tag string) *Kind {
	return &Kind{Name: tag, Tag: tag, Label: tag, Fields: []Field{label}}
}
