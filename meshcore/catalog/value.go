package catalog

import (
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// quote writes a text as JSON. What is no UTF-8 is replaced; all texts are
// checked before.
func quote(s string) jsontext.Value {
	b, err := jsontext.AppendQuote(nil, strings.ToValidUTF8(s, "\uFFFD"))
	if err != nil {
		return jsontext.Value(`""`)
	}
	return b
}

// text returns the text of a JSON string.
func text(raw jsontext.Value) (string, bool) {
	if raw.Kind() != '"' {
		return "", false
	}
	b, err := jsontext.AppendUnquote(nil, raw)
	return string(b), err == nil
}

// reading returns a value as people read it: a text as it is, an object with
// nothing but its primary member as the text of that, anything else as JSON.
func reading(raw jsontext.Value, primary string) string {
	if s, ok := text(raw); ok {
		return s
	}
	if raw.Kind() != '{' || primary == "" {
		return string(raw)
	}
	o, err := parseObject(raw)
	if err != nil || len(o) != 1 {
		return string(raw)
	}
	s, ok := text(o.get(primary))
	if !ok || s == "" || strings.HasPrefix(s, "{") {
		return string(raw)
	}
	return s
}

// readings returns the value or values of a member; an absent one has none.
func readings(raw jsontext.Value, primary string) []string {
	list := elements(raw)
	texts := make([]string, len(list))
	for i, v := range list {
		texts[i] = reading(v, primary)
	}
	return texts
}

// headline returns a value in one phrase: its text, or that of its primary
// member whatever stands beside it.
func headline(raw jsontext.Value, primary string) string {
	if s, ok := text(raw); ok {
		return s
	}
	if o, err := parseObject(raw); err == nil {
		s, _ := text(o.get(primary))
		return s
	}
	return ""
}
