package protocol

import (
	"github.com/go-jose/go-jose/v4/json"

	"meshportal/meshcore"
)

// ValidateRequest asks whether an account name may be had.
type ValidateRequest struct {
	MeshRequest
	Account  string   `json:"Account"`
	Reserve  bool     `json:"Reserve,omitempty"`
	Language []string `json:"Language,omitempty"`
}

// ValidateResponse says so, and if not, why, in the language asked for.
type ValidateResponse struct {
	MeshResponse
	Valid             bool   `json:"Valid"`
	Minimum           int    `json:"Minimum"`
	Maximum           int    `json:"Maximum"`
	InvalidCharacters string `json:"InvalidCharacters"`
	Reason            string `json:"Reason,omitempty"`
}

// CreateRequest creates an account; Profile is a tagged SignedPersonalProfile.
// SignupToken is the operator's invitation, where the portal's policy asks for one.
type CreateRequest struct {
	MeshRequest
	Account     string          `json:"Account"`
	Profile     json.RawMessage `json:"Profile,omitempty"`
	SignupToken string          `json:"SignupToken,omitempty"`
}

// CreateResponse carries the note of its own commit.
type CreateResponse struct {
	MeshResponse
	CheckpointValue string `json:"CheckpointValue,omitempty"`
}

// DeleteRequest closes an account by a signed document.
type DeleteRequest struct {
	MeshRequest
	Account             string                        `json:"Account"`
	SignedDeleteRequest *meshcore.SignedDeleteRequest `json:"SignedDeleteRequest"`
}

// DeleteResponse says when the bodies will be erased (RFC 3339).
type DeleteResponse struct {
	MeshResponse
	Erased string `json:"Erased,omitempty"`
}

// Transaction implements [Request].
func (*ValidateRequest) Transaction() string { return "ValidateAccount" }

// Transaction implements [Request].
func (*CreateRequest) Transaction() string { return "CreateAccount" }

// Transaction implements [Request].
func (*DeleteRequest) Transaction() string { return "DeleteAccount" }

// Type implements [Response].
func (*ValidateResponse) Type() string { return "ValidateResponse" }

// Type implements [Response].
func (*CreateResponse) Type() string { return "CreateResponse" }

// Type implements [Response].
func (*DeleteResponse) Type() string { return "DeleteResponse" }
