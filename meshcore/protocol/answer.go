package protocol

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4/json"
)

// ErrNotMesh says that what answered is no Mesh portal, but something before or
// instead of it.
var ErrNotMesh = errors.New("what answers is no Mesh portal")

// Answer is what came back for a call over HTTP: the status, two header values
// and the body.
type Answer struct {
	Status                int
	MediaType, RetryAfter string
	Body                  []byte
}

// Reply reads the message of an answer, or returns ErrNotMesh. A refusal that
// says when to try again is an *Error here already, because a header is not
// part of the message.
func (a Answer) Reply() (*Reply, error) {
	if !strings.HasPrefix(a.MediaType, MediaType) {
		return nil, ErrNotMesh
	}
	reply := &Reply{Status: a.Status, Body: a.Body}
	if a.Status >= 200 && a.Status < 300 {
		return reply, nil
	}
	tag, said := refusalIn(a.Body)
	if tag == "" {
		return nil, ErrNotMesh
	}
	wait := retryAfter(a.RetryAfter)
	if wait == 0 {
		return reply, nil
	}
	return nil, &Error{Code: Code(said.Status), Message: said.StatusDescription, Response: tag, RetryAfter: wait}
}

// refusalIn reads a refusal under whatever tag it has; "" says that it is none.
func refusalIn(body []byte) (tag string, said MeshResponse) {
	var tagged map[string]MeshResponse
	if json.Unmarshal(body, &tagged) != nil || len(tagged) != 1 {
		return "", said
	}
	for tag, said = range tagged {
		if said.Status < 400 || said.Status > 599 {
			return "", said
		}
	}
	return tag, said
}

// retryAfter reads a number of seconds; what is no sensible one is 0.
func retryAfter(header string) time.Duration {
	seconds, err := strconv.ParseUint(header, 10, 24)
	if err != nil {
		return 0
	}
	return time.Duration(seconds) * time.Second
}
