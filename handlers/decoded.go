package handlers

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
)

// decoded is what a stored entry says, indented: the payload of a signed
// document; what is not signed as it is.
func decoded(body []byte) string {
	if payload, ok := payloadOf(body); ok {
		return said(payload)
	}
	return indented(body)
}

// said is a payload, indented. Signed documents within are left to be shown by
// themselves.
func said(payload []byte) string {
	if bytes.Contains(payload, []byte(`"SignedData"`)) {
		payload = brief(payload)
	}
	return indented(payload)
}

// payloadOf returns the payload of a signed document under its type name.
func payloadOf(body []byte) ([]byte, bool) {
	var tagged map[string]struct {
		SignedData struct {
			Payload string `json:"payload"`
		}
	}
	if json.Unmarshal(body, &tagged) != nil || len(tagged) != 1 {
		return nil, false
	}
	for _, signed := range tagged {
		payload, err := base64.RawURLEncoding.DecodeString(signed.SignedData.Payload)
		return payload, err == nil && len(payload) > 0
	}
	return nil, false
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
