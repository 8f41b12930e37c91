package client

import (
	"context"
	"errors"
	"time"

	"meshportal/meshcore/jose"
	"meshportal/meshcore/protocol"
)

// maxWait bounds how long a client waits by itself when a portal asks it to
// come back later.
const maxWait = 30 * time.Second

// call sends one message, signed by signer if there is one, and reads the
// answer. A portal that asks to wait a short while is waited for; every try is
// signed anew.
func (c *Client) call(ctx context.Context, req protocol.Request, resp protocol.Response, signer jose.Signer) error {
	body, err := protocol.EncodeRequest(req)
	if err != nil {
		return err
	}
	for try := 0; ; try++ {
		err := c.send(ctx, body, resp, signer)
		var refusal *protocol.Error
		if !errors.As(err, &refusal) || try == 5 || !patient(refusal) {
			return err
		}
		c.progress("the portal asks to wait")
		if err := c.Wait(ctx, max(refusal.RetryAfter, time.Second)); err != nil {
			return err
		}
	}
}

func patient(e *protocol.Error) bool {
	return e.Code == protocol.TooMany && e.RetryAfter > 0 && e.RetryAfter <= maxWait
}

func (c *Client) send(ctx context.Context, body []byte, resp protocol.Response, signer jose.Signer) error {
	call := &protocol.Call{Body: body}
	if signer != nil {
		nonce, err := protocol.NewNonce(c.Rand)
		if err != nil {
			return err
		}
		target := c.BaseURL + protocol.Path
		if call.Signature, err = protocol.SignCall(signer, target, body, protocol.TagDoor, c.Now(), nonce); err != nil {
			return err
		}
	}
	reply, err := c.Transport.Do(ctx, call)
	if err != nil {
		return err
	}
	return protocol.DecodeResponse(reply.Body, resp)
}

// callAs sends a message as this device.
func (c *Client) callAs(ctx context.Context, req protocol.Request, resp protocol.Response) error {
	signer, err := c.caller()
	if err != nil {
		return err
	}
	return c.call(ctx, req, resp, signer)
}

// refused reports whether err is the portal's refusal with that code.
func refused(err error, code protocol.Code) bool {
	var e *protocol.Error
	return errors.As(err, &e) && e.Code == code
}
