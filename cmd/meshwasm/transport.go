//go:build js && wasm

package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"syscall/js"
	"time"

	"github.com/go-jose/go-jose/v4/json"

	"meshportal/meshcore/protocol"
)

// errNetwork marks what kept a message from the portal, or its answer from us.
var errNetwork = errors.New("the portal cannot be reached; nothing was acknowledged: try again")

// transport is a protocol.Transport over fetch.
type transport struct{}

// answer is what came back.
type answer struct {
	status      int
	kind, retry string
	body        []byte
}

func send(method, path string, headers map[string]any, body js.Value) (answer, error) {
	got, err := await(host.Call("send", method, path, headers, body))
	if err != nil {
		return answer{}, fmt.Errorf("%w (%v)", errNetwork, err)
	}
	return answer{got.Get("status").Int(), got.Get("type").String(), got.Get("retry").String(), bytesOf(got.Get("bytes"))}, nil
}

// Do implements protocol.Transport.
func (transport) Do(_ context.Context, call *protocol.Call) (*protocol.Reply, error) {
	headers := map[string]any{"Content-Type": protocol.MediaType}
	if s := call.Signature; s != nil {
		headers = map[string]any{"Content-Type": s.ContentType, "Content-Digest": s.Digest, "Signature-Input": s.Input, "Signature": s.Value}
	}
	got, err := send("POST", protocol.Path, headers, array(call.Body))
	if err != nil {
		return nil, err
	}
	if !strings.HasPrefix(got.kind, protocol.MediaType) {
		return nil, fmt.Errorf("%w (HTTP %d)", errNetwork, got.status)
	}
	return &protocol.Reply{Status: got.status, Body: got.body}, got.refusal()
}

// refusal reads an answer that is none of success. One that says when to try
// again is an error here, because a header is not part of the message; one that
// is no message comes from something before the portal.
func (a answer) refusal() error {
	if a.status >= 200 && a.status < 300 {
		return nil
	}
	tag, said := refusalIn(a.body)
	if tag == "" {
		return fmt.Errorf("%w (HTTP %d)", errNetwork, a.status)
	}
	wait, err := strconv.ParseUint(a.retry, 10, 24)
	if err != nil || wait == 0 {
		return nil
	}
	return &protocol.Error{Code: protocol.Code(said.Status), Message: said.StatusDescription, Response: tag, RetryAfter: time.Duration(wait) * time.Second}
}

// refusalIn reads a refusal under whatever tag it has; "" says that it is none.
func refusalIn(body []byte) (tag string, said protocol.MeshResponse) {
	var tagged map[string]protocol.MeshResponse
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

// ReadLog implements protocol.Transport.
func (transport) ReadLog(_ context.Context, path string) ([]byte, error) {
	got, err := send("GET", "/log/"+path, map[string]any{}, js.Undefined())
	switch {
	case err != nil:
		return nil, err
	case got.status == 200:
		return got.body, nil
	case got.status == 404:
		return nil, protocol.Refuse(protocol.NotFound, "the portal does not serve %s of its log", path)
	}
	return nil, fmt.Errorf("%w (HTTP %d for %s of its log)", errNetwork, got.status, path)
}
