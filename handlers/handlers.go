package handlers

import (
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/gorilla/sessions"

	"meshportal/meshcore/protocol"
)

// Portal is what the door needs of the registrar.
type Portal interface {
	protocol.Transport
	// Admit verifies the signature headers of a message that is larger than
	// an open door takes, before its body is read.
	Admit(ctx context.Context, s *protocol.Signature) error
	// Ready reports why the portal cannot take writes now.
	Ready(ctx context.Context) error
	Sessions
	Pages
}

// Config is what the door needs to know.
type Config struct {
	Portal         Portal
	BaseURL        string         // without a slash at its end
	Name           string         // host[:port] behind the @ of an account
	Signup         string         // open, invitation or closed
	Version        string         // of the build
	LogOrigin      string         // of the transparency log
	LogKey         string         // that verifies its checkpoints
	TrustedProxies []netip.Prefix // whose X-Forwarded-For is believed
	InFlight       int            // messages and pages of profiles under way at once; 0 is no limit
	SessionLife    time.Duration  // after which a web session ends
	Log            *slog.Logger
	Stopping       <-chan struct{} // closed when streams must end; nil never
}

type server struct {
	Config
	host     string // of BaseURL
	slots    chan struct{}
	cookies  sessions.Store
	readings readings
}

// New returns the portal's routes: the whole table.
func New(config Config) http.Handler {
	s := newServer(config)
	r := chi.NewRouter()
	r.Use(s.requestID, s.logged, s.recovered, s.secured, s.sameSite)

	r.Get("/livez", s.handle(s.live))
	r.Get("/readyz", s.handle(s.ready))
	r.Get("/version", s.handle(s.version))
	r.Get("/static/*", s.handle(s.static))

	r.Group(func(r chi.Router) { // machines: the protocol and the log
		r.Post("/.well-known/mmm", s.handle(s.protocol))
		r.Post("/.well-known/mmm/", s.handle(s.protocol))
		r.Get("/log/*", s.handle(s.log))
	})
	r.Group(func(r chi.Router) { // people
		r.Use(s.canonical, bounded, compressed, s.session, s.recovered) // here too: its page is that of who asks
		r.Get("/", s.handle(s.showFront))
		r.Get("/join", s.handle(s.showJoin))
		r.Get("/connect", s.handle(s.showConnect))
		r.Get("/recover", s.handle(s.showRecover))
		r.Get("/lost", s.handle(s.showLost))
		r.Get("/help", s.handle(s.showHelp))
		r.Get("/help/{topic}", s.handle(s.showHelp))
		r.Get("/alarm/{kind}", s.handle(s.showAlarm))
		r.Post("/session/challenge", s.handle(s.challenge))
		r.Post("/session", s.handle(s.signIn))
		r.Post("/session/end", s.handle(s.signOut))

		r.With(s.signedIn).Get("/events", s.handle(s.events)) // it stays open, and counts its streams itself
		r.Group(func(r chi.Router) {                          // devices of a profile
			r.Use(s.signedIn, s.limited)
			r.Get("/home", s.handle(s.showHome))
			r.Get("/join/kit", s.handle(s.showKit))
			r.Get("/devices", s.handle(s.showDevices))
			r.Get("/devices/add", s.handle(s.showAdd))
			r.Get("/devices/blocked", s.handle(s.showBlocked))
			r.Get("/devices/pending/{device}", s.handle(s.showPending))
			r.Get("/devices/{device}", s.handle(s.showDevice))
			r.Get("/devices/{device}/remove", s.handle(s.showRemove))
			r.Get("/profile", s.handle(s.showProfile))
			r.Get("/profile/{document}", s.handle(s.download))
			r.Get("/sessions", s.handle(s.showSessions))
			r.Post("/sessions/end", s.handle(s.endSession))
			r.Post("/sessions/end-others", s.handle(s.endOthers))
		})
		r.NotFound(s.handle(s.missing))
	})
	r.MethodNotAllowed(s.handle(s.wrongMethod))
	return r
}
