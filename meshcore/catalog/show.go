package catalog

import (
	"bytes"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// Mask stands in for a secret value.
const Mask = "••••••••"

// Member is a field of an entry with its values.
type Member struct {
	Field  Field
	Values []string
}

// Revealed returns the fields with their values, secrets included.
func (e *Entry) Revealed() []Member {
	return e.show(func(f Field, raw jsontext.Value) []string { return readings(raw, f.Struct) })
}

// Redacted returns the fields with a [Mask] for every secret, also those
// inside structured values.
func (e *Entry) Redacted() []Member { return e.show(redacted) }

func (e *Entry) show(values func(Field, jsontext.Value) []string) []Member {
	fields := e.Fields()
	all := make([]Member, len(fields))
	for i, f := range fields {
		all[i] = Member{f, values(f, e.members.get(f.Name))}
	}
	return all
}

func redacted(f Field, raw jsontext.Value) []string {
	switch {
	case f.Secret:
		return []string{Mask}
	case bytes.IndexByte(raw, '{') >= 0:
		raw = masked(raw)
	}
	return readings(raw, f.Struct)
}

// masked replaces the secrets inside a value, at any depth.
func masked(raw jsontext.Value) jsontext.Value {
	switch raw.Kind() {
	case '[':
		list := elements(raw)
		for i := range list {
			list[i] = masked(list[i])
		}
		return array(list)
	case '{':
		return maskedObject(raw)
	}
	return raw
}

func maskedObject(raw jsontext.Value) jsontext.Value {
	o, err := parseObject(raw)
	if err != nil {
		return quote(Mask)
	}
	for i, m := range o {
		if secretMember(m.name) {
			o[i].value = quote(Mask)
		} else {
			o[i].value = masked(m.value)
		}
	}
	return o.marshal()
}

func secretMember(name string) bool {
	return strings.EqualFold(name, "Password") || strings.EqualFold(name, "PrivateParameters")
}

// Matches reports whether every word of text occurs in the title or a value of
// the entry, in any case. Secrets and unknown members are not searched.
func (e *Entry) Matches(text string) bool {
	words := strings.Fields(strings.ToLower(text))
	if len(words) == 0 {
		return true
	}
	searched := e.searched()
	for _, word := range words {
		if !strings.Contains(searched, word) {
			return false
		}
	}
	return true
}

// searched returns all that may be searched, in lower case, a value a line.
func (e *Entry) searched() string {
	values := []string{e.Title()}
	for _, f := range e.of().Fields {
		if raw := e.members.get(f.Name); raw != nil && !f.Secret {
			values = append(values, redacted(f, raw)...)
		}
	}
	return strings.ToLower(strings.Join(values, "\n"))
}
