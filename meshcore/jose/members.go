package jose

import (
	"bytes"
	"fmt"
	"io"

	"github.com/go-json-experiment/json/jsontext"
)

// Member is one member of an object, its value exactly as it stands there.
type Member struct {
	Name  string
	Value []byte
}

// Members splits an object in one pass and without copying: the values share
// its bytes. It refuses a name twice and trailing data, but neither names that
// differ in case alone nor depth: that is Check's.
func Members(object []byte) ([]Member, error) {
	d := jsontext.NewDecoder(bytes.NewBuffer(object))
	if kind := d.PeekKind(); kind != jsontext.KindBeginObject {
		return nil, fmt.Errorf("json: an object is expected")
	}
	if _, err := d.ReadToken(); err != nil {
		return nil, err
	}
	var list []Member
	for d.PeekKind() != jsontext.KindEndObject {
		name, err := d.ReadToken()
		if err != nil {
			return nil, err
		}
		m := Member{Name: name.String()}
		if m.Value, err = readRaw(d, object); err != nil {
			return nil, err
		}
		list = append(list, m)
	}
	return list, end(d)
}

// elements splits an array in the same way.
func elements(array []byte) ([][]byte, error) {
	d := jsontext.NewDecoder(bytes.NewBuffer(array))
	if kind := d.PeekKind(); kind != jsontext.KindBeginArray {
		return nil, fmt.Errorf("json: an array is expected")
	}
	if _, err := d.ReadToken(); err != nil {
		return nil, err
	}
	var list [][]byte
	for d.PeekKind() != jsontext.KindEndArray {
		value, err := readRaw(d, array)
		if err != nil {
			return nil, err
		}
		list = append(list, value)
	}
	return list, end(d)
}

// readRaw reads a value as it stands in the whole.
func readRaw(d *jsontext.Decoder, whole []byte) ([]byte, error) {
	value, err := d.ReadValue()
	if err != nil {
		return nil, err
	}
	stop := int(d.InputOffset())
	return whole[stop-len(value) : stop : stop], nil
}

// end reads the closing token, behind which nothing may stand.
func end(d *jsontext.Decoder) error {
	if _, err := d.ReadToken(); err != nil {
		return err
	}
	if _, err := d.ReadToken(); err != io.EOF {
		return fmt.Errorf("json: something stands behind the value, at byte %d", d.InputOffset())
	}
	return nil
}

// Text returns the string that a raw value is.
func Text(value []byte) (string, error) {
	if len(value) == 0 || value[0] != '"' {
		return "", fmt.Errorf("json: a string is expected")
	}
	text, err := jsontext.AppendUnquote(nil, value)
	return string(text), err
}
