//go:build js && wasm

package main

import (
	"context"
	"errors"
	"fmt"
	"syscall/js"

	"meshportal/meshcore/protocol"
)

// errNetwork marks what kept a message from the portal, or its answer from us.
var errNetwork = errors.New("the portal cannot be reached; nothing was acknowledged: try again")

// transport is a protocol.Transport over fetch.
type transport struct{}

func send(method, path string, headers map[string]any, body js.Value) (protocol.Answer, error) {
	got, err := await(host.Call("send", method, path, headers, body))
	if err != nil {
		return protocol.Answer{}, fmt.Errorf("%w (%v)", errNetwork, err)
	}
	return protocol.Answer{
		Status: got.Get("status").Int(), MediaType: got.Get("type").String(), RetryAfter: got.Get("retry").String(), Body: bytesOf(got.Get("bytes")),
	}, nil
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
	reply, err := got.Reply()
	if errors.Is(err, protocol.ErrNotMesh) {
		return nil, fmt.Errorf("%w (%w, HTTP %d)", errNetwork, err, got.Status)
	}
	return reply, err
}

// ReadLog implements protocol.Transport.
func (transport) ReadLog(_ context.Context, path string) ([]byte, error) {
	got, err := send("GET", "/log/"+path, map[string]any{}, js.Undefined())
	switch {
	case err != nil:
		return nil, err
	case got.Status == 200:
		return got.Body, nil
	case got.Status == 404:
		return nil, protocol.Refuse(protocol.NotFound, "the portal does not serve %s of its log", path)
	}
	return nil, fmt.Errorf("%w (HTTP %d for %s of its log)", errNetwork, got.Status, path)
}
