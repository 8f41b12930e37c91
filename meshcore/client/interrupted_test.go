package client_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"meshportal/meshcore"
	"meshportal/meshcore/catalog"
	"meshportal/meshcore/client"
	"meshportal/meshcore/protocol"
	"meshportal/meshcore/udf"
)

var errLine = errors.New("the line broke")

// broken breaks the line at the n-th writing message, counted from 0: the
// request is lost or, with answer, what the portal says to it.
func (d *device) broken(n int, answer bool) (happened *bool) {
	happened = new(bool)
	writes := func(req protocol.Request) bool {
		switch req.(type) {
		case *protocol.PublishRequest, *protocol.CreateRequest, *protocol.ConnectStartRequest, *protocol.ConnectCompleteRequest:
			n--
			return n == -1
		}
		return false
	}
	if !answer {
		d.evil.Lose = func(req protocol.Request) error {
			if writes(req) {
				*happened = true
				return errLine
			}
			return nil
		}
		return happened
	}
	d.evil.Answer = func(req protocol.Request, reply *protocol.Reply, err error) (*protocol.Reply, error) {
		if writes(req) {
			*happened = true
			return nil, errLine
		}
		return reply, err
	}
	return happened
}

// stage is a person with two devices and a third that knocks.
type stage struct {
	*world
	laptop, phone, fresh *device
	application          udf.Fingerprint
	entry                string
	joining              *client.Joining
	recovery             *client.Recovery
}

func newStage(t *testing.T, recovers bool) *stage {
	t.Helper()
	w := newWorld(t)
	s := &stage{world: w, laptop: w.person(alice)}
	s.application, s.entry = s.laptop.passwords()
	s.phone, s.fresh = w.join(s.laptop, "phone", editorOfAll), w.device()
	w.clock.Advance(time.Minute)
	if !recovers {
		var err error
		s.joining, err = s.fresh.Connect(t.Context(), alice, "fresh", nil)
		w.check(err)
		return s
	}
	kit, err := s.laptop.MakeKit(t.Context(), 2, 2)
	w.check(err)
	s.recovery = &client.Recovery{Account: alice, Shares: printed(t, kit.Shares...)}
	return s
}

// opens requires a device to read what there was from the start.
func (s *stage) opens(d *device) {
	s.Helper()
	d.reads(s.application, s.entry, "Password", "first")
}

// clean requires nothing to be left to re-encrypt.
func (s *stage) clean(t *testing.T, d *device) {
	t.Helper()
	p, err := d.Sync(t.Context())
	s.check(err)
	apps, err := d.Applications(t.Context(), p)
	s.check(err)
	for _, a := range apps {
		if a.Stale != nil || a.Lost {
			t.Errorf("%s: %v, lost %t", a.Entry.Identifier, a.Stale, a.Lost)
		}
	}
}

// TestInterrupted breaks the line at every write of an operation, before the
// portal has it and after, and runs the operation again in a new process of
// the same machine: it is completed, and nothing of before is lost.
func TestInterrupted(t *testing.T) {
	for _, test := range []struct {
		name string
		by   func(*stage) **device
		run  func(*testing.T, *stage) error
		done func(*testing.T, *stage)
	}{
		{"add an application", func(s *stage) **device { return &s.laptop }, func(t *testing.T, s *stage) error {
			kind, _ := catalog.KindNamed("notes")
			_, err := s.laptop.AddApplication(t.Context(), kind, "Notes")
			return err
		}, func(t *testing.T, s *stage) {
			p, err := s.laptop.Sync(t.Context())
			s.check(err)
			apps, err := s.laptop.Applications(t.Context(), p)
			s.check(err)
			if last := apps[len(apps)-1]; last.Catalog == nil || last.Catalog.Name != "Notes" {
				t.Errorf("%+v", last)
			}
		}},
		{"approve", func(s *stage) **device { return &s.laptop }, func(t *testing.T, s *stage) error {
			one, err := s.laptop.Find(t.Context(), s.joining.Code)
			if errors.Is(err, client.ErrNoRequest) {
				return nil // answered
			}
			if err != nil {
				return err
			}
			_, err = s.laptop.Approve(t.Context(), one, editorOfAll)
			return err
		}, func(t *testing.T, s *stage) {
			joining, err := s.fresh.JoinStatus(t.Context())
			s.check(err)
			if joining.Status != client.JoinAccepted {
				t.Errorf("status %s", joining.Status)
			}
			s.opens(s.fresh)
		}},
		{"remove", func(s *stage) **device { return &s.laptop }, func(t *testing.T, s *stage) error {
			_, err := s.laptop.Remove(t.Context(), s.phone.id())
			return err
		}, func(t *testing.T, s *stage) {
			s.absent(s.laptop, s.phone)
			s.clean(t, s.laptop)
		}},
		{"grant", func(s *stage) **device { return &s.laptop }, func(t *testing.T, s *stage) error {
			p, err := s.laptop.Sync(t.Context())
			if err != nil {
				return err
			}
			_, err = s.laptop.Grant(t.Context(), p.Applications[1].Identifier, s.phone.id(), meshcore.NoRole)
			return err
		}, func(t *testing.T, s *stage) { s.clean(t, s.laptop) }},
		{"recover", func(s *stage) **device { return &s.fresh }, func(t *testing.T, s *stage) error {
			_, err := s.fresh.Recover(t.Context(), s.recovery)
			if errors.Is(err, client.ErrJoined) {
				_, err = s.fresh.FinishWork(t.Context())
			}
			return err
		}, func(t *testing.T, s *stage) {
			s.opens(s.fresh)
			s.clean(t, s.fresh)
		}},
	} {
		for _, answer := range []bool{false, true} {
			for n := range 4 {
				t.Run(fmt.Sprintf("%s, write %d, answer lost %t", test.name, n, answer), func(t *testing.T) {
					s := newStage(t, test.name == "recover")
					by := test.by(s)
					happened := (*by).broken(n, answer)
					err := test.run(t, s)
					if !*happened {
						s.check(err)
						return // the operation has fewer writes
					}
					if !errors.Is(err, errLine) {
						t.Fatalf("the interruption was not told: %v", err)
					}
					*by = s.deviceOf((*by).machine)
					s.check(test.run(t, s))
					test.done(t, s)
					s.opens(*by)
				})
			}
		}
	}
}

// TestInterruptedCreate runs a creation again, from the same machine.
func TestInterruptedCreate(t *testing.T) {
	for _, answer := range []bool{false, true} {
		t.Run(fmt.Sprintf("answer lost %t", answer), func(t *testing.T) {
			w := newWorld(t)
			laptop := w.device()
			happened := laptop.broken(0, answer)
			if _, err := laptop.Create(t.Context(), alice, "laptop", ""); !errors.Is(err, errLine) || !*happened {
				t.Fatalf("got %v", err)
			}
			w.clock.Advance(time.Hour)
			laptop = w.deviceOf(laptop.machine)
			_, err := laptop.Create(t.Context(), alice, "laptop", "")
			w.check(err)
			laptop.passwords()
			if _, err := laptop.MakeKit(t.Context(), 2, 2); err != nil {
				t.Errorf("the master keys are lost: %v", err)
			}
		})
	}
}

// TestInterruptedEdit keeps what was acknowledged, whatever follows.
func TestInterruptedEdit(t *testing.T) {
	s := newStage(t, false)
	s.check(s.laptop.change(s.application, s.entry, "Notes=kept"))
	for _, answer := range []bool{false, true} {
		s.laptop.broken(0, answer)
		if err := s.laptop.change(s.application, s.entry, "Username=u"); !errors.Is(err, errLine) {
			t.Fatal(err)
		}
		s.laptop = s.deviceOf(s.laptop.machine)
		s.check(s.laptop.change(s.application, s.entry, "Username=u"))
		s.phone.reads(s.application, s.entry, "Username", "u")
		s.phone.reads(s.application, s.entry, "Notes", "kept")
	}
}

// TestInterruptedConnect asks again with the same device.
func TestInterruptedConnect(t *testing.T) {
	w := newWorld(t)
	laptop := w.person(alice)
	for _, answer := range []bool{false, true} {
		phone := w.device()
		phone.broken(0, answer)
		if _, err := phone.Connect(t.Context(), alice, "phone", nil); !errors.Is(err, errLine) {
			t.Fatal(err)
		}
		before := phone.id()
		phone = w.deviceOf(phone.machine)
		joining, err := phone.Connect(t.Context(), alice, "phone", nil)
		w.check(err)
		if joining.Device != before {
			t.Error("it is another device now")
		}
		_, err = laptop.Find(t.Context(), joining.Code)
		w.check(err)
		w.check(phone.Cancel(t.Context()))
	}
}
