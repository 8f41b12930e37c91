package protocol

import (
	"bytes"
	"fmt"

	"github.com/go-jose/go-jose/v4/json"
	"github.com/go-json-experiment/json/jsontext"
)

// member is one member of an object, its value as it stands there.
type member struct {
	name  string
	value json.RawMessage
}

// members splits an object, in one pass and without copying: what an envelope
// holds may be long.
func members(object []byte) ([]member, error) {
	d := jsontext.NewDecoder(bytes.NewBuffer(object))
	if kind := d.PeekKind(); kind != jsontext.KindBeginObject {
		return nil, fmt.Errorf("it begins with %v", kind)
	}
	if _, err := d.ReadToken(); err != nil {
		return nil, err
	}
	var list []member
	for d.PeekKind() != jsontext.KindEndObject {
		name, err := d.ReadToken()
		if err != nil {
			return nil, err
		}
		m := member{name: name.String()}
		value, err := d.ReadValue()
		if err != nil {
			return nil, err
		}
		end := int(d.InputOffset())
		m.value = object[end-len(value) : end : end]
		list = append(list, m)
	}
	return list, nil
}
