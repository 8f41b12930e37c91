package catalog

import (
	"github.com/go-json-experiment/json/jsontext"
)

// split cuts a valid list or object in compact form at its own commas. The
// parts share the bytes of raw, which nobody changes.
func split(raw jsontext.Value) (parts []jsontext.Value) {
	depth, start := 0, 1
	for i := 0; i < len(raw); i++ {
		switch raw[i] {
		case '"':
			i += stringEnd(raw[i:]) - 1
		case '[', '{':
			depth++
		case ']', '}':
			depth--
		}
		if depth == 1 && raw[i] == ',' || depth == 0 && i > start {
			parts = append(parts, raw[start:i:i])
			start = i + 1
		}
	}
	return parts
}

// stringEnd returns the length of the JSON string at the start of raw.
func stringEnd(raw []byte) int {
	for i := 1; i < len(raw); i++ {
		switch raw[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(raw)
}
