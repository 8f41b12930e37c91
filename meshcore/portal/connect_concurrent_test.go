package portal_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"meshportal/meshcore/portal"
	"meshportal/meshcore/protocol"
)

// started sends requests at once and counts the answers by status or code.
func started(all []*joining) map[int]int {
	var mutex sync.Mutex
	var done sync.WaitGroup
	counts := map[int]int{}
	for _, j := range all {
		done.Go(func() {
			var answer protocol.ConnectStartResponse
			status := 0
			var refused *protocol.Error
			switch err := j.send(nil, j.request(), &answer); {
			case err == nil:
				status = answer.Status
			case errors.As(err, &refused):
				status = int(refused.Code)
			}
			mutex.Lock()
			defer mutex.Unlock()
			counts[status]++
		})
	}
	done.Wait()
	return counts
}

func TestConnectStartAtOnceIsFoldedByDevice(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	j := p.joining(w.device())
	all := make([]*joining, 20)
	for i := range all {
		all[i] = j
	}
	if got := started(all); got[protocol.Created] != 1 || got[protocol.OK] != 19 {
		t.Errorf("answers by status: %v, want one 201 and nineteen 200", got)
	}
	if got, err := p.pending(p.first.auth); err != nil || len(got.Pending) != 1 {
		t.Errorf("%d are pending (%v), want 1", len(got.Pending), err)
	}
}

func TestConnectStartOfOneDeviceAtOnceLeavesOne(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	d := w.device()
	var all []*joining
	for range 10 { // the log grows, so each is another request
		all = append(all, p.joining(d))
		w.check(p.publish(p.first, p.next()))
	}
	if got := started(all); got[protocol.Created] != 10 {
		t.Errorf("answers by status: %v, want ten 201", got)
	}
	if got, err := p.pending(p.first.auth); err != nil || len(got.Pending) != 1 {
		t.Errorf("%d are pending (%v), want 1", len(got.Pending), err)
	}
}

func TestConnectStartAtOnceMeetsTheLimit(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	id := p.invitation(w.time().Add(time.Hour))
	var all []*joining
	for range 20 {
		all = append(all, p.joining(w.device()))
	}
	invited := p.joining(w.device())
	invited.id = id
	if got := started(append(all, invited)); got[protocol.Created] != 9 || got[int(protocol.TooMany)] != 12 {
		t.Errorf("answers by status: %v, want nine 201 and twelve 429", got)
	}
	got, err := p.pending(p.first.auth)
	w.check(err)
	shown := 0
	for _, seen := range got.Seen {
		if seen.InvitationID == id {
			shown++
		}
	}
	if shown != 1 {
		t.Error("the invited request did not land")
	}
}

func TestConnectStartFromOneAddressAtOnce(t *testing.T) {
	w := newWorld(t, func(c *portal.Config) { c.Limits.PendingPerAccount = 0 })
	p := w.person("alice")
	var all []*joining
	for range 10 {
		j := p.joining(w.device())
		if len(all) > 0 {
			j.from = all[0].from
		}
		all = append(all, j)
	}
	if got := started(all); got[protocol.Created] != 1 || got[int(protocol.TooMany)] != 9 {
		t.Errorf("answers by status: %v, want one 201 and nine 429", got)
	}
}
