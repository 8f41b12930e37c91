package client

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"encoding/base64"
	"fmt"
	"io"
	"strconv"
	"strings"

	"meshportal/meshcore"
	"meshportal/meshcore/ledger"
	"meshportal/meshcore/udf"
)

// pinSize is the size of an invitation's PIN in bytes; it prints as 28
// characters (protocol.md II.8).
const pinSize = 17

// Invitation is what a link carries from an administration device to a new
// one: who invites, a secret that only the two know, and a checkpoint from
// which the new device's memory of the log begins.
type Invitation struct {
	Account meshcore.Account
	Profile udf.Fingerprint
	PIN     [pinSize]byte
	Size    int64
	Root    ledger.Hash
}

var pinText = base32.StdEncoding.WithPadding(base32.NoPadding)

// String returns the fragment of the link:
// account/fingerprint/PIN/size.root.
func (i *Invitation) String() string {
	return fmt.Sprintf("%s/%s/%s/%d.%s", i.Account, i.Profile, pinText.EncodeToString(i.PIN[:]), i.Size, base64.RawURLEncoding.EncodeToString(i.Root[:]))
}

// Link returns the whole link. What stands behind # is never sent to a server.
func (i *Invitation) Link(baseURL string) string { return baseURL + "/connect#" + i.String() }

// ParseInvitation reads a link, or the part behind its #.
func ParseInvitation(s string) (*Invitation, error) {
	if _, fragment, ok := strings.Cut(s, "#"); ok {
		s = fragment
	}
	parts := strings.Split(strings.TrimSpace(s), "/")
	if len(parts) != 4 {
		return nil, meshcore.Invalid("this is not an invitation: it has the form …/connect#account/fingerprint/PIN/size.root")
	}
	i := new(Invitation)
	var err error
	if i.Account, err = meshcore.ParseAccount(parts[0]); err != nil {
		return nil, err
	}
	if i.Profile, err = udf.Parse(parts[1]); err != nil {
		return nil, meshcore.Invalid("the invitation's fingerprint: %v", err)
	}
	pin, err := pinText.DecodeString(strings.ToUpper(parts[2]))
	if err != nil || len(pin) != pinSize {
		return nil, meshcore.Invalid("the invitation's PIN is not 28 letters and digits")
	}
	copy(i.PIN[:], pin)
	return i, i.parseCheckpoint(parts[3])
}

func (i *Invitation) parseCheckpoint(s string) error {
	size, root, _ := strings.Cut(s, ".")
	var err error
	if i.Size, err = strconv.ParseInt(size, 10, 64); err != nil || i.Size < 0 {
		return meshcore.Invalid("the invitation's checkpoint has no size")
	}
	hash, err := base64.RawURLEncoding.DecodeString(root)
	if err != nil || len(hash) != len(i.Root) {
		return meshcore.Invalid("the invitation's checkpoint has no root")
	}
	copy(i.Root[:], hash)
	return nil
}

// ID is what a request shows of the invitation.
func (i *Invitation) ID() (id [16]byte, err error) {
	b, err := hkdf.Key(sha256.New, i.PIN[:], nil, "mesh invitation id", len(id))
	copy(id[:], b)
	return id, err
}

// Hash is what the portal is told of the invitation before: base64url.
func (i *Invitation) Hash() (string, error) {
	id, err := i.ID()
	return hashText(id[:]), err
}

func (i *Invitation) mac(text string) (string, error) {
	key, err := hkdf.Key(sha256.New, i.PIN[:], nil, "mesh invitation mac", 32)
	if err != nil {
		return "", err
	}
	h := hmac.New(sha256.New, key)
	io.WriteString(h, text)
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil)), nil
}

// RequestProof shows that the sender of a request holds the invitation.
func (i *Invitation) RequestProof(request meshcore.VersionID) (string, error) {
	return i.mac("mesh-request/1\n" + request.String() + "\n" + string(i.Account) + "\n" + string(i.Profile))
}

// ResultProof shows that the signer of a result holds it.
func (i *Invitation) ResultProof(result meshcore.VersionID) (string, error) {
	return i.mac("mesh-result/1\n" + result.String())
}

// proves compares a proof in constant time.
func proves(got, want string) bool { return want != "" && hmac.Equal([]byte(got), []byte(want)) }

// hashText is what the portal is told of an invitation with that id.
func hashText(id []byte) string {
	hash := sha256.Sum256(id)
	return base64.RawURLEncoding.EncodeToString(hash[:])
}
