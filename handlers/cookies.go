package handlers

import (
	"errors"
	"net/http"
	"time"

	"github.com/gorilla/sessions"

	"meshportal/meshcore/portal"
	"meshportal/meshcore/protocol"
)

// cookieName binds the cookie to this host and to secure contexts; browsers
// accept it at http://localhost too.
const cookieName = "__Host-mesh"

// current is the value of a session under which it carries the portal's record.
const current = "session"

// cookies is a sessions.Store over the portal's own records: the cookie holds
// nothing but the session's id, of which the portal knows the hash.
type cookies struct {
	portal Sessions
	life   time.Duration
}

// Get returns the request's session; it is asked for once a request.
func (c *cookies) Get(r *http.Request, name string) (*sessions.Session, error) {
	return sessions.GetRegistry(r).Get(c, name)
}

// New reads the cookie. A cookie of no living session gives a new one, which
// stands for nobody.
func (c *cookies) New(r *http.Request, name string) (*sessions.Session, error) {
	session := sessions.NewSession(c, name)
	session.IsNew = true
	session.Options = &sessions.Options{
		Path: "/", MaxAge: int(c.life / time.Second), Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	}
	cookie, err := r.Cookie(name)
	if err != nil {
		return session, nil
	}
	record, err := c.portal.Session(r.Context(), cookie.Value)
	var refusal *protocol.Error
	if errors.As(err, &refusal) && refusal.Code == protocol.Unauthenticated {
		return session, nil
	}
	if err != nil {
		return session, err
	}
	session.ID, session.IsNew = cookie.Value, false
	session.Values[current] = record
	return session, nil
}

// Save sets the cookie; a negative age takes it away.
func (c *cookies) Save(_ *http.Request, w http.ResponseWriter, session *sessions.Session) error {
	value := session.ID
	if session.Options.MaxAge < 0 {
		value = ""
	}
	http.SetCookie(w, sessions.NewCookie(session.Name(), value, session.Options))
	return nil
}

// record returns the portal's record of a session; nil if it stands for nobody.
func record(session *sessions.Session) *portal.Session {
	r, _ := session.Values[current].(*portal.Session)
	return r
}
