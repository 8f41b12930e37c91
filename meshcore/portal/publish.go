package portal

import (
	"context"
	"errors"

	"meshportal/meshcore"
	"meshportal/meshcore/protocol"
	"meshportal/meshcore/udf"
)

// publish takes an entry by its tag (protocol.md II.4, II.7).
func (s *Service) publish(ctx context.Context, call *protocol.Call, r *protocol.PublishRequest) (protocol.Response, error) {
	tag, _, err := meshcore.Untag(r.Entry)
	if err != nil {
		return nil, err
	}
	if limit := mostBytes(tag); len(call.Body) > limit {
		return nil, tooLarge("Publish of a "+tag, limit)
	}
	switch tag {
	case personalContainer:
		return s.publishPersonal(ctx, call, r.Entry)
	case applicationContainer:
		return s.publishApplication(ctx, call, r.Entry)
	case meshcore.EscrowTag:
		return s.publishEscrow(ctx, call, r.Entry)
	}
	return nil, meshcore.Invalid("a %.60q is not published", tag)
}

// The containers that are published.
const (
	personalContainer    = "SignedPersonalProfile"
	applicationContainer = "SignedApplicationProfile"
)

// mostBytes is the greatest size of a message that publishes an entry with
// that tag (protocol.md II.9).
func mostBytes(tag string) int {
	switch tag {
	case personalContainer:
		return protocol.MaxProfile
	case applicationContainer:
		return protocol.MaxApplication
	}
	return protocol.MaxMessage
}

// published answers a publish: 201 for the first version.
func published(first bool) (protocol.Response, error) {
	if first {
		return with(protocol.Created, new(protocol.PublishResponse))
	}
	return with(protocol.OK, new(protocol.PublishResponse))
}

// history is what is stored of a document when a version of it arrives.
type history struct {
	head  *Version // nil of a first version
	known *Version // the very version that arrived; nil if it is new
}

// lookBack finds an Identifier's head, and whether a version was there before.
func lookBack(tx Tx, identifier udf.Fingerprint, id meshcore.VersionID) (h history, err error) {
	head, err := tx.Head(identifier)
	if errors.Is(err, ErrNotFound) {
		return h, nil
	}
	if err != nil {
		return h, err
	}
	h.head = &head
	if head.ID == id {
		h.known = &head
		return h, nil
	}
	known, err := tx.VersionByID(identifier, id)
	if errors.Is(err, ErrNotFound) {
		return h, nil
	}
	h.known = &known
	return h, err
}

// repeat answers a version that was there before: 200 and nothing written if
// it is the head, else a conflict (protocol.md II.3).
func (h history) repeat() (protocol.Response, error) {
	switch {
	case h.known.Sequence != h.head.Sequence:
		return nil, meshcore.OutOfOrder("this is an old version of %s", h.known.Identifier)
	case h.known.Body == nil:
		return nil, meshcore.OutOfOrder("this version of %s was erased: make a new one", h.known.Identifier)
	}
	return published(false)
}

// identical reports whether a version that is known was signed with just these
// bytes. A version id says nothing of the signature: one that differs is
// judged like that of any other document.
func identical[P any](known *Version, signed *meshcore.Signed[P]) bool {
	if known == nil {
		return false
	}
	kept, err := meshcore.ParseEntry[P](known.Body)
	return known.Body == nil || err == nil && kept.SignedData == signed.SignedData
}
