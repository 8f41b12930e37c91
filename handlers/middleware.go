package handlers

import (
	"context"
	"crypto/rand"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/go-chi/chi/v5/middleware"
)

// retryBusy is when to try again after the portal was too busy.
const retryBusy = 2 * time.Second

type requestIDKey struct{}

// requestID gives each request a name by which people can report it.
func (s *server) requestID(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := rand.Text()[:12]
		w.Header().Set("X-Request-Id", id)
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), requestIDKey{}, id)))
	})
}

func requestID(r *http.Request) string {
	id, _ := r.Context().Value(requestIDKey{}).(string)
	return id
}

// logged writes one line for each request, without query, body or key.
func (s *server) logged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start, seen := time.Now(), middleware.NewWrapResponseWriter(w, r.ProtoMajor)
		next.ServeHTTP(seen, r)
		s.Log.Info("request", "id", requestID(r), "method", r.Method, "path", r.URL.Path, "status", seen.Status(), "bytes", seen.BytesWritten(), "duration", time.Since(start))
	})
}

// recovered turns a panic into a 500 and a line in the log.
func (s *server) recovered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if p := recover(); p != nil && p != http.ErrAbortHandler {
				s.respond(w, r, panicked{p})
			}
		}()
		next.ServeHTTP(w, r)
	})
}

// permissions are the browser's features that a page may use.
const permissions = "camera=(self), clipboard-write=(self), publickey-credentials-get=(self), publickey-credentials-create=(self), " +
	"clipboard-read=(), display-capture=(), geolocation=(), microphone=(), payment=(), serial=(), usb=(), hid=(), midi=()"

// secured sets the headers that every response carries, errors included. Pages
// and the worker replace the policy by their own.
func (s *server) secured(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", permissions)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		if strings.HasPrefix(s.BaseURL, "https://") {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		if strings.HasPrefix(r.URL.Path, "/log/") {
			h.Set("Cross-Origin-Resource-Policy", "cross-origin") // the log is for everybody
		}
		next.ServeHTTP(w, r)
	})
}

// compressed shortens pages for browsers that take it.
func compressed(next http.Handler) http.Handler { return compress(next) }

// compress takes the second level: half the time of the fifth, for a tenth more bytes.
var compress = middleware.Compress(2, "text/html")

// sameSite refuses what another site makes a browser send.
func (s *server) sameSite(next http.Handler) http.Handler {
	return http.NewCrossOriginProtection().Handler(next)
}

// maxForm bounds what people's browsers post, in bytes.
const maxForm = 4 << 10

// bounded lets nobody read more than a page posts.
func bounded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, maxForm)
		next.ServeHTTP(w, r)
	})
}

// canonical sends people who came under another name to the portal's own.
func (s *server) canonical(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Host != s.host {
			http.Redirect(w, r, s.BaseURL+r.URL.RequestURI(), http.StatusPermanentRedirect)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// from returns the sender's address: the connection's, or the one that a
// trusted proxy names last.
func (s *server) from(r *http.Request) netip.Addr {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	addr := peer.Addr().Unmap()
	forwarded := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(forwarded) - 1; i >= 0 && s.trusted(addr); i-- {
		next, err := netip.ParseAddr(strings.TrimSpace(forwarded[i]))
		if err != nil {
			break
		}
		addr = next.Unmap()
	}
	return addr
}

func (s *server) trusted(addr netip.Addr) bool {
	for _, prefix := range s.TrustedProxies {
		if prefix.Contains(addr) {
			return true
		}
	}
	return false
}
