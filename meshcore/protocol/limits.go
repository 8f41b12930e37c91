package protocol

// The greatest lengths of a message's body, in bytes (protocol.md II.9). What
// exceeds MaxMessage is read only after the signature headers of a current
// device have been verified. An operator may set others.
const (
	MaxMessage     = 128 << 10 // any message
	MaxProfile     = 1 << 20   // Publish of a PersonalProfile
	MaxApplication = 4 << 20   // Publish of an application
)
