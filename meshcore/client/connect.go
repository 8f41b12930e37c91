package client

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"meshportal/meshcore"
	"meshportal/meshcore/protocol"
	"meshportal/meshcore/udf"
)

// JoinStatus is how far a request to join has come.
type JoinStatus string

// The states of a request.
const (
	JoinPending  JoinStatus = "pending"
	JoinAccepted JoinStatus = "accepted"
	JoinRejected JoinStatus = "rejected"
	JoinExpired  JoinStatus = "expired"
)

// Joining is this machine's wish to become a device of a profile.
type Joining struct {
	Account meshcore.Account
	Profile udf.Fingerprint
	Device  udf.Fingerprint
	Code    udf.Fingerprint // the connection code, the same on both screens
	Expires time.Time
	Status  JoinStatus
}

// joinRecord is a request at rest.
type joinRecord struct {
	Request    meshcore.SignedConnectionRequest `json:"request"`
	Expires    meshcore.Time                    `json:"expires"`
	Invitation string                           `json:"invitation,omitempty"`
}

const joinRecordName = "request"

// Connect asks to join the profile of an account (protocol.md II.8). With an
// invitation, only the profile that it names will do. Asked again while a
// request is pending, it renews the request of the same device. A device that
// was removed asks with new keys; see formerSelf.
func (c *Client) Connect(ctx context.Context, account meshcore.Account, name string, invitation *Invitation) (*Joining, error) {
	joining, err := c.connect(ctx, account, name, invitation)
	if err != nil && c.self != nil && c.memory != nil && c.self.Profile != c.memory.Profile {
		err = errors.Join(err, c.load()) // it has not become a device of the other profile
	}
	return joining, err
}

func (c *Client) connect(ctx context.Context, account meshcore.Account, name string, invitation *Invitation) (*Joining, error) {
	if err := c.vacant(ctx, account); err != nil {
		return nil, err
	}
	profile, err := c.lookUp(ctx, account)
	if err != nil {
		return nil, err
	}
	if err := c.meetOnce(ctx, account, profile); err != nil {
		return nil, err
	}
	if err := c.invitedTo(profile, invitation); err != nil {
		return nil, c.raise(err)
	}
	if err := c.observe(ctx); err != nil {
		return nil, c.raise(err)
	}
	if err := c.extends(invitation); err != nil {
		return nil, c.raise(err)
	}
	if c.self == nil || c.self.Member {
		device, err := c.newDevice(name)
		if err != nil {
			return nil, err
		}
		if err := c.become(account, profile, device, false); err != nil {
			return nil, err
		}
	}
	return c.lodge(ctx, invitation)
}

// vacant makes sure that this machine is no device of a profile, or one that
// was removed.
func (c *Client) vacant(ctx context.Context, account meshcore.Account) error {
	if c.self == nil {
		return nil
	}
	if c.self.Member {
		if _, err := c.Sync(ctx); !errors.Is(err, ErrRemoved) && !errors.Is(err, ErrErased) {
			return ErrJoined
		}
		return nil
	}
	if _, err := c.machine.Read(creatingRecord); err == nil {
		return ErrJoined
	}
	if c.self.Account == account {
		return nil
	}
	if err := c.withdraw(); err != nil {
		return err
	}
	return c.vacant(ctx, account)
}

// ErrNoAccount is returned for an account that its portal does not have.
var ErrNoAccount = errors.New("the portal has no such account")

// lookUp asks who owns an account: the fingerprint of its MasterProfile, which
// the person or the invitation has still to confirm.
func (c *Client) lookUp(ctx context.Context, account meshcore.Account) (udf.Fingerprint, error) {
	var resp protocol.GetResponse
	if err := c.call(ctx, &protocol.GetRequest{Account: string(account)}, &resp, nil); refused(err, protocol.NotFound) {
		return "", fmt.Errorf("%w: %s; nothing was changed: check the name", ErrNoAccount, account)
	} else if err != nil {
		return "", err
	}
	if len(resp.Entries) != 1 {
		return "", meshcore.Invalid("the portal serves no profile for %s", account)
	}
	signed, err := meshcore.ParseEntry[meshcore.MasterProfile](resp.Entries[0])
	if err != nil {
		return "", err
	}
	master, err := meshcore.OpenMaster(signed)
	if err != nil {
		return "", err
	}
	return master.Identifier, nil
}

// meetOnce pins the log at the first contact; a renewed request, or one of a
// device that was removed, finds it pinned, and the account's owner with it. A
// contact that led to no request leaves nothing that binds.
func (c *Client) meetOnce(ctx context.Context, account meshcore.Account, profile udf.Fingerprint) error {
	m := c.memory
	switch {
	case c.self == nil:
		return c.meet(ctx, account, profile)
	case m == nil:
		return ErrNoDevice
	case m.Alarm != nil:
		return ErrStopped
	case m.Profile == profile:
		return nil
	case m.Account == account && m.Accepted != profile:
		return c.raise(alarm(Substitution, "the portal now says that %s is %s; it was %s", account, profile, m.Profile).owner(profile))
	}
	if !c.self.Member {
		if err := c.withdraw(); err != nil {
			return err
		}
	}
	return c.meet(ctx, account, profile)
}

func (c *Client) invitedTo(profile udf.Fingerprint, invitation *Invitation) error {
	if invitation == nil || udf.Match(invitation.Profile, profile) {
		return nil
	}
	return alarm(Substitution, "the invitation is for the profile %s; the portal says that this account is %s", invitation.Profile, profile)
}

// extends requires the log to extend the checkpoint in the invitation.
func (c *Client) extends(invitation *Invitation) error {
	if invitation == nil {
		return nil
	}
	if invitation.Size > c.head.Size {
		return alarm(Rollback, "the log has %d leaves; the inviting device saw %d", c.head.Size, invitation.Size).checkpoints(c.memory.Note)
	}
	root, err := c.reader.RootAt(invitation.Size)
	if err != nil {
		return c.inconsistent(err, c.memory.Note)
	}
	if root != invitation.Root {
		return alarm(Fork, "the inviting device saw another log of %d leaves", invitation.Size).checkpoints(c.memory.Note)
	}
	return nil
}

// lodge signs a request and sends it; it is kept first.
func (c *Client) lodge(ctx context.Context, invitation *Invitation) (*Joining, error) {
	signer, err := c.signer()
	if err != nil {
		return nil, err
	}
	signed, err := meshcore.Sign(&meshcore.ConnectionRequest{ParentUDF: c.self.Profile, Device: c.self.Device, BlockToken: c.blockToken()}, signer)
	if err != nil {
		return nil, err
	}
	kept := &joinRecord{Request: *signed, Expires: meshcore.At(c.Now().Add(15 * time.Minute))}
	req := &protocol.ConnectStartRequest{SignedRequest: signed, AccountID: string(c.self.Account)}
	if invitation != nil {
		kept.Invitation = invitation.String()
		if err := show(req, invitation, signed.Version()); err != nil {
			return nil, err
		}
	}
	if err := c.writeRecord(joinRecordName, kept); err != nil {
		return nil, err
	}
	var resp protocol.ConnectStartResponse
	if err := c.call(ctx, req, &resp, nil); err != nil {
		return nil, err
	}
	if err := kept.Expires.UnmarshalText([]byte(resp.Expires)); err != nil {
		return nil, err
	}
	return c.joining(kept, JoinPending), c.writeRecord(joinRecordName, kept)
}

// show adds the invitation's id and the proof to a request.
func show(req *protocol.ConnectStartRequest, invitation *Invitation, request meshcore.VersionID) error {
	id, err := invitation.ID()
	if err != nil {
		return err
	}
	req.InvitationID = base64.RawURLEncoding.EncodeToString(id[:])
	req.Proof, err = invitation.RequestProof(request)
	return err
}

func (c *Client) joining(kept *joinRecord, status JoinStatus) *Joining {
	return &Joining{
		Account: c.self.Account, Profile: c.self.Profile, Device: c.self.ID(),
		Code:    udf.ConnectionCode(c.self.ID(), c.self.Profile),
		Expires: kept.Expires.Time, Status: status,
	}
}

// Cancel withdraws this machine's pending request and forgets its keys. What it
// was before, it is again.
func (c *Client) Cancel(ctx context.Context) error {
	var kept joinRecord
	if found, err := c.remembered(joinRecordName, &kept); err != nil || !found || c.self == nil || c.self.Member {
		return errors.Join(err, ErrNoRequest)
	}
	req := &protocol.ConnectStartRequest{SignedRequest: &kept.Request, AccountID: string(c.self.Account), Cancel: true}
	err := c.callAs(ctx, req, &protocol.ConnectStartResponse{})
	if err != nil && !refused(err, protocol.NotFound) && !refused(err, protocol.Gone) {
		return err
	}
	return c.withdraw()
}

// ErrNoRequest says that there is no such request to join.
var ErrNoRequest = errors.New("there is no such pending request")
