package handlers

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"strings"
)

// mostShown bounds what a page shows of one document, in bytes.
const mostShown = 64 << 10

// reading is what a stored entry says, for people; of what is longer than
// mostShown it is the beginning.
type reading struct {
	text   string
	longer bool
}

// decoded reads a stored entry: the payload of a signed document; what is not
// signed as it is. However long or deep it is, little more than what is shown
// is made of it.
func decoded(body []byte) reading {
	o := &outline{in: json.NewDecoder(payloadOf(body))}
	o.in.UseNumber()
	err := o.value(0)
	text := strings.ToValidUTF8(o.String()[:min(o.Len(), mostShown)], "")
	return reading{text, errors.Is(err, errLonger) || o.Len() > mostShown}
}

// payloadOf reads the payload of a signed document under its type name, or
// else the body itself.
func payloadOf(body []byte) io.Reader {
	var tagged map[string]struct {
		SignedData struct {
			Payload string `json:"payload"`
		}
	}
	if json.Unmarshal(body, &tagged) == nil && len(tagged) == 1 {
		for _, signed := range tagged {
			if payload := signed.SignedData.Payload; payload != "" {
				return base64.NewDecoder(base64.RawURLEncoding, strings.NewReader(payload))
			}
		}
	}
	return strings.NewReader(string(body))
}

// outline is JSON, indented. Signed documents within are left to be shown by
// themselves.
type outline struct {
	strings.Builder
	in *json.Decoder
}

var errLonger = errors.New("it is longer than what is shown")

func (o *outline) value(depth int) error {
	if o.Len() > mostShown {
		return errLonger
	}
	token, err := o.in.Token()
	if err != nil {
		return err
	}
	switch token {
	case json.Delim('{'):
		return o.members("{", "}", depth, o.member)
	case json.Delim('['):
		return o.members("[", "]", depth, o.value)
	}
	return o.write(token)
}

// members writes what is between two brackets, each on a line of its own.
func (o *outline) members(begin, end string, depth int, each func(depth int) error) error {
	separator := begin
	for o.in.More() {
		o.WriteString(separator + "\n" + strings.Repeat("  ", depth+1))
		if err := each(depth + 1); err != nil {
			return err
		}
		separator = ","
	}
	if separator == begin {
		o.WriteString(begin + end)
	} else {
		o.WriteString("\n" + strings.Repeat("  ", depth) + end)
	}
	_, err := o.in.Token()
	return err
}

func (o *outline) member(depth int) error {
	name, err := o.in.Token()
	if err != nil {
		return err
	}
	if err := o.write(name); err != nil {
		return err
	}
	o.WriteString(": ")
	if name != "SignedData" {
		return o.value(depth)
	}
	o.WriteString(`"a document of its own"`)
	return o.in.Decode(new(json.RawMessage))
}

// write writes a name or a simple value.
func (o *outline) write(token json.Token) error {
	var text strings.Builder
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	err := e.Encode(token)
	o.WriteString(strings.TrimSuffix(text.String(), "\n"))
	return err
}
