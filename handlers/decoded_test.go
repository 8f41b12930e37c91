package handlers

import (
	"encoding/base64"
	"strings"
	"testing"
)

// signed is a stored entry with a payload.
func signed(payload string) []byte {
	return []byte(`{"SignedThing":{"Identifier":"M","SignedData":{"payload":"` + base64.RawURLEncoding.EncodeToString([]byte(payload)) + `"}}}`)
}

func TestDecoded(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		body []byte
		want string
	}{
		"signed":   {signed(`{"Thing":{"a":[1,true,null,"<b>&\""],"n":123456789012345678901,"e":{},"l":[]}}`), "{\n  \"Thing\": {\n    \"a\": [\n      1,\n      true,\n      null,\n      \"<b>&\\\"\"\n    ],\n    \"n\": 123456789012345678901,\n    \"e\": {},\n    \"l\": []\n  }\n}"},
		"within":   {signed(`{"Thing":{"SignedData":{"payload":"eyJ9"},"b":1}}`), "{\n  \"Thing\": {\n    \"SignedData\": \"a document of its own\",\n    \"b\": 1\n  }\n}"},
		"unsigned": {[]byte(`{"Escrow":{"a":1}}`), "{\n  \"Escrow\": {\n    \"a\": 1\n  }\n}"},
	} {
		if got := decoded(c.body); got.text != c.want || got.longer {
			t.Errorf("%s: got %s", name, got.text)
		}
	}
}

// TestDecodedIsBounded: a document that says much, or little very deeply, makes
// no more than a page can bear.
func TestDecodedIsBounded(t *testing.T) {
	t.Parallel()
	for name, payload := range map[string]string{
		"zeros":  strings.Repeat("[", 28) + strings.Repeat("0,", 1_000_000) + "0" + strings.Repeat("]", 28),
		"deep":   strings.Repeat("[", 1_000_000) + strings.Repeat("]", 1_000_000),
		"text":   `"` + strings.Repeat("é", 1_000_000) + `"`,
		"names":  `{"` + strings.Repeat("n", 1_000_000) + `":{"a":1}}`,
		"broken": strings.Repeat(`{"a":`, 1_000_000),
	} {
		for _, body := range [][]byte{signed(payload), []byte(payload)} {
			if got := decoded(body); !got.longer || len(got.text) > mostShown || len(got.text) < mostShown-8 || !strings.HasPrefix(payload, got.text[:1]) {
				t.Errorf("%s: %d bytes are shown, longer: %v", name, len(got.text), got.longer)
			}
		}
	}
}
