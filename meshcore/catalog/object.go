package catalog

import (
	"bytes"
	"slices"

	"github.com/go-json-experiment/json/jsontext"

	"meshportal/meshcore"
	"meshportal/meshcore/jose"
)

// member is one member of an object, with its value in compact form.
type member struct {
	name  string
	value jsontext.Value
}

// object keeps all members in their order. It is never changed in place.
type object []member

// compacted holds JSON from outside to the strict form of protocol.md II.1 and
// returns a copy of it in compact form, numbers and texts as they were written.
func compacted(data []byte) (jsontext.Value, error) {
	if err := jose.Check(data); err != nil {
		return nil, err
	}
	v := jsontext.Value(data).Clone()
	return v, v.Compact()
}

// parseObject reads one valid object in compact form.
func parseObject(raw jsontext.Value) (object, error) {
	if raw.Kind() != '{' {
		return nil, meshcore.Invalid("not a JSON object")
	}
	parts := split(raw)
	o := make(object, len(parts))
	for i, part := range parts {
		name, err := jsontext.AppendUnquote(nil, part[:stringEnd(part)])
		if err != nil {
			return nil, meshcore.Invalid("not a JSON object: %v", err)
		}
		o[i] = member{string(name), part[stringEnd(part)+1:]}
	}
	return o, nil
}

// elements returns the values of a list, or else the one value itself; an
// absent value has none.
func elements(raw jsontext.Value) []jsontext.Value {
	switch {
	case raw == nil:
		return nil
	case raw.Kind() != '[':
		return []jsontext.Value{raw}
	}
	return split(raw)
}

// array is the reverse of elements.
func array(list []jsontext.Value) jsontext.Value {
	return append(append(jsontext.Value{'['}, bytes.Join(rawBytes(list), []byte{','})...), ']')
}

func rawBytes(list []jsontext.Value) [][]byte {
	raw := make([][]byte, len(list))
	for i, v := range list {
		raw[i] = v
	}
	return raw
}

// marshal writes the object in compact form.
func (o object) marshal() jsontext.Value {
	b := jsontext.Value{'{'}
	for i, m := range o {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(append(b, quote(m.name)...), ':')
		b = append(b, m.value...)
	}
	return append(b, '}')
}

func (o object) index(name string) int {
	return slices.IndexFunc(o, func(m member) bool { return m.name == name })
}

// get returns the value of a member, nil if there is none.
func (o object) get(name string) jsontext.Value {
	if i := o.index(name); i >= 0 {
		return o[i].value
	}
	return nil
}

// with returns a copy in which a member has another value; a new member comes
// last, and a nil value removes it.
func (o object) with(name string, value jsontext.Value) object {
	i, next := o.index(name), slices.Clone(o)
	switch {
	case value == nil && i >= 0:
		return slices.Delete(next, i, i+1)
	case value == nil:
		return next
	case i >= 0:
		next[i].value = value
		return next
	}
	return append(next, member{name, value})
}
