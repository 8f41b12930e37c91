package jose

import (
	"encoding/base64"
	"fmt"
	"slices"

	"github.com/go-jose/go-jose/v4/json"
)

// exact requires data to be an object with exactly these members.
func exact(data []byte, names ...string) (map[string]json.RawMessage, error) {
	var members map[string]json.RawMessage
	if err := Unmarshal(data, &members); err != nil {
		return nil, err
	}
	for name := range members {
		if !slices.Contains(names, name) {
			return nil, fmt.Errorf("jose: the member %.40q is not allowed here", name)
		}
	}
	if len(members) != len(names) {
		return nil, fmt.Errorf("jose: exactly the members %v are required", names)
	}
	return members, nil
}

// texts reads string members by name.
func texts(members map[string]json.RawMessage, into map[string]*string) error {
	for name, s := range into {
		if raw := members[name]; len(raw) == 0 || raw[0] != '"' {
			return fmt.Errorf("jose: %s is not a string", name)
		}
		if err := json.Unmarshal(members[name], s); err != nil {
			return err
		}
	}
	return nil
}

// decode reads base64url without padding, in its one canonical form.
func decode(s string) ([]byte, error) {
	b, err := base64.RawURLEncoding.Strict().DecodeString(s)
	if err != nil || base64.RawURLEncoding.EncodeToString(b) != s {
		return nil, fmt.Errorf("jose: %.40q is not canonical base64url", s)
	}
	return b, nil
}

// decodeSize reads base64url of exactly n bytes.
func decodeSize(s string, n int) ([]byte, error) {
	b, err := decode(s)
	if err == nil && len(b) != n {
		err = fmt.Errorf("jose: %d bytes where %d belong", len(b), n)
	}
	return b, err
}

func encode(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }
