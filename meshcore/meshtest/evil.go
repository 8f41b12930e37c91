package meshtest

import (
	"context"

	"meshportal/meshcore/protocol"
)

// Evil stands between a client and a portal and may replace any answer. Its
// nil fields change nothing.
type Evil struct {
	protocol.Transport
	// Lose, if it returns an error, loses a request on its way to the portal.
	Lose func(req protocol.Request) error
	// Answer replaces the portal's answer to a request.
	Answer func(req protocol.Request, reply *protocol.Reply, err error) (*protocol.Reply, error)
	// Log replaces what is read of the log.
	Log func(path string, data []byte, err error) ([]byte, error)
}

// Do implements protocol.Transport.
func (e *Evil) Do(ctx context.Context, call *protocol.Call) (*protocol.Reply, error) {
	req, err := protocol.DecodeRequest(call.Body)
	if err != nil {
		return nil, err
	}
	if e.Lose != nil {
		if err := e.Lose(req); err != nil {
			return nil, err
		}
	}
	reply, err := e.Transport.Do(ctx, call)
	if e.Answer == nil {
		return reply, err
	}
	return e.Answer(req, reply, err)
}

// ReadLog implements protocol.Transport.
func (e *Evil) ReadLog(ctx context.Context, path string) ([]byte, error) {
	data, err := e.Transport.ReadLog(ctx, path)
	if e.Log == nil {
		return data, err
	}
	return e.Log(path, data, err)
}
