package meshcore

import (
	"time"
)

// Time is an instant in whole seconds, written as RFC 3339 in UTC with a
// literal Z (protocol.md II.1). The zero value writes the year 1.
type Time struct{ time.Time }

// At returns t cut to whole seconds in UTC.
func At(t time.Time) Time { return Time{t.UTC().Truncate(time.Second)} }

const timeForm = "2006-01-02T15:04:05Z"

// String returns the written form.
func (t Time) String() string { return t.UTC().Format(timeForm) }

// MarshalText implements encoding.TextMarshaler.
func (t Time) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText accepts the one written form alone.
func (t *Time) UnmarshalText(text []byte) error {
	parsed, err := time.Parse(timeForm, string(text))
	if err != nil || parsed.Format(timeForm) != string(text) {
		return Invalid("the time %.40q is not of the form %s", text, timeForm)
	}
	t.Time = parsed
	return nil
}

// MarshalJSON writes the text form; it hides that of the embedded type.
func (t Time) MarshalJSON() ([]byte, error) { return []byte(`"` + t.String() + `"`), nil }

// UnmarshalJSON reads the text form; it hides that of the embedded type.
func (t *Time) UnmarshalJSON(data []byte) error {
	if len(data) < 2 || data[0] != '"' {
		return Invalid("a time is a string")
	}
	return t.UnmarshalText(data[1 : len(data)-1])
}

// Later returns the later of two times: Updated is never before its
// predecessor's (protocol.md II.3).
func Later(a, b Time) Time {
	if a.After(b.Time) {
		return a
	}
	return b
}
