package handlers

import (
	"context"
	"net/netip"

	"meshportal/meshcore/portal"
	"meshportal/meshcore/protocol"
	"meshportal/meshcore/udf"
)

// nobody is a Portal's sessions and pages where nobody is signed in.
type nobody struct{}

func (nobody) Challenge() (string, error) { return "challenge", nil }

func (nobody) SignIn(context.Context, *protocol.Signature, []byte, string, netip.Addr) (string, *portal.Session, error) {
	return "", nil, protocol.Refuse(protocol.Unauthenticated, "nobody is let in")
}

func (nobody) Session(context.Context, string) (*portal.Session, error) {
	return nil, protocol.Refuse(protocol.Unauthenticated, "there is no session")
}

func (nobody) EndSession(context.Context, *portal.Session, [32]byte) error { return nil }

func (nobody) EndOtherSessions(context.Context, *portal.Session) error { return nil }

func (nobody) View(context.Context, *portal.Session) (*portal.View, error) {
	return nil, protocol.Refuse(protocol.Unauthenticated, "there is no session")
}

func (nobody) Activity(context.Context, *portal.Session, int) ([]portal.Activity, error) {
	return nil, nil
}

func (nobody) Documents(context.Context, *portal.Session) ([]portal.Document, error) { return nil, nil }

func (nobody) Document(context.Context, *portal.Session, udf.Fingerprint) (d portal.Document, err error) {
	return d, protocol.Refuse(protocol.NotFound, "there is no such thing")
}

func (nobody) Held(context.Context, *portal.Session, udf.Fingerprint) (bool, error) {
	return false, nil
}

func (nobody) Watch(udf.Fingerprint, [32]byte) (<-chan struct{}, func(), bool) {
	return nil, func() {}, true
}
