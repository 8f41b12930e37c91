package catalog

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"meshportal/meshcore"
)

// The greatest lengths of one value.
const (
	MaxLine  = 4096      // of one line, in characters
	MaxLines = 64 * 1024 // of several lines or an object, in bytes
)

// checkLine requires one line without control characters.
func checkLine(s string) error {
	if utf8.RuneCountInString(s) > MaxLine {
		return meshcore.Invalid("longer than %d characters", MaxLine)
	}
	return checkCharacters(s, "")
}

// checkLines allows line feeds and tabs.
func checkLines(s string) error {
	if len(s) > MaxLines {
		return meshcore.Invalid("longer than %d KiB", MaxLines/1024)
	}
	return checkCharacters(s, "\n\t")
}

// checkCharacters refuses control characters, and those that turn the
// direction of what stands beside them.
func checkCharacters(s, allowed string) error {
	if !utf8.ValidString(s) {
		return meshcore.Invalid("not UTF-8")
	}
	for _, r := range s {
		if (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)) && !strings.ContainsRune(allowed, r) {
			return meshcore.Invalid("the control character U+%04X is not allowed", r)
		}
	}
	return nil
}

// parseStruct reads an object that a person wrote; its texts obey the rule of
// several lines.
func parseStruct(s string) (jsontext.Value, error) {
	if len(s) > MaxLines {
		return nil, meshcore.Invalid("longer than %d KiB", MaxLines/1024)
	}
	v, err := compacted([]byte(s))
	if err != nil {
		return nil, meshcore.Invalid("begins with { and is not a JSON object: %v", err)
	}
	return v, checkStrings(v)
}

func checkStrings(v jsontext.Value) error {
	d := jsontext.NewDecoder(bytes.NewReader(v))
	for {
		t, err := d.ReadToken()
		if err != nil {
			return nil // the end: v is valid
		}
		if t.Kind() == '"' {
			if err := checkLines(t.String()); err != nil {
				return err
			}
		}
	}
}
