package protocol

import (
	"meshportal/meshcore"
)

// ConnectStartRequest lodges a request to join a profile (protocol.md II.8).
// InvitationID (base64url of the 16-byte id) and Proof (base64url HMAC) come
// from an invitation. Cancel withdraws the live request of the device and
// needs the call to be signed by the device's authentication key.
type ConnectStartRequest struct {
	MeshRequest
	SignedRequest *meshcore.SignedConnectionRequest `json:"SignedRequest"`
	AccountID     string                            `json:"AccountID"`
	InvitationID  string                            `json:"InvitationID,omitempty"`
	Proof         string                            `json:"Proof,omitempty"`
	Cancel        bool                              `json:"Cancel,omitempty"`
}

// ConnectStartResponse says when the request lapses (RFC 3339).
type ConnectStartResponse struct {
	MeshResponse
	Expires string `json:"Expires,omitempty"`
}

// ConnectPendingRequest lists the live requests of an account, for an
// administration device. Invitations registers (or, with an end that has
// passed, revokes) invitations; Unblock names devices that may ask again.
type ConnectPendingRequest struct {
	MeshRequest
	AccountID   string       `json:"AccountID"`
	Invitations []Invitation `json:"Invitations,omitempty"`
	Unblock     []string     `json:"Unblock,omitempty"`
}

// Invitation is what the portal learns of one: base64url SHA-256 of its id,
// and its end (RFC 3339).
type Invitation struct {
	ID      string `json:"ID"`
	Expires string `json:"Expires"`
}

// ConnectPendingResponse lists the requests themselves (Pending), what the
// portal saw of each (Seen, same order), and the blocked devices.
type ConnectPendingResponse struct {
	MeshResponse
	Pending []meshcore.SignedConnectionRequest `json:"Pending,omitempty"`
	Seen    []Seen                             `json:"Seen,omitempty"`
	Blocked []string                           `json:"Blocked,omitempty"`
}

// Seen is what the portal adds to a pending request: times are RFC 3339;
// InvitationID and Proof are as the device sent them; Address is where the
// request came from.
type Seen struct {
	Requested    string `json:"Requested"`
	Expires      string `json:"Expires"`
	Address      string `json:"Address,omitempty"`
	InvitationID string `json:"InvitationID,omitempty"`
	Proof        string `json:"Proof,omitempty"`
}

// ConnectCompleteRequest ends a request. Proof, for an invited device, is the
// base64url HMAC over the result.
type ConnectCompleteRequest struct {
	MeshRequest
	Result    *meshcore.SignedConnectionResult `json:"Result"`
	AccountID string                           `json:"AccountID"`
	Proof     string                           `json:"Proof,omitempty"`
}

// ConnectCompleteResponse says that the result is kept.
type ConnectCompleteResponse struct{ MeshResponse }

// ConnectStatusRequest asks for the result of the caller's own request.
type ConnectStatusRequest struct {
	MeshRequest
	AccountID string `json:"AccountID"`
	DeviceID  string `json:"DeviceID"`
}

// ConnectStatusResponse carries it; without Result the request is pending
// until Expires (RFC 3339).
type ConnectStatusResponse struct {
	MeshResponse
	Result  *meshcore.SignedConnectionResult `json:"Result,omitempty"`
	Proof   string                           `json:"Proof,omitempty"`
	Expires string                           `json:"Expires,omitempty"`
}

// Transaction implements [Request].
func (*ConnectStartRequest) Transaction() string { return "ConnectStart" }

// Transaction implements [Request].
func (*ConnectPendingRequest) Transaction() string { return "ConnectPending" }

// Transaction implements [Request].
func (*ConnectCompleteRequest) Transaction() string { return "ConnectComplete" }

// Transaction implements [Request].
func (*ConnectStatusRequest) Transaction() string { return "ConnectStatus" }

// Type implements [Response].
func (*ConnectStartResponse) Type() string { return "ConnectStartResponse" }

// Type implements [Response].
func (*ConnectPendingResponse) Type() string { return "ConnectPendingResponse" }

// Type implements [Response].
func (*ConnectCompleteResponse) Type() string { return "ConnectCompleteResponse" }

// Type implements [Response].
func (*ConnectStatusResponse) Type() string { return "ConnectStatusResponse" }
