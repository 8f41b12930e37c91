package browser

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"

	"meshportal/meshcore/protocol"
)

// evil stands between people and a real portal, under the portal's own
// address, and answers as it likes: what a dishonest operator could do.
type evil struct {
	*portal // the honest one, under whose address people see this
	mu      sync.Mutex
	door    func(ask, answer []byte) []byte
	page    func(path, html string) string
	file    func(path string, body []byte) []byte
	dead    bool
}

// betweenPortal starts a portal behind an evil one that is honest at first.
func betweenPortal(t *testing.T, args ...string) *evil {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	base := "http://localhost:" + strconv.Itoa(listener.Addr().(*net.TCPAddr).Port)
	e := &evil{portal: startPortal(t, append([]string{"--base-url", base}, args...)...)}
	target := &url.URL{Scheme: "http", Host: "127.0.0.1:" + strconv.Itoa(e.port)}
	e.portal.base = base
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(target)
			r.Out.Host = r.In.Host
		},
		FlushInterval:  -1,
		ModifyResponse: e.answer,
		ErrorHandler:   func(w http.ResponseWriter, _ *http.Request, _ error) { panic(http.ErrAbortHandler) },
		ErrorLog:       log.New(io.Discard, "", 0),
	}
	server := &http.Server{Handler: e.listen(proxy), ErrorLog: log.New(io.Discard, "", 0)}
	go server.Serve(listener)
	t.Cleanup(func() { server.Close() })
	return e
}

// listen keeps the question beside the answer, and says nothing at all while
// the portal is unplugged.
func (e *evil) listen(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		e.mu.Lock()
		dead, changing := e.dead, e.page != nil || e.file != nil
		e.mu.Unlock()
		if dead {
			panic(http.ErrAbortHandler)
		}
		if changing {
			r.Header.Del("Accept-Encoding")
			r.Header.Set("Accept-Encoding", "identity")
		}
		if r.URL.Path == protocol.Path {
			ask, _ := io.ReadAll(r.Body)
			r.Body = io.NopCloser(bytes.NewReader(ask))
			r = r.WithContext(asking(r.Context(), ask))
		}
		next.ServeHTTP(w, r)
	})
}

// answer changes what the portal has said.
func (e *evil) answer(resp *http.Response) error {
	e.mu.Lock()
	door, page, file := e.door, e.page, e.file
	e.mu.Unlock()
	ask, protocolCall := asked(resp.Request.Context())
	switch {
	case protocolCall && door != nil:
		return rewrite(resp, func(body []byte) []byte { return door(ask, body) })
	case page != nil && strings.HasPrefix(resp.Header.Get("Content-Type"), "text/html"):
		return rewrite(resp, func(body []byte) []byte { return []byte(page(resp.Request.URL.Path, string(body))) })
	case file != nil && resp.StatusCode == http.StatusOK && !strings.HasPrefix(resp.Header.Get("Content-Type"), "text/event-stream"):
		return rewrite(resp, func(body []byte) []byte {
			if body = file(resp.Request.URL.Path, body); body == nil {
				resp.StatusCode = http.StatusNotFound
			}
			return body
		})
	}
	return nil
}

func rewrite(resp *http.Response, change func([]byte) []byte) error {
	if resp.Header.Get("Content-Encoding") != "" {
		return errors.New("an encoded answer")
	}
	body, err := io.ReadAll(resp.Body)
	resp.Body.Close()
	if err != nil {
		return err
	}
	body = change(body)
	resp.Body = io.NopCloser(bytes.NewReader(body))
	resp.ContentLength = int64(len(body))
	resp.Header.Set("Content-Length", strconv.Itoa(len(body)))
	return nil
}

// atDoor changes the answers to messages of the protocol from now on; nil is honest.
func (e *evil) atDoor(change func(ask, answer []byte) []byte) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.door = change
}

// onPages changes the pages from now on; nil is honest.
func (e *evil) onPages(change func(path, html string) string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.page = change
}

// onFiles changes what is fetched from now on: the log, scripts, the device;
// what becomes nil is not found. nil is honest.
func (e *evil) onFiles(change func(path string, body []byte) []byte) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.file = change
}

// unplug makes every request fail until plug; what is open stays open.
func (e *evil) unplug() { e.plugged(false) }

func (e *evil) plug() { e.plugged(true) }

func (e *evil) plugged(yes bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.dead = !yes
}

type askKey struct{}

// asking remembers the message that is being answered.
func asking(ctx context.Context, ask []byte) context.Context {
	return context.WithValue(ctx, askKey{}, ask)
}

func asked(ctx context.Context) ([]byte, bool) {
	ask, ok := ctx.Value(askKey{}).([]byte)
	return ask, ok
}
