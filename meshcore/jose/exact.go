package jose

import (
	"encoding/base64"
	"fmt"
	"slices"
)

// exact requires data to be an object with exactly these members, and returns
// their values in that order.
func exact(data []byte, names ...string) ([][]byte, error) {
	members, err := Members(data)
	if err != nil {
		return nil, err
	}
	values := make([][]byte, len(names))
	for _, m := range members {
		i := slices.Index(names, m.Name)
		if i < 0 {
			return nil, fmt.Errorf("jose: the member %.40q is not allowed here", m.Name)
		}
		values[i] = m.Value
	}
	if len(members) != len(names) {
		return nil, fmt.Errorf("jose: exactly the members %v are required", names)
	}
	return values, nil
}

// texts reads an object with exactly these members, which are strings.
func texts(data []byte, names []string, into ...*string) error {
	values, err := exact(data, names...)
	if err != nil {
		return err
	}
	for i, value := range values {
		if *into[i], err = Text(value); err != nil {
			return fmt.Errorf("jose: %s: %w", names[i], err)
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
