package portal

import (
	"sync"
	"time"
)

// nonceWindow remembers the nonces of reading calls for as long as their
// signatures hold: two generations, each as long as the window on both sides.
type nonceWindow struct {
	mutex    sync.Mutex
	now, old map[string]struct{}
	turned   time.Time
}

// used remembers a nonce and reports whether it was remembered before.
func (w *nonceWindow) used(nonce string, now time.Time) bool {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	if w.now == nil || now.Sub(w.turned) > 2*callWindow {
		w.old, w.now, w.turned = w.now, map[string]struct{}{}, now
	}
	_, isNew := w.now[nonce]
	_, isOld := w.old[nonce]
	w.now[nonce] = struct{}{}
	return isNew || isOld
}
