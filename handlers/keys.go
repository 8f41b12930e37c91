package handlers

import "encoding/json"

// algorithm names the kind of a public key by its parameters (protocol.md II.1).
func algorithm(parameters any) string {
	body, err := json.Marshal(parameters)
	if err != nil {
		return "unknown"
	}
	var tagged map[string]struct {
		Curve string `json:"crv"`
	}
	if json.Unmarshal(body, &tagged) != nil {
		return "unknown"
	}
	for tag, p := range tagged {
		if p.Curve != "" {
			return p.Curve
		}
		return tag
	}
	return "unknown"
}
