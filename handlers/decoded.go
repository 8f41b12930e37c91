package handlers

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
)

// decoded is what a signed document says, indented: its payload, in which the
// signed documents within are left to be shown by themselves. What is not signed
// is shown as it is.
func decoded(body []byte) string {
	if payload, ok := payloadOf(untagged(body)); ok {
		return indented(brief(payload))
	}
	return indented(body)
}

// untagged takes the one type name off a tagged entry.
func untagged(body []byte) []byte {
	var tagged map[string]json.RawMessage
	if json.Unmarshal(body, &tagged) == nil && len(tagged) == 1 {
		for _, only := range tagged {
			return only
		}
	}
	return body
}

// payloadOf returns the payload of a signed document.
func payloadOf(body []byte) ([]byte, bool) {
	var signed struct {
		SignedData struct {
			Payload string `json:"payload"`
		}
	}
	if json.Unmarshal(body, &signed) != nil || signed.SignedData.Payload == "" {
		return nil, false
	}
	payload, err := base64.RawURLEncoding.DecodeString(signed.SignedData.Payload)
	return payload, err == nil
}

// brief replaces the bytes of signed documents within a payload.
func brief(payload []byte) []byte {
	var value any
	if json.Unmarshal(payload, &value) != nil {
		return payload
	}
	text, err := json.Marshal(shortened(value))
	if err != nil {
		return payload
	}
	return text
}

func shortened(value any) any {
	switch v := value.(type) {
	case map[string]any:
		for name, part := range v {
			if name == "SignedData" {
				v[name] = "a document of its own"
				continue
			}
			v[name] = shortened(part)
		}
	case []any:
		for i := range v {
			v[i] = shortened(v[i])
		}
	}
	return value
}

func indented(body []byte) string {
	var b bytes.Buffer
	if json.Indent(&b, body, "", "  ") != nil {
		return string(body)
	}
	return b.String()
}
