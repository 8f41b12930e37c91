package protocol

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"time"

	"meshportal/meshcore/udf"
)

// The tags say what a signature is for; one made for the one is never taken
// for the other (protocol.md II.2).
const (
	TagDoor   = "mesh"        // a call
	TagSignIn = "mesh-signin" // the sign-in to a web session
)

// The algorithms of a signature, by their names in RFC 9421 §6.2.
const (
	algEd25519 = "ed25519"
	algP256    = "ecdsa-p256-sha256"
)

// label names the one signature of a call.
const label = "mesh="

// nonceSize is the length of a nonce, in bytes.
const nonceSize = 16

// Params are the parameters of a signature.
type Params struct {
	Created time.Time // UTC, whole seconds
	Nonce   string    // base64url of 16 bytes
	KeyID   udf.Fingerprint
	Alg     string // ed25519 or ecdsa-p256-sha256
	Tag     string // TagDoor or TagSignIn
}

// String writes the parameters in their one form, after the list of components.
func (p Params) String() string {
	return fmt.Sprintf(`;created=%d;nonce="%s";keyid="%s";alg="%s";tag="%s"`, p.Created.Unix(), p.Nonce, p.KeyID, p.Alg, p.Tag)
}

// Parse reads Signature-Input, in the one form of protocol.md II.2: the label
// mesh, the four components and the five parameters, in this order and
// spelling, and nothing else. An error is an *[Error] Unauthenticated.
func (s *Signature) Parse() (Params, error) {
	list := label + s.components().list()
	rest, ok := strings.CutPrefix(s.Input, list)
	if !ok {
		return Params{}, unauthenticated("the signature does not cover %s", list)
	}
	p, err := readParams(rest)
	if err != nil {
		return Params{}, err
	}
	return p, p.check(rest)
}

// readParams takes the values out, wherever they end; check compares what was
// read with what was there.
func readParams(s string) (p Params, err error) {
	values := make([]string, 5)
	for i, open := range []string{";created=", `;nonce="`, `;keyid="`, `;alg="`, `;tag="`} {
		rest, ok := strings.CutPrefix(s, open)
		if !ok {
			return p, unauthenticated("the signature has no %q where it belongs", open)
		}
		end := strings.IndexAny(rest, `;"`)
		if end < 0 {
			return p, unauthenticated("the signature's %q does not end", open)
		}
		values[i], s = rest[:end], strings.TrimPrefix(rest[end:], `"`)
	}
	seconds, err := strconv.ParseInt(values[0], 10, 64)
	if err != nil || seconds < 0 || seconds > 253402300799 {
		return p, unauthenticated("the signature's time is no time")
	}
	return Params{
		Created: time.Unix(seconds, 0).UTC(),
		Nonce:   values[1],
		KeyID:   udf.Fingerprint(values[2]),
		Alg:     values[3],
		Tag:     values[4],
	}, nil
}

// check judges each value, and that together they are all of what was received.
func (p Params) check(received string) error {
	switch {
	case p.String() != received:
		return unauthenticated("the signature's parameters are not in their one form")
	case !p.validNonce():
		return unauthenticated("the signature's nonce is not %d bytes in base64url", nonceSize)
	case !p.KeyID.Valid():
		return unauthenticated("the signature's keyid is no fingerprint")
	case p.Alg != algEd25519 && p.Alg != algP256:
		return unauthenticated("the signature's algorithm is none that is accepted")
	case p.Tag != TagDoor && p.Tag != TagSignIn:
		return unauthenticated("the signature's tag is not one of the Mesh")
	}
	return nil
}

func (p Params) validNonce() bool {
	nonce, err := base64.RawURLEncoding.DecodeString(p.Nonce)
	return err == nil && len(nonce) == nonceSize && base64.RawURLEncoding.EncodeToString(nonce) == p.Nonce
}

func unauthenticated(format string, args ...any) *Error {
	return Refuse(Unauthenticated, format, args...)
}
