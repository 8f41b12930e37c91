package protocol

import (
	"context"
	"net/netip"

	"meshportal/meshcore/udf"
)

// Path is where the door is, below the portal's base URL (protocol.md II.2).
const Path = "/.well-known/mmm/"

// Call is one message on its way through the door: its exact bytes, and what
// the transport says about it. Signature is nil for a call that names no caller.
type Call struct {
	Body      []byte
	Signature *Signature      // as received; nothing is verified yet
	From      netip.Addr      // the network address of the sender; invalid if unknown
	Session   udf.Fingerprint // authentication key of a web session's device: reads only
}

// Reply is an encoded response. Status is both the in-band Status and, but for
// 202, the HTTP status.
type Reply struct {
	Status int
	Body   []byte
}

// Signature is the HTTP message signature of a call, as header values
// (RFC 9421; protocol.md II.2), with the target and media type it covers.
type Signature struct {
	Method      string // "POST"
	TargetURI   string // configured base URL + path
	ContentType string
	Digest      string // Content-Digest
	Input       string // Signature-Input
	Value       string // Signature
}

// Transport carries calls to a portal and reads its log; an in-process portal
// and an HTTP client look the same through it. A refusal is an *[Error].
type Transport interface {
	Do(ctx context.Context, call *Call) (*Reply, error)
	// ReadLog reads a path below the log, for instance "checkpoint" or
	// "tile/0/000.p/12" (C2SP tlog-tiles).
	ReadLog(ctx context.Context, path string) ([]byte, error)
}
