package jose

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/go-jose/go-jose/v4/json"
	"github.com/go-json-experiment/json/jsontext"
)

// MaxDepth is how deep JSON may nest.
const MaxDepth = 32

// Check requires one JSON value: valid UTF-8, no name twice in an object, not
// even in another case, at most MaxDepth deep, and nothing behind it.
func Check(data []byte) error {
	decoder := jsontext.NewDecoder(bytes.NewReader(data))
	if err := checkValue(decoder, 0); err != nil {
		return err
	}
	end := decoder.InputOffset()
	if _, err := decoder.ReadToken(); err != io.EOF {
		return fmt.Errorf("json: something stands behind the value, at byte %d", end)
	}
	return nil
}

func checkValue(d *jsontext.Decoder, depth int) error {
	kind := d.PeekKind()
	if kind != '{' && kind != '[' {
		if _, err := d.ReadToken(); err != nil {
			return malformed(d, err)
		}
		return nil
	}
	if depth == MaxDepth {
		return fmt.Errorf("json: nested deeper than %d, at byte %d", MaxDepth, d.InputOffset())
	}
	if _, err := d.ReadToken(); err != nil {
		return malformed(d, err)
	}
	if err := checkMembers(d, kind, depth); err != nil {
		return err
	}
	if _, err := d.ReadToken(); err != nil {
		return malformed(d, err)
	}
	return nil
}

// checkMembers reads the elements of an object or array up to its end.
func checkMembers(d *jsontext.Decoder, kind jsontext.Kind, depth int) error {
	var names map[string]bool
	for end := d.PeekKind(); end != '}' && end != ']'; end = d.PeekKind() {
		if kind == '{' {
			name, err := d.ReadToken()
			if err != nil {
				return malformed(d, err)
			}
			folded := fold(name.String())
			if names[folded] {
				return fmt.Errorf("json: the name %.40q occurs twice in an object, at byte %d", name.String(), d.InputOffset())
			}
			if names == nil {
				names = map[string]bool{}
			}
			names[folded] = true
		}
		if err := checkValue(d, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// malformed says what is wrong with the JSON, and where.
func malformed(d *jsontext.Decoder, err error) error {
	var syntax *jsontext.SyntacticError
	if errors.As(err, &syntax) {
		return fmt.Errorf("json: %v, at byte %d", syntax.Err, syntax.ByteOffset)
	}
	return fmt.Errorf("json: the value is incomplete, at byte %d", d.InputOffset())
}

// fold maps names that differ in case alone to one.
func fold(name string) string {
	return strings.Map(func(r rune) rune {
		least := r
		for next := unicode.SimpleFold(r); next != r; next = unicode.SimpleFold(next) {
			least = min(least, next)
		}
		return least
	}, name)
}

// Unmarshal reads data into v after Check. Names are compared exactly;
// unknown members are ignored.
func Unmarshal(data []byte, v any) error {
	if err := Check(data); err != nil {
		return err
	}
	return json.Unmarshal(data, v)
}

// Marshal writes v.
func Marshal(v any) ([]byte, error) { return json.Marshal(v) }
