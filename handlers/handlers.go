package handlers

import (
	"context"
	"log/slog"
	"net/http"
	"net/netip"

	"github.com/go-chi/chi/v5"

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
}

// Config is what the door needs to know.
type Config struct {
	Portal         Portal
	BaseURL        string         // without a slash at its end
	Version        string         // of the build
	TrustedProxies []netip.Prefix // whose X-Forwarded-For is believed
	InFlight       int            // messages under way at once; 0 is no limit
	Log            *slog.Logger
}

type server struct {
	Config
	host  string // of BaseURL
	slots chan struct{}
}

// New returns the portal's routes: the whole table.
func New(config Config) http.Handler {
	s := newServer(config)
	r := chi.NewRouter()
	r.Use(s.requestID, s.logged, s.recovered, secured, s.sameSite)

	r.Get("/livez", s.handle(s.live))
	r.Get("/readyz", s.handle(s.ready))
	r.Get("/version", s.handle(s.version))

	r.Group(func(r chi.Router) { // machines: the protocol and the log
		r.Post("/.well-known/mmm", s.handle(s.protocol))
		r.Post("/.well-known/mmm/", s.handle(s.protocol))
		r.Get("/log/*", s.handle(s.log))
	})
	r.Group(func(r chi.Router) { // people
		r.Use(s.canonical)
		r.Get("/", s.handle(s.front))
		r.NotFound(s.handle(s.missing))
	})
	r.MethodNotAllowed(s.handle(s.wrongMethod))
	return r
}
