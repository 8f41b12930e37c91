package meshcore

import (
	"github.com/go-jose/go-jose/v4/json"

	"meshportal/meshcore/jose"
)

// Tagged writes v as the Mesh writes every payload and every entry: an object
// of one member, named after its type (protocol.md Part I c.1).
func Tagged(tag string, v any) ([]byte, error) {
	return jose.Marshal(map[string]any{tag: v})
}

// Untag splits a tagged value into its type name and the raw value, after the
// strict reader has accepted the whole (protocol.md II.1).
func Untag(data []byte) (tag string, value []byte, err error) {
	if err := jose.Check(data); err != nil {
		return "", nil, Invalid("%v", err)
	}
	members, err := jose.Members(data)
	if err != nil {
		return "", nil, Invalid("%v", err)
	}
	if len(members) != 1 {
		return "", nil, Invalid("a tagged value has exactly one member, this has %d", len(members))
	}
	return members[0].Name, members[0].Value, nil
}

// decode reads a tagged payload of the expected type into v.
func decode(payload []byte, tag string, v any) error {
	got, value, err := Untag(payload)
	if err != nil {
		return err
	}
	if got != tag {
		return Invalid("the payload is a %s, expected a %s", got, tag)
	}
	return fill(tag, value, v)
}

// fill reads a value that the strict reader has accepted as part of a whole.
func fill(tag string, value []byte, v any) error {
	if err := json.Unmarshal(value, v); err != nil {
		return Invalid("%s: %v", tag, err)
	}
	return nil
}
