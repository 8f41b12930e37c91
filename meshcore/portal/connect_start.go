package portal

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"slices"
	"time"

	"meshportal/meshcore"
	"meshportal/meshcore/jose"
	"meshportal/meshcore/ledger"
	"meshportal/meshcore/protocol"
	"meshportal/meshcore/udf"
)

// keepEnded is how long a request is kept after its end.
const keepEnded = 24 * time.Hour

// tokenLife is how old the checkpoint of a request may be.
const tokenLife = 15 * time.Minute

// connectStart lodges a request to join, or cancels it (protocol.md II.8).
func (s *Service) connectStart(ctx context.Context, call *protocol.Call, r *protocol.ConnectStartRequest) (protocol.Response, error) {
	if r.SignedRequest == nil {
		return nil, meshcore.Invalid("ConnectStart: SignedRequest is missing")
	}
	request, err := meshcore.OpenRequest(r.SignedRequest)
	if err != nil {
		return nil, err
	}
	name, err := meshcore.ParseAccount(r.AccountID)
	if err != nil {
		return nil, err
	}
	token, err := ledger.ParseBlockToken(request.BlockToken)
	if err != nil {
		return nil, meshcore.Invalid("BlockToken: %v", err)
	}
	if err := checkShown(r); err != nil {
		return nil, err
	}
	return s.write(ctx, func(tx Tx) (protocol.Response, error) {
		account, err := tx.Account(name)
		if err != nil {
			return nil, err
		}
		if request.ParentUDF != account.Profile {
			return nil, unknown()
		}
		if r.Cancel {
			return s.cancel(tx, call, account, request)
		}
		return s.lodge(tx, call, account, request, token, r)
	})
}

// lodge judges a request and keeps it.
func (s *Service) lodge(tx Tx, call *protocol.Call, account Account, request *meshcore.ConnectionRequest, token ledger.BlockToken, r *protocol.ConnectStartRequest) (protocol.Response, error) {
	if err := checkOpen(account); err != nil {
		return nil, err
	}
	existing, err := tx.Connection(account.Profile, request.Device.Identifier)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return nil, err
	}
	now := s.Now().UTC()
	same := err == nil && existing.live(now) && existing.RequestID == r.SignedRequest.Version()
	if same && existing.invited() {
		return lodged(protocol.OK, existing)
	}
	next, err := s.connection(tx, call, account, request, r)
	if err != nil {
		return nil, err
	}
	if same && !next.invited() { // else it shows an invitation now
		return lodged(protocol.OK, existing)
	}
	if err := s.mayAsk(tx, account, request); err != nil {
		return nil, err
	}
	if err := s.recent(tx, token); err != nil {
		return nil, err
	}
	if !next.invited() {
		all, err := tx.Connections(account.Profile)
		if err != nil {
			return nil, err
		}
		if err := checkRoom(all, &next, s.Limits.PendingPerAccount, now); err != nil {
			return nil, err
		}
	}
	if err := s.takeAsk(call, next.Device, next.invited()); err != nil {
		return nil, err
	}
	if err := tx.PutConnection(next); err != nil {
		return nil, err
	}
	return lodged(protocol.Created, next)
}

// lodged answers with the end of a request.
func lodged(status int, c Connection) (protocol.Response, error) {
	return with(status, &protocol.ConnectStartResponse{Expires: meshcore.At(c.Expires).String()})
}

// mayAsk refuses devices that are members, blocked, removed or somebody else's.
func (s *Service) mayAsk(tx Tx, account Account, request *meshcore.ConnectionRequest) error {
	device := request.DeviceProfile()
	blocked, err := tx.Blocked(account.Profile)
	if err != nil {
		return err
	}
	if slices.Contains(blocked, device.Identifier) {
		return meshcore.Unauthorised("this device was blocked by the account's owner")
	}
	current, _, err := s.current(tx, account.Profile)
	if err != nil {
		return err
	}
	if _, member := current.Device(device.Identifier); member {
		return protocol.Refuse(protocol.Conflict, "this device belongs to the profile already; nothing was changed")
	}
	uses := map[udf.Fingerprint]KeyUse{
		device.DeviceSignatureKey.UDF:      SignatureUse,
		device.DeviceAuthenticationKey.UDF: AuthenticationUse,
		device.DeviceEncryptionKey.UDF:     EncryptionUse,
	}
	for kid, use := range uses {
		known, err := tx.Key(kid)
		if err == nil {
			err = checkKey(known, account.Profile, device.Identifier, use)
		} else if errors.Is(err, ErrNotFound) {
			err = nil
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// recent requires a token of this log that is not older than the newest
// checkpoint of fifteen minutes ago: the first leaf that it does not cover is
// younger than that.
func (s *Service) recent(tx Tx, token ledger.BlockToken) error {
	if err := s.ownRoot(tx, token); err != nil {
		return err
	}
	leaves, err := tx.Leaves(token.Size, token.Size+1)
	if errors.Is(err, ErrNotFound) || err == nil && len(leaves) == 0 {
		return nil // it covers everything
	}
	if err != nil {
		return err
	}
	leaf, err := ledger.ParseLeaf(leaves[0])
	if err == nil && s.Now().Sub(leaf.Time) > tokenLife {
		err = meshcore.OutOfOrder("BlockToken is too old: read the newest checkpoint and ask again")
	}
	return err
}

// ownRoot requires a checkpoint of this log. One of a former generation, whose
// roots are not known, does for documents alone: where a new device begins its
// memory of the log, it has to be true (protocol.md II.6).
func (s *Service) ownRoot(tx Tx, token ledger.BlockToken) error {
	if token.Origin != s.Origin {
		return meshcore.OutOfOrder("BlockToken is of the log %.80q; this is %s", token.Origin, s.Origin)
	}
	return s.checkRoot(tx, token)
}

// connection is the record of a request.
func (s *Service) connection(tx Tx, call *protocol.Call, account Account, request *meshcore.ConnectionRequest, r *protocol.ConnectStartRequest) (Connection, error) {
	body, err := jose.Marshal(r.SignedRequest)
	if err != nil {
		return Connection{}, err
	}
	now := s.Now().UTC()
	life := s.Limits.RequestLife
	if life == 0 {
		life = DefaultLimits().RequestLife
	}
	c := Connection{
		Profile: account.Profile, Device: request.Device.Identifier, Account: account.Name,
		Authentication: request.DeviceProfile().DeviceAuthenticationKey.UDF,
		RequestID:      r.SignedRequest.Version(), Request: body, Address: s.sender(call.From),
		Requested: now, Expires: now.Add(life).Truncate(time.Second), Forget: now.Add(life + keepEnded),
	}
	err = s.takeSlot(tx, &c, r) // changes c: it is returned after that
	return c, err
}

// checkShown refuses what cannot be an invitation's id and a proof.
func checkShown(r *protocol.ConnectStartRequest) error {
	if r.InvitationID == "" {
		return nil
	}
	if _, ok := exactly(r.InvitationID, 16); !ok || len(r.Proof) > 64 {
		return meshcore.Invalid("InvitationID or Proof is not of its form")
	}
	return nil
}

// exactly reads n bytes from the one way to write them in base64url: what a
// lenient reader passes over would be kept, however long.
func exactly(text string, n int) ([]byte, bool) {
	b, err := base64.RawURLEncoding.DecodeString(text)
	return b, err == nil && len(b) == n && base64.RawURLEncoding.EncodeToString(b) == text
}

// mostTakers bounds the devices that may show one invitation: its owner has to
// see that there is a second.
const mostTakers = 3

// takeSlot marks a request as invited if it shows a live invitation's id.
func (s *Service) takeSlot(tx Tx, c *Connection, r *protocol.ConnectStartRequest) error {
	id, ok := exactly(r.InvitationID, 16)
	if !ok {
		return nil
	}
	hash := sha256.Sum256(id)
	invitation, err := tx.Invitation(hash)
	if errors.Is(err, ErrNotFound) || err == nil && (invitation.Profile != c.Profile || !s.Now().Before(invitation.Expires)) {
		return nil
	}
	if err != nil {
		return err
	}
	all, err := tx.Connections(c.Profile)
	if err != nil {
		return err
	}
	takers := 0
	for i := range all {
		if all[i].Invitation == hash && all[i].Device != c.Device && all[i].live(s.Now()) {
			takers++
		}
	}
	if takers >= mostTakers {
		return nil
	}
	c.Invitation, c.InvitationID, c.Proof = hash, r.InvitationID, r.Proof
	if invitation.Device == "" {
		invitation.Device = c.Device
		return tx.PutInvitation(invitation)
	}
	return nil
}

// cancel ends a live request, for the device that made it. Nothing is kept of
// it: else asking and cancelling over and over would fill the database.
func (s *Service) cancel(tx Tx, call *protocol.Call, account Account, request *meshcore.ConnectionRequest) (protocol.Response, error) {
	c, err := tx.Connection(account.Profile, request.Device.Identifier)
	if err != nil {
		return nil, err
	}
	key, err := request.DeviceProfile().AuthenticationKey()
	if err != nil {
		return nil, err
	}
	if key.KID() != c.Authentication {
		return nil, unknown()
	}
	if err := s.verifyCall(tx, call, key, true); err != nil {
		return nil, err
	}
	now := s.Now().UTC()
	if !c.live(now) {
		return nil, protocol.Refuse(protocol.Gone, "this request has ended already")
	}
	if err := s.takeAsk(call, c.Device, c.invited()); err != nil {
		return nil, err
	}
	c.Ended, c.Forget = Cancelled, now
	if err := errors.Join(tx.PutConnection(c), tx.ForgetConnections(now)); err != nil {
		return nil, err
	}
	return with(protocol.OK, new(protocol.ConnectStartResponse))
}

// asked reports whether a device has a live request to join a profile, made
// with exactly this device profile.
func (s *Service) asked(tx Tx, profile udf.Fingerprint, device *meshcore.SignedDeviceProfile) (bool, error) {
	c, err := tx.Connection(profile, device.Identifier)
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	if err != nil || !c.live(s.Now()) {
		return false, err
	}
	signed := new(meshcore.SignedConnectionRequest)
	if err := jose.Unmarshal(c.Request, signed); err != nil {
		return false, err
	}
	request, err := signed.Reopen()
	return err == nil && request.Device == *device, err
}
