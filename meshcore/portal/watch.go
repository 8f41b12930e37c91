package portal

import (
	"slices"
	"sync"

	"meshportal/meshcore/udf"
)

// mostWatchers bounds those who watch one profile at a time, and mostStreams
// those of them that are of one session.
const mostWatchers, mostStreams = 64, 4

// Watch tells a session of changes of a profile: its documents, its requests
// to join, its blocks, its sessions. After each commit with such a change there
// is something to receive; changes that were not received yet are one. A
// channel that is closed tells nothing more: the portal is closing. ok is false
// if the profile has 64 watchers already, or the session 4. stop must be
// called, and may be called again.
func (s *Service) Watch(profile udf.Fingerprint, session [32]byte) (changes <-chan struct{}, stop func(), ok bool) {
	w := watcher{session, make(chan struct{}, 1)}
	if !s.watchers.add(profile, w) {
		return nil, func() {}, false
	}
	return w.changes, func() { s.watchers.remove(profile, w) }, true
}

// watcher is one who watches.
type watcher struct {
	session [32]byte
	changes chan struct{}
}

// watchers are those who watch, by profile.
type watchers struct {
	mutex  sync.Mutex
	all    map[udf.Fingerprint][]watcher
	closed bool
}

// add takes a watcher if there is room.
func (w *watchers) add(profile udf.Fingerprint, one watcher) bool {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	if w.closed {
		close(one.changes)
		return true
	}
	own := 0
	for _, other := range w.all[profile] {
		if other.session == one.session {
			own++
		}
	}
	if own >= mostStreams || len(w.all[profile]) >= mostWatchers {
		return false
	}
	if w.all == nil {
		w.all = map[udf.Fingerprint][]watcher{}
	}
	w.all[profile] = append(w.all[profile], one)
	return true
}

func (w *watchers) remove(profile udf.Fingerprint, one watcher) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	left := slices.DeleteFunc(w.all[profile], func(other watcher) bool { return other == one })
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
		for _, one := range w.all[profile] {
			select {
			case one.changes <- struct{}{}:
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
	for _, all := range w.all {
		for _, one := range all {
			close(one.changes)
		}
	}
	w.all = nil
}
