package portal

import (
	"slices"
	"sync"

	"meshportal/meshcore/udf"
)

// mostWatchers bounds those who watch one profile at a time.
const mostWatchers = 64

// Watch tells of changes of a profile: its documents, its requests to join,
// its blocks, its sessions. After each commit with such a change there is
// something to receive; changes that were not received yet are one. A channel
// that is closed tells nothing more: the portal is closing, or the profile has
// 64 watchers already. stop must be called, and may be called again.
func (s *Service) Watch(profile udf.Fingerprint) (changes <-chan struct{}, stop func()) {
	c := s.watchers.add(profile)
	return c, func() { s.watchers.remove(profile, c) }
}

// watchers are the channels of those who watch, by profile.
type watchers struct {
	mutex  sync.Mutex
	all    map[udf.Fingerprint][]chan struct{}
	closed bool
}

// add returns a new channel, or a closed one if there is no room.
func (w *watchers) add(profile udf.Fingerprint) chan struct{} {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	c := make(chan struct{}, 1)
	if w.closed || len(w.all[profile]) >= mostWatchers {
		close(c)
		return c
	}
	if w.all == nil {
		w.all = map[udf.Fingerprint][]chan struct{}{}
	}
	w.all[profile] = append(w.all[profile], c)
	return c
}

func (w *watchers) remove(profile udf.Fingerprint, c chan struct{}) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	left := slices.DeleteFunc(w.all[profile], func(other chan struct{}) bool { return other == c })
	if len(left) == 0 {
		delete(w.all, profile)
		return
	}
	w.all[profile] = left
}

// tick wakes those who watch the profiles, and waits for nobody.
func (w *watchers) tick(profiles map[udf.Fingerprint]bool) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	for profile := range profiles {
		for _, c := range w.all[profile] {
			select {
			case c <- struct{}{}:
			default:
			}
		}
	}
}

// close ends all channels.
func (w *watchers) close() {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.closed = true
	for _, channels := range w.all {
		for _, c := range channels {
			close(c)
		}
	}
	w.all = nil
}
