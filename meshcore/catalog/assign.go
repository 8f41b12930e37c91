package catalog

import (
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"meshportal/meshcore"
)

// Assignment gives one field one value. Several to a list make its values; an
// empty value removes the field.
type Assignment struct{ Field, Value string }

// Set changes the fields that are named and nothing else, not even Updated:
// [Catalog.Edit] is the way to change an entry of a catalog. When it fails,
// nothing is changed.
func (e *Entry) Set(set []Assignment) error {
	kind, next := e.of(), e.members
	fields, texts, err := group(kind, set)
	if err != nil {
		return err
	}
	for _, f := range fields {
		if err := unambiguous(next, f.Name); err != nil {
			return err
		}
		value, err := f.assign(texts[f.Name], next.get(f.Name))
		if err != nil {
			return meshcore.Invalid("%s: %v", f.Name, err)
		}
		next = next.with(f.Name, value)
	}
	e.members = next
	return nil
}

// group collects the values of each field, in the order of their first
// mention, without the empty ones.
func group(kind *Kind, set []Assignment) (fields []Field, texts map[string][]string, err error) {
	texts = make(map[string][]string)
	for _, a := range set {
		f, ok := kind.Field(a.Field)
		if !ok {
			return nil, nil, meshcore.Invalid("%s has no field %.64q; it has %s", kind.Name, a.Field, strings.Join(kind.FieldNames(), ", "))
		}
		known, seen := texts[f.Name]
		if seen && !f.List {
			return nil, nil, meshcore.Invalid("%s has one value", f.Name)
		}
		if !seen {
			fields, known = append(fields, f), []string{}
		}
		if a.Value != "" {
			known = append(known, a.Value)
		}
		texts[f.Name] = known
	}
	return fields, texts, nil
}

// unambiguous refuses a field beside an unknown member that differs from it by
// case alone: no reader would accept both.
func unambiguous(o object, name string) error {
	for _, m := range o {
		if m.name != name && strings.EqualFold(m.name, name) {
			return meshcore.Invalid("the entry has a member %.64q, which %s would be confused with", m.name, name)
		}
	}
	return nil
}

// assign returns the JSON of a field's new values, nil for none. What reads as
// before stays as it was written.
func (f *Field) assign(texts []string, old jsontext.Value) (jsontext.Value, error) {
	before := readings(old, f.Struct)
	if len(texts) == 0 {
		return nil, nil
	}
	if slices.Equal(texts, before) {
		return old, nil
	}
	list := make([]jsontext.Value, len(texts))
	for i, s := range texts {
		if j := slices.Index(before, s); j >= 0 {
			list[i] = elements(old)[j]
			continue
		}
		v, err := f.value(s)
		if err != nil {
			return nil, err
		}
		list[i] = v
	}
	if !f.List {
		return list[0], nil
	}
	return array(list), f.checkUnique(list)
}

// value returns the JSON of one value.
func (f *Field) value(s string) (jsontext.Value, error) {
	if f.Object && strings.HasPrefix(s, "{") {
		return parseStruct(s)
	}
	check := checkLine
	if f.Lines {
		check, s = checkLines, strings.ReplaceAll(s, "\r\n", "\n")
	}
	if err := check(s); err != nil {
		return nil, err
	}
	if f.check != nil {
		if err := f.check(s); err != nil {
			return nil, err
		}
	}
	if f.Struct == "" {
		return quote(s), nil
	}
	return object{{f.Struct, quote(s)}}.marshal(), nil
}

func (f *Field) checkUnique(list []jsontext.Value) error {
	seen := make(map[string]bool)
	for _, v := range list {
		if v.Kind() != '{' || f.unique == "" {
			continue
		}
		key := headline(v, f.unique)
		if key != "" && seen[key] {
			return meshcore.Invalid("%s %.64s occurs twice", f.unique, key)
		}
		seen[key] = true
	}
	return nil
}
