package portal

import (
	"context"

	"meshportal/meshcore/protocol"
)

// Admit verifies the signature headers of a message that is larger than an
// open door takes, before its body is read (protocol.md II.9). That they cover
// the body, and that they are new, is judged with the message.
func (s *Service) Admit(ctx context.Context, signature *protocol.Signature) error {
	err := s.store.View(ctx, func(tx Tx) error {
		params, err := signature.Parse()
		if err != nil {
			return err
		}
		_, key, err := s.identify(tx, params.KeyID)
		if err != nil {
			return err
		}
		if err := signature.VerifyHeaders(key, protocol.TagDoor); err != nil {
			return err
		}
		return s.timely(params.Created)
	})
	if err != nil {
		return refusal(err, "PublishResponse")
	}
	return nil
}

// admitted holds a message beyond the open door's size to its signature: it
// covers these bytes, and was not used before. The returned function spends
// the nonce in the transaction that writes; of a small message, which needs no
// caller, it does nothing.
func (s *Service) admitted(ctx context.Context, call *protocol.Call) (spend func(Tx) error, err error) {
	if len(call.Body) <= protocol.MaxMessage {
		return func(Tx) error { return nil }, nil
	}
	var params protocol.Params
	err = s.store.View(ctx, func(tx Tx) error {
		if call.Signature == nil {
			return unauthenticated("a message of more than %d bytes must be signed by a device of the profile", protocol.MaxMessage)
		}
		if params, err = call.Signature.Parse(); err != nil {
			return err
		}
		_, key, err := s.identify(tx, params.KeyID)
		if err != nil {
			return err
		}
		params, err = s.verifySignature(call, key)
		return err
	})
	return func(tx Tx) error { return s.spendNonce(tx, params) }, err
}

// checkSize bounds a message by what it is (protocol.md II.9). The size of an
// entry's kind is judged once the entry is read.
func checkSize(call *protocol.Call, req protocol.Request) error {
	if _, ok := req.(*protocol.PublishRequest); !ok && len(call.Body) > protocol.MaxMessage {
		return tooLarge("such a message", protocol.MaxMessage)
	}
	return nil
}

func tooLarge(what string, limit int) *protocol.Error {
	return protocol.Refuse(protocol.TooLarge, "%s has at most %d bytes; nothing was changed", what, limit)
}
