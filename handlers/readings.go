package handlers

import "sync"

// mostReadings bounds the texts that readings keeps, in bytes.
const mostReadings = 16 << 20

// readings keeps what signed documents say, by version id: neither ever changes.
// Its zero value is empty; when it is full, it begins anew.
type readings struct {
	mutex sync.Mutex
	all   map[[32]byte]string
	size  int
}

// of returns what a version says, which read works out the first time.
func (r *readings) of(version [32]byte, read func() string) string {
	if text, ok := r.kept(version); ok {
		return text
	}
	text := read()
	r.keep(version, text)
	return text
}

func (r *readings) kept(version [32]byte) (string, bool) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	text, ok := r.all[version]
	return text, ok
}

func (r *readings) keep(version [32]byte, text string) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if r.all == nil || r.size+len(text) > mostReadings {
		r.all, r.size = map[[32]byte]string{}, 0
	}
	r.size += len(text) - len(r.all[version])
	r.all[version] = text
}
