package portal

import (
	"context"

	"meshportal/meshcore"
	"meshportal/meshcore/jose"
	"meshportal/meshcore/ledger"
	"meshportal/meshcore/protocol"
	"meshportal/meshcore/udf"
)

// connectComplete takes the answer to a request (protocol.md II.8). It is
// judged by the document: an administration device signed it.
func (s *Service) connectComplete(ctx context.Context, r *protocol.ConnectCompleteRequest) (protocol.Response, error) {
	if r.Result == nil {
		return nil, meshcore.Invalid("ConnectComplete: Result is missing")
	}
	name, err := meshcore.ParseAccount(r.AccountID)
	if err != nil {
		return nil, err
	}
	result, err := r.Result.Reopen() // form; the signer is judged by the stored profile
	if err != nil {
		return nil, err
	}
	token, err := ledger.ParseBlockToken(result.BlockToken)
	if err != nil {
		return nil, meshcore.Invalid("BlockToken: %v", err)
	}
	if len(r.Proof) > 64 {
		return nil, meshcore.Invalid("Proof is not of its form")
	}
	return s.write(ctx, func(tx Tx) (protocol.Response, error) {
		account, err := tx.Account(name)
		if err != nil {
			return nil, err
		}
		return s.complete(tx, account, r, token)
	})
}

func (s *Service) complete(tx Tx, account Account, r *protocol.ConnectCompleteRequest, token ledger.BlockToken) (protocol.Response, error) {
	current, _, err := s.current(tx, account.Profile)
	if err != nil {
		return nil, err
	}
	result, err := openResult(r.Result, current)
	if err != nil {
		return nil, err
	}
	c, err := tx.Connection(account.Profile, result.ID())
	if err != nil {
		return nil, err
	}
	if same, err := sameResult(&c, r.Result); err != nil || same {
		answer, _ := with(protocol.OK, new(protocol.ConnectCompleteResponse))
		return answer, err
	}
	_, member := current.Device(result.ID())
	if err := checkResult(&c, result, member, s.Now()); err != nil {
		return nil, err
	}
	if err := s.ownRoot(tx, token); err != nil {
		return nil, err
	}
	if c.Result, err = jose.Marshal(r.Result); err != nil {
		return nil, err
	}
	c.Ended, c.ResultProof, c.Forget = Done, r.Proof, s.Now().UTC().Add(keepEnded)
	if err := tx.PutConnection(c); err != nil {
		return nil, err
	}
	if result.Block {
		if err := tx.PutBlock(account.Profile, result.ID()); err != nil {
			return nil, err
		}
	}
	return with(protocol.OK, new(protocol.ConnectCompleteResponse))
}

// openResult verifies a result. To whoever is no device of the profile the
// account is unknown: names cannot be tried out here.
func openResult(signed *meshcore.SignedConnectionResult, current *meshcore.PersonalProfile) (*meshcore.ConnectionResult, error) {
	signer, err := signed.SignerID()
	if err != nil {
		return nil, err
	}
	if _, ok := current.Device(signer); !ok {
		return nil, unknown()
	}
	if err := verifyDevice(signed.SignedData, current); err != nil {
		return nil, err
	}
	return meshcore.OpenResult(signed, current)
}

// sameResult reports whether a request has exactly this result already.
func sameResult(c *Connection, r *meshcore.SignedConnectionResult) (bool, error) {
	if c.Ended != Done {
		return false, nil
	}
	kept := new(meshcore.SignedConnectionResult)
	if err := jose.Unmarshal(c.Result, kept); err != nil {
		return false, err
	}
	return kept.Version() == r.Version(), nil
}

// connectStatus tells a device what became of its own request: the call is
// signed by the authentication key in that request.
func (s *Service) connectStatus(ctx context.Context, call *protocol.Call, r *protocol.ConnectStatusRequest) (protocol.Response, error) {
	name, err := meshcore.ParseAccount(r.AccountID)
	if err != nil {
		return nil, err
	}
	return s.read(ctx, func(tx Tx) (protocol.Response, error) {
		if call.Signature == nil {
			return nil, unauthenticated("this call must be signed by the device that asked to join")
		}
		account, err := tx.Account(name)
		if err != nil {
			return nil, err
		}
		c, err := tx.Connection(account.Profile, udf.Fingerprint(r.DeviceID))
		if err != nil {
			return nil, err
		}
		if err := s.byRequester(tx, call, &c); err != nil {
			return nil, err
		}
		return s.outcome(&c)
	})
}

// byRequester verifies a call by the authentication key in a kept request; to
// any other key the request is unknown.
func (s *Service) byRequester(tx Tx, call *protocol.Call, c *Connection) error {
	params, err := call.Signature.Parse()
	if err != nil {
		return err
	}
	if params.KeyID != c.Authentication {
		return unknown()
	}
	signed := new(meshcore.SignedConnectionRequest)
	if err := jose.Unmarshal(c.Request, signed); err != nil {
		return err
	}
	request, err := signed.Reopen()
	if err != nil {
		return err
	}
	key, err := request.DeviceProfile().AuthenticationKey()
	if err != nil {
		return err
	}
	return s.verifyCall(tx, call, key, false)
}

func (s *Service) outcome(c *Connection) (protocol.Response, error) {
	answer := &protocol.ConnectStatusResponse{Expires: meshcore.At(c.Expires).String()}
	switch {
	case c.Ended == Done:
		answer.Result, answer.Proof = new(meshcore.SignedConnectionResult), c.ResultProof
		if err := jose.Unmarshal(c.Result, answer.Result); err != nil {
			return nil, err
		}
	case !c.live(s.Now()):
		return nil, protocol.Refuse(protocol.Gone, "this request has lapsed or was cancelled: ask again")
	}
	return with(protocol.OK, answer)
}
