package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"meshportal/meshcore"
	"meshportal/meshcore/protocol"
)

// errNetwork marks what kept a message from the portal, or its answer from us.
var errNetwork = errors.New("the portal cannot be reached")

// mostAnswer bounds an answer, in bytes.
const mostAnswer = 64 << 20

// transport is a protocol.Transport over HTTP.
type transport struct {
	base string
	http *http.Client
}

func newTransport(base string) *transport {
	return &transport{base, &http.Client{
		Timeout:       time.Minute,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// baseURL is where an account's portal is: https, but for the literals of this
// very machine.
func baseURL(account meshcore.Account) string {
	portal := account.Portal()
	host, _, err := net.SplitHostPort(portal)
	if err != nil {
		host = portal
	}
	host = strings.Trim(host, "[]")
	scheme := "https"
	if addr, err := netip.ParseAddr(host); host == "localhost" || err == nil && addr.IsLoopback() && (addr.Is4() || addr == netip.IPv6Loopback()) {
		scheme = "http"
	}
	return scheme + "://" + portal
}

// Do implements protocol.Transport.
func (t *transport) Do(ctx context.Context, call *protocol.Call) (*protocol.Reply, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, t.base+protocol.Path, bytes.NewReader(call.Body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", protocol.MediaType)
	if s := call.Signature; s != nil {
		req.Header.Set("Content-Type", s.ContentType)
		req.Header.Set("Content-Digest", s.Digest)
		req.Header.Set("Signature-Input", s.Input)
		req.Header.Set("Signature", s.Value)
	}
	resp, body, err := t.send(req)
	if err != nil {
		return nil, err
	}
	answer := protocol.Answer{Status: resp.StatusCode, MediaType: resp.Header.Get("Content-Type"), RetryAfter: resp.Header.Get("Retry-After"), Body: body}
	reply, err := answer.Reply()
	if errors.Is(err, protocol.ErrNotMesh) {
		return nil, fmt.Errorf("%w: %w at %s (HTTP %d)", errNetwork, err, t.base, resp.StatusCode)
	}
	return reply, err
}

// ReadLog implements protocol.Transport.
func (t *transport) ReadLog(ctx context.Context, path string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, t.base+"/log/"+path, nil)
	if err != nil {
		return nil, err
	}
	resp, body, err := t.send(req)
	if err != nil {
		return nil, err
	}
	switch resp.StatusCode {
	case http.StatusOK:
		return body, nil
	case http.StatusNotFound:
		return nil, protocol.Refuse(protocol.NotFound, "the portal does not serve %s of its log", path)
	}
	return nil, fmt.Errorf("%w: reading %s of its log: HTTP %d: %.200s", errNetwork, path, resp.StatusCode, strings.TrimSpace(string(body)))
}

func (t *transport) send(req *http.Request) (*http.Response, []byte, error) {
	resp, err := t.http.Do(req)
	if err != nil {
		return nil, nil, fmt.Errorf("%w: %v; nothing was acknowledged: try again", errNetwork, err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, mostAnswer+1))
	if err == nil && len(body) > mostAnswer {
		err = errors.New("the answer is too long")
	}
	if err != nil {
		return nil, nil, fmt.Errorf("%w: %v; nothing was acknowledged: try again", errNetwork, err)
	}
	return resp, body, nil
}
