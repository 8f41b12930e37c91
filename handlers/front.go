package handlers

import (
	"net/http"

	"meshportal/web"
)

// showFront is the front door.
func (s *server) showFront(w http.ResponseWriter, r *http.Request) error {
	p, err := s.visitor(r, "Front door", "front")
	if err != nil {
		return err
	}
	return s.show(w, r, web.Front(web.FrontPage{Page: p, Signup: s.Signup}))
}

// showJoin is where a profile is created.
func (s *server) showJoin(w http.ResponseWriter, r *http.Request) error {
	p, err := s.visitor(r, "Create a profile", "join")
	if err != nil {
		return err
	}
	return s.show(w, r, web.Join(web.JoinPage{Page: p, Signup: s.Signup}))
}

// showConnect is where a browser asks to join a profile.
func (s *server) showConnect(w http.ResponseWriter, r *http.Request) error {
	p, err := s.visitor(r, "Connect this browser", "connect")
	if err != nil {
		return err
	}
	return s.show(w, r, web.Connect(web.ConnectPage{Page: p}))
}

// showSignIn stands for a page that is for devices of a profile.
func (s *server) showSignIn(w http.ResponseWriter, r *http.Request) error {
	return s.render(w, r, http.StatusUnauthorized, web.SignIn(web.SignInPage{Page: s.page(r, "Signing in", "signin"), Foreign: foreign(r)}))
}

// showLost is for a browser that has lost its keys.
func (s *server) showLost(w http.ResponseWriter, r *http.Request) error {
	return s.show(w, r, web.Lost(web.LostPage{Page: s.page(r, "Lost keys", "lost")}))
}

// showKit is where the recovery kit is made.
func (s *server) showKit(w http.ResponseWriter, r *http.Request) error {
	v, err := s.view(r)
	if err != nil {
		return err
	}
	return s.show(w, r, web.Kit(web.KitPage{Page: s.pageOf(r, v, "Recovery kit", "kit")}))
}
