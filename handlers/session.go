package handlers

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/netip"

	"meshportal/meshcore/portal"
	"meshportal/meshcore/protocol"
)

// Sessions is what the door needs of the registrar to let people in.
type Sessions interface {
	Challenge() (string, error)
	SignIn(ctx context.Context, sig *protocol.Signature, body []byte, agent string, from netip.Addr) (id string, session *portal.Session, err error)
	Session(ctx context.Context, id string) (*portal.Session, error)
	EndSession(ctx context.Context, by *portal.Session, hash [32]byte) error
	EndOtherSessions(ctx context.Context, by *portal.Session) error
}

type callerKey struct{}

// session finds out who asks, if anybody.
func (s *server) session(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		found, err := s.cookies.Get(r, cookieName)
		if err != nil {
			s.respond(w, r, err)
			return
		}
		if by := record(found); by != nil {
			r = r.WithContext(context.WithValue(r.Context(), callerKey{}, by))
		}
		next.ServeHTTP(w, r)
	})
}

// callerFrom returns the session of a request; nil for a stranger.
func callerFrom(ctx context.Context) *portal.Session {
	by, _ := ctx.Value(callerKey{}).(*portal.Session)
	return by
}

// signedIn lets only sessions pass; others are asked to sign in, which a
// browser that is a device does by itself.
func (s *server) signedIn(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if callerFrom(r.Context()) != nil {
			next.ServeHTTP(w, r)
			return
		}
		s.handle(s.showSignIn)(w, r)
	})
}

// challenge gives a browser what it has to sign.
func (s *server) challenge(w http.ResponseWriter, r *http.Request) error {
	challenge, err := s.Portal.Challenge()
	if err != nil {
		return err
	}
	return writeJSON(w, map[string]string{"Challenge": challenge})
}

// signIn takes a signature by the key of a device, and gives a session.
func (s *server) signIn(w http.ResponseWriter, r *http.Request) error {
	if err := checkMedia(r.Header); err != nil {
		return err
	}
	signature, err := s.signature(r)
	if err != nil {
		return err
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return protocol.Refuse(protocol.TooLarge, "a sign-in has at most %d bytes", maxForm)
	}
	id, _, err := s.Portal.SignIn(r.Context(), signature, body, agent(r.UserAgent()), s.from(r))
	if err != nil {
		return err
	}
	session, err := s.cookies.Get(r, cookieName)
	if err != nil {
		return err
	}
	session.ID = id
	if err := session.Save(r, w); err != nil {
		return err
	}
	return writeJSON(w, struct{}{})
}

// signOut ends the session that asks. The cookie goes, even when the portal
// cannot write now.
func (s *server) signOut(w http.ResponseWriter, r *http.Request) error {
	session, err := s.cookies.Get(r, cookieName)
	if err != nil {
		return err
	}
	session.Options.MaxAge = -1
	if err := session.Save(r, w); err != nil {
		return err
	}
	if by := callerFrom(r.Context()); by != nil {
		if err := s.Portal.EndSession(r.Context(), by, by.Hash); err != nil {
			return err
		}
	}
	http.Redirect(w, r, "/", http.StatusSeeOther)
	return nil
}

// endSession ends a session of the same profile.
func (s *server) endSession(w http.ResponseWriter, r *http.Request) error {
	by := callerFrom(r.Context())
	if err := r.ParseForm(); err != nil { // of a multipart form it reads nothing
		return protocol.Refuse(protocol.TooLarge, "This form cannot be read; it has at most %d bytes.", maxForm)
	}
	hash, err := base64.RawURLEncoding.DecodeString(r.PostForm.Get("session"))
	if err != nil || len(hash) != len(by.Hash) {
		return protocol.Refuse(protocol.Invalid, "This names no session.")
	}
	if [32]byte(hash) == by.Hash {
		return s.signOut(w, r)
	}
	if err := s.Portal.EndSession(r.Context(), by, [32]byte(hash)); err != nil {
		return err
	}
	http.Redirect(w, r, "/sessions", http.StatusSeeOther)
	return nil
}

// endOthers ends every session of the profile but the one that asks.
func (s *server) endOthers(w http.ResponseWriter, r *http.Request) error {
	if err := s.Portal.EndOtherSessions(r.Context(), callerFrom(r.Context())); err != nil {
		return err
	}
	http.Redirect(w, r, "/sessions", http.StatusSeeOther)
	return nil
}

func writeJSON(w http.ResponseWriter, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	_, err = w.Write(body)
	return ignoreGone(err)
}
