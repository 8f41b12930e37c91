package portal

import (
	"context"
	"errors"

	"meshportal/meshcore"
	"meshportal/meshcore/protocol"
)

// Do takes one message and returns its answer; a refusal is always a
// *protocol.Error that names the response it stands for (protocol.md II.2).
func (s *Service) Do(ctx context.Context, call *protocol.Call) (*protocol.Reply, error) {
	if len(call.Body) > protocol.MaxApplication {
		return nil, refusal(tooLarge("a message", protocol.MaxApplication), "MeshResponse")
	}
	req, err := protocol.DecodeRequest(call.Body)
	if err != nil {
		return nil, refusal(err, "")
	}
	if err := checkSize(call, req); err != nil {
		return nil, refusal(err, protocol.ResponseName(req))
	}
	response, err := s.dispatch(ctx, call, req)
	if err != nil {
		return nil, refusal(err, protocol.ResponseName(req))
	}
	body, err := protocol.EncodeResponse(response)
	if err != nil {
		bug := &protocol.Error{Code: protocol.Internal, Message: "something went wrong", Err: err}
		return nil, refusal(bug, protocol.ResponseName(req))
	}
	return &protocol.Reply{Status: response.Base().Status, Body: body}, nil
}

// dispatch finds the transaction of a request.
func (s *Service) dispatch(ctx context.Context, call *protocol.Call, req protocol.Request) (protocol.Response, error) {
	switch r := req.(type) {
	case *protocol.HelloRequest:
		return s.hello(), nil
	case *protocol.ValidateRequest:
		return s.validate(ctx, call, r)
	case *protocol.CreateRequest:
		return s.create(ctx, call, r)
	case *protocol.DeleteRequest:
		return s.delete(ctx, call, r)
	case *protocol.PublishRequest:
		return s.publish(ctx, call, r)
	case *protocol.GetRequest:
		return s.get(ctx, call, r)
	case *protocol.StatusRequest:
		return s.status(ctx)
	case *protocol.ConnectStartRequest:
		return s.connectStart(ctx, call, r)
	case *protocol.ConnectPendingRequest:
		return s.connectPending(ctx, call, r)
	case *protocol.ConnectCompleteRequest:
		return s.connectComplete(ctx, r)
	case *protocol.ConnectStatusRequest:
		return s.connectStatus(ctx, call, r)
	case *protocol.TransferRequest:
		return nil, protocol.Refuse(protocol.Unimplemented, "Transfer is not offered; the log is served as tiles below /log/")
	}
	return nil, protocol.Refuse(protocol.NotFound, "unknown transaction")
}

// refusal turns any error into one for the wire.
func refusal(err error, response string) *protocol.Error {
	var e *protocol.Error
	switch {
	case errors.As(err, &e):
		copied := *e
		e = &copied
	case errors.Is(err, meshcore.ErrInvalid):
		e = protocol.Refuse(protocol.Invalid, "%v; nothing was changed", err)
	case errors.Is(err, meshcore.ErrAuthority):
		e = protocol.Refuse(protocol.Unauthorized, "%v; nothing was changed", err)
	case errors.Is(err, meshcore.ErrOrder):
		e = protocol.Refuse(protocol.Conflict, "%v; nothing was changed", err)
	case errors.Is(err, ErrNotFound):
		e = unknown()
	default:
		e = unavailable(err)
	}
	if e.Response == "" {
		e.Response = response
	}
	return e
}

// unknown is the one shape of what does not exist and of what the caller is
// not allowed to know.
func unknown() *protocol.Error {
	return protocol.Refuse(protocol.NotFound, "there is no such thing here, or it is not for this caller")
}

// with sets the status of an answer.
func with[R protocol.Response](status int, r R) (protocol.Response, error) {
	r.Base().Status = status
	return r, nil
}
