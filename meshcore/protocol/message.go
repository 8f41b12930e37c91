package protocol

// The statuses of success (protocol.md Part I (b)).
const (
	Created = 201 // CreateAccount, the first Publish of an Identifier, ConnectStart
	OK      = 200
	Updated = 202 // sent as HTTP 200
)

// MeshRequest is what every request may carry.
type MeshRequest struct {
	Portal string `json:"Portal,omitempty"`
}

// MeshResponse is what every response carries.
type MeshResponse struct {
	Status            int    `json:"Status"`
	StatusDescription string `json:"StatusDescription"`
}

// KeyValue is a name and a value.
type KeyValue struct {
	Key   string `json:"Key"`
	Value string `json:"Value"`
}

// Request is one of the request types of this package.
type Request interface {
	// Transaction is the name by which the request is sent.
	Transaction() string
}

// Response is one of the response types of this package.
type Response interface {
	// Type is the name that tags the response.
	Type() string
	// Base gives access to Status and StatusDescription.
	Base() *MeshResponse
}

// Base implements [Response].
func (r *MeshResponse) Base() *MeshResponse { return r }

// Type implements [Response].
func (r *MeshResponse) Type() string { return "MeshResponse" }
