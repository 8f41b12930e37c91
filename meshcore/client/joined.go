package client

import (
	"context"
	"errors"

	"meshportal/meshcore"
	"meshportal/meshcore/ledger"
	"meshportal/meshcore/protocol"
)

// JoinStatus asks what became of this machine's request. A device that finds
// itself in the verified profile is accepted, whatever else the portal says.
func (c *Client) JoinStatus(ctx context.Context) (*Joining, error) {
	var kept joinRecord
	found, err := c.remembered(joinRecordName, &kept)
	switch {
	case err != nil:
		return nil, err
	case c.self == nil || !found && !c.self.Member:
		return nil, ErrNoRequest
	case c.self.Member:
		return c.joining(&kept, JoinAccepted), c.forgetInvitation(&kept)
	}
	var resp protocol.ConnectStatusResponse
	err = c.callAs(ctx, &protocol.ConnectStatusRequest{AccountID: string(c.self.Account), DeviceID: string(c.self.ID())}, &resp)
	lapsed := refused(err, protocol.Gone) || refused(err, protocol.NotFound) || refused(err, protocol.Unauthenticated)
	switch {
	case err != nil && !lapsed:
		return nil, err
	case err == nil && resp.Result == nil:
		return c.joining(&kept, JoinPending), nil
	case err == nil:
		return c.decided(ctx, &kept, &resp)
	}
	return c.outcome(ctx, &kept, JoinExpired)
}

// decided reads a result. Its signer can be checked only by who may read the
// profile; for an invited device, the proof is what counts.
func (c *Client) decided(ctx context.Context, kept *joinRecord, resp *protocol.ConnectStatusResponse) (*Joining, error) {
	if err := c.proven(kept, resp); err != nil {
		return nil, c.raise(err)
	}
	joining, err := c.outcome(ctx, kept, JoinRejected)
	if err != nil || joining.Status != JoinAccepted {
		return joining, err
	}
	return joining, c.raise(c.checkResult(kept, resp.Result))
}

// proven requires the inviter's proof over the result.
func (c *Client) proven(kept *joinRecord, resp *protocol.ConnectStatusResponse) error {
	if kept.Invitation == "" {
		return nil
	}
	invitation, err := ParseInvitation(kept.Invitation)
	if err != nil {
		return err
	}
	want, err := invitation.ResultProof(resp.Result.Version())
	if err != nil {
		return err
	}
	if !proves(resp.Proof, want) {
		return alarm(Substitution, "the answer to the request was not made by the device that sent the invitation")
	}
	return nil
}

// outcome reads the profile if this device may: then it is a member. Else the
// request ended as otherwise says.
func (c *Client) outcome(ctx context.Context, kept *joinRecord, otherwise JoinStatus) (*Joining, error) {
	p, err := c.Sync(ctx)
	if errors.Is(err, ErrRemoved) {
		return c.joining(kept, otherwise), nil
	}
	if err != nil {
		return nil, err
	}
	if err := c.Acknowledge(p); err != nil {
		return nil, err
	}
	if err := c.replaceFormer(); err != nil {
		return nil, err
	}
	c.self.Member = true
	if err := c.writeRecord(selfRecord, c.self); err != nil {
		return nil, err
	}
	return c.joining(kept, JoinAccepted), c.forgetInvitation(kept)
}

// forgetInvitation forgets the link that this device came in by.
func (c *Client) forgetInvitation(kept *joinRecord) error {
	if kept.Invitation == "" {
		return nil
	}
	kept.Invitation = ""
	return c.writeRecord(joinRecordName, kept)
}

// checkResult holds a result to the profile: an administration device signed
// it, it answers this request, and it saw the same log.
func (c *Client) checkResult(kept *joinRecord, signed *meshcore.SignedConnectionResult) error {
	result, err := meshcore.OpenResult(signed, c.chain.newest.PersonalProfile)
	if errors.Is(err, meshcore.ErrAuthority) {
		return nil // its signer has left the profile since, which itself was verified
	}
	if err != nil {
		return alarm(Substitution, "the answer to the request: %v", err)
	}
	if result.RequestID != kept.Request.Version().String() || result.DeviceProfile().Identifier != c.self.ID() {
		return alarm(Substitution, "the answer is to another request")
	}
	_, err = c.sameLog(result.BlockToken)
	return err
}

// sameLog requires the checkpoint that another device saw to be one of this log.
func (c *Client) sameLog(blockToken string) (ledger.BlockToken, error) {
	token, err := ledger.ParseBlockToken(blockToken)
	if err != nil {
		return token, alarm(Substitution, "a block token cannot be read: %v", err)
	}
	if token.Size > c.head.Size {
		return token, errAgain
	}
	root, err := c.reader.RootAt(token.Size)
	if err != nil {
		return token, c.inconsistent(err, c.memory.Note)
	}
	if token.Origin != c.memory.Origin || root != token.Root {
		return token, alarm(Fork, "another device saw another log of %d leaves", token.Size).checkpoints(c.memory.Note)
	}
	return token, nil
}
