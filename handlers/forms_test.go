package handlers

import (
	"io"
	"net/http"
	"strings"
	"testing"
)

// endless is a body that does not end, and counts what is read of it.
type endless struct {
	io.Reader
	read int
}

func (e *endless) Read(p []byte) (int, error) {
	n, err := e.Reader.Read(p)
	e.read += n
	return n, err
}

// TestFormsAreSmall: of what a browser posts, no more is read than a page posts
// itself, whatever its encoding.
func TestFormsAreSmall(t *testing.T) {
	t.Parallel()
	a := newPeople(t).alice()
	const part = "--B\r\nContent-Disposition: form-data; name=\"session\"\r\n\r\n"
	for _, path := range []string{"/sessions/end", "/sessions/end-others", "/session", "/session/challenge"} {
		for media, head := range map[string]string{
			"application/x-www-form-urlencoded": "session=", "multipart/form-data; boundary=B": part, "application/json": "{",
		} {
			r := a.request("POST", path, "text/html", "", "Content-Type", media)
			body := &endless{Reader: io.LimitReader(io.MultiReader(strings.NewReader(head), noEnd{}), 64<<20)}
			r.Body, r.ContentLength = io.NopCloser(body), -1
			answer(a.p.door, r)
			if body.read > 2*maxForm {
				t.Errorf("%s as %s: %d bytes are read", path, media, body.read)
			}
		}
	}
	w := a.post("/sessions/end", "session", strings.Repeat("x", maxForm))
	wantStatus(t, w, http.StatusRequestEntityTooLarge, "at most 4096 bytes")
	r := a.request("POST", "/sessions/end", "text/html", part+"x\r\n--B--", "Content-Type", "multipart/form-data; boundary=B")
	wantStatus(t, answer(a.p.door, r), http.StatusBadRequest, "names no session")
}

// noEnd never ends.
type noEnd struct{}

func (noEnd) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}
