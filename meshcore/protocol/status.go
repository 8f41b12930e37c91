package protocol

import (
	"strings"

	"github.com/go-jose/go-jose/v4/json"
)

// success is the StatusDescription that the original sends (protocol.md Part I (a)).
const success = "Operation completed successfully"

// neutral is all that an Internal error tells: its cause is in the log alone.
const neutral = "The portal could not do this because of a fault of its own."

// HTTPStatus returns the HTTP status of an answer with the given Status, which
// differs for Updated alone (protocol.md II.2).
func HTTPStatus(status int) int {
	switch {
	case status == Updated:
		return OK
	case status < 200 || status > 599:
		return int(Internal)
	}
	return status
}

// EncodeError writes the answer that refuses a request. An error without a
// Response is a MeshResponse; an Internal one tells nothing of its cause.
func EncodeError(e *Error) []byte {
	base := MeshResponse{Status: int(e.Code), StatusDescription: strings.ToValidUTF8(e.Message, "\uFFFD")}
	if e.Code == Internal || base.StatusDescription == "" {
		base.StatusDescription = neutral
	}
	tag := unknownResponse
	if e.Response != "" {
		tag = e.Response
	}
	out, err := json.Marshal(map[string]MeshResponse{tag: base})
	if err != nil { // a number and valid strings always have a JSON form
		panic(err)
	}
	return out
}
