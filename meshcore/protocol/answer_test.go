package protocol

import (
	"errors"
	"testing"
	"time"
)

func TestAnswer(t *testing.T) {
	refusal := `{"PublishResponse":{"Status":429,"StatusDescription":"later"}}`
	for name, c := range map[string]struct {
		answer  Answer
		notMesh bool
		wait    time.Duration
	}{
		"success":                {answer: Answer{200, MediaType, "", []byte(`{}`)}},
		"success may wait":       {answer: Answer{202, MediaType, "7", []byte(`{}`)}},
		"a refusal":              {answer: Answer{429, MediaType + "; charset=utf-8", "", []byte(refusal)}},
		"a refusal for a while":  {answer: Answer{429, MediaType, "7", []byte(refusal)}, wait: 7 * time.Second},
		"a refusal until a date": {answer: Answer{429, MediaType, "Tue, 24 Nov 2026 02:00:00 GMT", []byte(refusal)}},
		"a page":                 {answer: Answer{200, "text/html", "", []byte(`<h1>Welcome</h1>`)}, notMesh: true},
		"JSON of somebody else":  {answer: Answer{502, MediaType, "7", []byte(`{"error":"bad gateway"}`)}, notMesh: true},
		"two messages":           {answer: Answer{502, MediaType, "7", []byte(`{"A":{"Status":502},"B":{"Status":502}}`)}, notMesh: true},
		"a refusal of success":   {answer: Answer{502, MediaType, "7", []byte(`{"PublishResponse":{"Status":200}}`)}, notMesh: true},
	} {
		reply, err := c.answer.Reply()
		var refused *Error
		switch {
		case c.notMesh:
			if reply != nil || !errors.Is(err, ErrNotMesh) {
				t.Errorf("%s: got %v, %v", name, reply, err)
			}
		case c.wait > 0:
			if !errors.As(err, &refused) || refused.RetryAfter != c.wait || refused.Message != "later" || refused.Response != "PublishResponse" {
				t.Errorf("%s: got %v, %v", name, reply, err)
			}
		case err != nil || reply.Status != c.answer.Status || string(reply.Body) != string(c.answer.Body):
			t.Errorf("%s: got %v, %v", name, reply, err)
		}
	}
}

// What an answer is read as is the answer as it is, or one error.
func FuzzAnswer(f *testing.F) {
	f.Add(200, MediaType, "", []byte(`{}`))
	f.Add(429, MediaType, "7", []byte(`{"PublishResponse":{"Status":429,"StatusDescription":"later"}}`))
	f.Fuzz(func(t *testing.T, status int, mediaType, retry string, body []byte) {
		reply, err := Answer{status, mediaType, retry, body}.Reply()
		var refused *Error
		if (reply == nil) == (err == nil) || err != nil && !errors.Is(err, ErrNotMesh) && (!errors.As(err, &refused) || refused.RetryAfter <= 0 || refused.Code < 400) {
			t.Errorf("got %v, %v", reply, err)
		}
	})
}
