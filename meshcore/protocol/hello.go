package protocol

// HelloRequest asks what the portal speaks.
type HelloRequest struct{ MeshRequest }

// HelloResponse tells version, encodings and the settings that a client pins.
// BaseURL, LogOrigin and LogKey (a note verifier key) are members of ours.
type HelloResponse struct {
	MeshResponse
	Version    *Version  `json:"Version,omitempty"`
	Alternates []Version `json:"Alternates,omitempty"`
	BaseURL    string    `json:"BaseURL,omitempty"`
	LogOrigin  string    `json:"LogOrigin,omitempty"`
	LogKey     string    `json:"LogKey,omitempty"`
}

// Version is a protocol version and where it is spoken.
type Version struct {
	Major     int        `json:"Major"`
	Minor     int        `json:"Minor"`
	Encodings []Encoding `json:"Encodings,omitempty"`
	URI       []string   `json:"URI,omitempty"`
}

// Encoding is a media type.
type Encoding struct {
	ID         []string `json:"ID,omitempty"`
	Dictionary []string `json:"Dictionary,omitempty"`
}

// StatusRequest asks for the state of the log.
type StatusRequest struct{ MeshRequest }

// StatusResponse tells it; CheckpointValue is the signed note (protocol.md II.5).
type StatusResponse struct {
	MeshResponse
	LastWriteTime      string `json:"LastWriteTime,omitempty"`
	LastCheckpointTime string `json:"LastCheckpointTime,omitempty"`
	NextCheckpointTime string `json:"NextCheckpointTime,omitempty"`
	CheckpointValue    string `json:"CheckpointValue,omitempty"`
}

// TransferRequest asks for pages of the log; it is answered 501.
type TransferRequest struct{ MeshRequest }

// TransferResponse answers it.
type TransferResponse struct{ MeshResponse }

// Transaction implements [Request].
func (*HelloRequest) Transaction() string { return "Hello" }

// Transaction implements [Request].
func (*StatusRequest) Transaction() string { return "Status" }

// Transaction implements [Request].
func (*TransferRequest) Transaction() string { return "Transfer" }

// Type implements [Response].
func (*HelloResponse) Type() string { return "HelloResponse" }

// Type implements [Response].
func (*StatusResponse) Type() string { return "StatusResponse" }

// Type implements [Response].
func (*TransferResponse) Type() string { return "TransferResponse" }
