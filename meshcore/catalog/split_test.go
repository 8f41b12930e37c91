package catalog

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
)

func TestSplit(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		`[]`:                             `[]`,
		`{}`:                             `[]`,
		`[1]`:                            `[1]`,
		`[1,"a,b",[2,[3]],{"x":"]"},[]]`: `[1 "a,b" [2,[3]] {"x":"]"} []]`,
		`["\\","\"",",",""]`:             `["\\" "\"" "," ""]`,
		`{"a":1,"b,":{"c":[",",2]}}`:     `["a":1 "b,":{"c":[",",2]}]`,
	} {
		if got := fmt.Sprint(split(jsontext.Value(raw))); got != want {
			t.Errorf("%s: got %s, want %s", raw, got, want)
		}
	}
}

// Whatever is valid is split as the decoder reads it.
func FuzzSplit(f *testing.F) {
	f.Add([]byte(`[1,"a\\\",b",[2,[3]],{"x":"]"},[],{}]`))
	f.Add([]byte(`[[[]],"",-0.5e1]`))
	f.Fuzz(func(t *testing.T, data []byte) {
		raw := jsontext.Value(data)
		if raw.Kind() != '[' || raw.Compact() != nil {
			return
		}
		parts := split(raw)
		d := jsontext.NewDecoder(bytes.NewReader(raw))
		if _, err := d.ReadToken(); err != nil {
			t.Fatal(err)
		}
		for _, part := range parts {
			if v, err := d.ReadValue(); err != nil || !bytes.Equal(v, part) {
				t.Fatalf("%s: got %s, want %s, %v", raw, part, v, err)
			}
		}
		if d.PeekKind() != ']' {
			t.Fatalf("%s: only %d parts", raw, len(parts))
		}
	})
}
