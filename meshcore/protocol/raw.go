package protocol

import (
	"fmt"

	"github.com/go-jose/go-jose/v4/json"

	"meshportal/meshcore/jose"
)

// encodeFields writes the members of a message. Raw ones are spliced in, since
// the JSON encoder would compact and escape them, and signatures and log
// leaves are about exact bytes.
func encodeFields(message any) ([]byte, error) {
	switch m := message.(type) {
	case *PublishRequest:
		rest := *m
		rest.Entry = nil
		return encodeWith(&rest, "Entry", m.Entry)
	case *CreateRequest:
		rest := *m
		rest.Profile = nil
		return encodeWith(&rest, "Profile", m.Profile)
	case *GetResponse:
		return encodeEntries(m)
	}
	return jose.Marshal(message)
}

// encodeWith writes a message and one raw member more.
func encodeWith(rest any, name string, raw json.RawMessage) ([]byte, error) {
	if err := checkRaw(name, raw); err != nil {
		return nil, err
	}
	fields, err := jose.Marshal(rest)
	if err != nil {
		return nil, err
	}
	return addMember(fields, name, raw), nil
}

// encodeEntries checks each entry by itself, so that none reaches into the next.
func encodeEntries(m *GetResponse) ([]byte, error) {
	rest := *m
	rest.Entries = nil
	fields, err := jose.Marshal(&rest)
	if err != nil || len(m.Entries) == 0 {
		return fields, err
	}
	list := []byte{'['}
	for i, entry := range m.Entries {
		if err := checkRaw("Entries", entry); err != nil {
			return nil, err
		}
		if i > 0 {
			list = append(list, ',')
		}
		list = append(list, entry...)
	}
	return addMember(fields, "Entries", append(list, ']')), nil
}

func checkRaw(name string, raw json.RawMessage) error {
	if len(raw) == 0 {
		return fmt.Errorf("%s is missing", name)
	}
	if err := jose.Check(raw); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if nesting(raw) > maxNesting {
		return fmt.Errorf("%s: %w", name, errNesting)
	}
	return nil
}

// maxNesting leaves room for the envelope of a GetResponse: an entry that is
// accepted must be readable when it is sent on.
const maxNesting = jose.MaxDepth - 3

var errNesting = fmt.Errorf("it is nested deeper than %d", maxNesting)

// nesting tells how deep a raw value nests, 1 for an object of plain members.
func nesting(raw json.RawMessage) int {
	depth, deepest, inside := 0, 0, false
	for i := 0; i < len(raw); i++ {
		switch c := raw[i]; {
		case c == '"':
			inside = !inside
		case inside && c == '\\':
			i++
		case inside:
		case c == '{' || c == '[':
			depth++
			deepest = max(deepest, depth)
		case c == '}' || c == ']':
			depth--
		}
	}
	return deepest
}

// addMember appends a member to a compact JSON object.
func addMember(object []byte, name string, value []byte) []byte {
	open := object[:len(object)-1]
	out := make([]byte, 0, len(open)+len(name)+len(value)+5)
	out = append(out, open...)
	if len(open) > 1 {
		out = append(out, ',')
	}
	out = append(out, '"')
	out = append(out, name...)
	out = append(out, `":`...)
	out = append(out, value...)
	return append(out, '}')
}
