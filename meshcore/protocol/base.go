package protocol

import "strings"

// component is one covered component of a message: its name and its value.
type component struct{ name, value string }

// components are covered in order.
type components []component

// list writes the names as the inner list that begins the signature parameters
// (RFC 9421 §2.3).
func (c components) list() string {
	names := make([]string, len(c))
	for i := range c {
		names[i] = `"` + c[i].name + `"`
	}
	return "(" + strings.Join(names, " ") + ")"
}

// base writes the signature base (RFC 9421 §2.5): one line a component, then
// the parameters, which begin with the list. No value may hold a line feed.
func (c components) base(parameters string) string {
	var b strings.Builder
	for _, line := range c {
		b.WriteString(`"` + line.name + `": ` + line.value + "\n")
	}
	b.WriteString(`"@signature-params": ` + parameters)
	return b.String()
}

// components returns what the one form of protocol.md II.2 covers.
func (s *Signature) components() components {
	return components{
		{"@method", s.Method},
		{"@target-uri", s.TargetURI},
		{"content-type", s.ContentType},
		{"content-digest", s.Digest},
	}
}
