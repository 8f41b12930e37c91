package protocol

import (
	"bytes"
	"errors"

	"github.com/go-jose/go-jose/v4/json"
)

// errDialect tells whoever sends what the original implementation sent that
// old dialects never pass the door (protocol.md II.1, II.2).
var errDialect = errors.New("this is the dialect of 2015–2018; this portal accepts protocol.md II.1 only")

// explain replaces the reason why a body is not strict JSON, where the body
// has the mark of the original: line feeds inside its strings.
func explain(body []byte, err error) error {
	if foldsStrings(body) {
		return errDialect
	}
	return err
}

func foldsStrings(body []byte) bool {
	inside := false
	for i := 0; i < len(body); i++ {
		switch c := body[i]; {
		case c == '"':
			inside = !inside
		case inside && c == '\\':
			i++
		case inside && c == '\n':
			return true
		}
	}
	return false
}

// oldContainer is a signed container with the members that JWS of 2015–2018
// have and those of protocol.md II.1 have not.
type oldContainer struct {
	SignedData struct {
		Header      json.RawMessage `json:"header"`
		Signatures  json.RawMessage `json:"signatures"`
		Unprotected json.RawMessage `json:"unprotected"`
	} `json:"SignedData"`
}

func (c oldContainer) old() bool {
	return c.SignedData.Header != nil || c.SignedData.Signatures != nil || c.SignedData.Unprotected != nil
}

// isOldDialect looks for an old JWS in the fields of a request. It is a
// courtesy: what it overlooks is refused for another reason.
func isOldDialect(fields json.RawMessage) bool {
	if !bytes.Contains(fields, []byte(`"header"`)) && !bytes.Contains(fields, []byte(`"signatures"`)) && !bytes.Contains(fields, []byte(`"unprotected"`)) {
		return false
	}
	var r struct {
		Entry         map[string]oldContainer `json:"Entry"`
		Profile       map[string]oldContainer `json:"Profile"`
		SignedRequest oldContainer            `json:"SignedRequest"`
		Result        oldContainer            `json:"Result"`
	}
	_ = json.Unmarshal(fields, &r) // members of other types are left out
	for _, tagged := range []map[string]oldContainer{r.Entry, r.Profile} {
		for _, c := range tagged {
			if c.old() {
				return true
			}
		}
	}
	return r.SignedRequest.old() || r.Result.old()
}
