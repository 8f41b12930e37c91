package client_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"meshportal/meshcore/catalog"
	"meshportal/meshcore/client"
	"meshportal/meshcore/protocol"
)

func set(assignments ...string) []catalog.Assignment {
	var all []catalog.Assignment
	for _, a := range assignments {
		field, value, _ := strings.Cut(a, "=")
		all = append(all, catalog.Assignment{Field: field, Value: value})
	}
	return all
}

func wantAlarm(t *testing.T, err error, kind client.AlarmKind) {
	t.Helper()
	var a *client.Alarm
	if !errors.As(err, &a) || a.Kind != kind {
		t.Errorf("got %v, want %s", err, kind)
	}
}

type answer = func(protocol.Request, *protocol.Reply, error) (*protocol.Reply, error)

// breakAfter lets n publishes pass and loses every later one.
func breakAfter(n int) func(protocol.Request) error {
	return func(req protocol.Request) error {
		if _, ok := req.(*protocol.PublishRequest); ok {
			if n--; n < 0 {
				return errors.New("the line broke")
			}
		}
		return nil
	}
}

// replay serves an earlier answer to GetRecords of one Identifier.
func replay(identifier string, old *protocol.Reply) answer {
	return func(req protocol.Request, reply *protocol.Reply, err error) (*protocol.Reply, error) {
		if get, ok := req.(*protocol.GetRequest); ok && get.Identifier == identifier {
			return old, nil
		}
		return reply, err
	}
}

// record keeps the answers to GetRecords of one Identifier.
func record(identifier string, into **protocol.Reply) answer {
	return func(req protocol.Request, reply *protocol.Reply, err error) (*protocol.Reply, error) {
		if get, ok := req.(*protocol.GetRequest); ok && get.Identifier == identifier {
			*into = reply
		}
		return reply, err
	}
}

func TestStaleApplicationIsWithheldThenRollback(t *testing.T) {
	w := newWorld(t)
	laptop := w.person(alice)
	application, entry := laptop.passwords()
	phone := w.join(laptop, "phone", editorOfAll)
	var old *protocol.Reply
	phone.evil.Answer = record(string(application), &old)
	phone.reads(application, entry, "Password", "first")
	w.check(laptop.change(application, entry, "Password=second"))

	phone.evil.Answer = replay(string(application), old)
	_, err := phone.read(application, entry, "Password")
	wantAlarm(t, err, client.Withheld)

	t.Run("writing has stopped, and the evidence is kept", func(t *testing.T) {
		phone.evil.Answer = nil
		if err := phone.change(application, entry, "Password=third"); !errors.Is(err, client.ErrStopped) {
			t.Errorf("got %v", err)
		}
		evidence, err := phone.Evidence()
		w.check(err)
		if len(evidence) != 1 || len(evidence[0].Documents) == 0 || len(evidence[0].Leaves) != 2 {
			t.Errorf("evidence %+v", evidence)
		}
	})
	t.Run("the person accepts", func(t *testing.T) {
		w.check(phone.AcceptLog(t.Context(), client.Withheld, client.Log{}))
		w.check(phone.change(application, entry, "Password=third"))
	})
}

func TestRolledBackApplication(t *testing.T) {
	w := newWorld(t)
	laptop := w.person(alice)
	application, entry := laptop.passwords()
	phone := w.join(laptop, "phone", editorOfAll)
	var old *protocol.Reply
	phone.evil.Answer = record(string(application), &old)
	phone.reads(application, entry, "Password", "first")
	stale := *old
	w.check(laptop.change(application, entry, "Password=second"))
	phone.reads(application, entry, "Password", "second")
	w.check(laptop.change(application, entry, "Password=third"))
	phone.evil.Answer = replay(string(application), &stale)
	_, err := phone.read(application, entry, "Password")
	wantAlarm(t, err, client.Rollback)
}

func TestOldCheckpointIsRollback(t *testing.T) {
	w := newWorld(t)
	laptop := w.person(alice)
	var first []byte
	laptop.evil.Log = func(path string, data []byte, err error) ([]byte, error) {
		if path == "checkpoint" && first == nil {
			first = data
		}
		return data, err
	}
	_, err := laptop.Sync(t.Context())
	w.check(err)
	laptop.passwords()
	laptop.evil.Log = func(path string, data []byte, err error) ([]byte, error) {
		if path == "checkpoint" {
			return first, nil
		}
		return data, err
	}
	_, err = laptop.Sync(t.Context())
	wantAlarm(t, err, client.Rollback)
}

func TestFrozenCheckpoint(t *testing.T) {
	w := newWorld(t)
	laptop := w.person(alice)
	var first []byte
	laptop.evil.Log = func(path string, data []byte, err error) ([]byte, error) {
		if path == "checkpoint" && first == nil {
			first = data
		}
		if path == "checkpoint" {
			return first, nil
		}
		return data, err
	}
	_, err := laptop.Sync(t.Context())
	w.check(err)
	w.clock.Advance(2 * time.Hour)
	_, err = laptop.Sync(t.Context())
	wantAlarm(t, err, client.Frozen)
	laptop.evil.Log = nil
	w.check(laptop.Rename(t.Context(), laptop.id(), "still here"))
}

func TestSwappedPendingRequest(t *testing.T) {
	w := newWorld(t)
	laptop, phone, mallory := w.person(alice), w.device(), w.device()
	joining, err := phone.Connect(t.Context(), alice, "phone", nil)
	w.check(err)
	_, err = mallory.Connect(t.Context(), alice, "phone", nil)
	w.check(err)
	laptop.evil.Answer = func(req protocol.Request, reply *protocol.Reply, err error) (*protocol.Reply, error) {
		var resp protocol.ConnectPendingResponse
		if _, ok := req.(*protocol.ConnectPendingRequest); !ok || err != nil {
			return reply, err
		}
		if err := protocol.DecodeResponse(reply.Body, &resp); err != nil {
			return nil, err
		}
		for i := range resp.Pending {
			if resp.Pending[i].Identifier == joining.Device {
				resp.Pending, resp.Seen = slices.Delete(resp.Pending, i, i+1), slices.Delete(resp.Seen, i, i+1)
				break
			}
		}
		body, err := protocol.EncodeResponse(&resp)
		return &protocol.Reply{Status: 200, Body: body}, err
	}
	_, err = laptop.Find(t.Context(), joining.Code)
	if !errors.Is(err, client.ErrMismatch) {
		t.Errorf("the swapped key was found by the phone's code: %v", err)
	}
}

func TestOtherLogIsNewLog(t *testing.T) {
	w := newWorld(t)
	laptop, other := w.person(alice), newWorldBeside(t)
	laptop.evil.Transport = other.portal
	_, err := laptop.Sync(t.Context())
	wantAlarm(t, err, client.NewLog)
}

func TestDroppedApplicationIsWithheld(t *testing.T) {
	w := newWorld(t)
	laptop := w.person(alice)
	application, entry := laptop.passwords()
	phone := w.join(laptop, "phone", editorOfAll)
	w.check(laptop.change(application, entry, "Password=second"))
	phone.evil.Answer = func(req protocol.Request, reply *protocol.Reply, err error) (*protocol.Reply, error) {
		if get, ok := req.(*protocol.GetRequest); ok && get.Identifier == string(application) {
			return nil, protocol.Refuse(protocol.NotFound, "unknown")
		}
		return reply, err
	}
	_, err := phone.read(application, entry, "Password")
	wantAlarm(t, err, client.Withheld)
}
